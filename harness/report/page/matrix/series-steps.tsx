/** A series over time: a chart of how the clauses came out, and what changed at each step, in words. */
import type { Comparison } from '../../comparison.ts';
import { FAILURE_WORDS, failureWords } from '../../comparison-lines.ts';
import type { Matrix } from '../../matrix/matrix.ts';
import { OutcomeMark } from '../outcome-mark.tsx';
import { moment } from './moment.ts';
import { SeriesChart } from './series-chart.tsx';

/** What a reader looks for first, and the outcome whose mark it has. */
const MARKS = {
  new: 'fail',
  fixed: 'pass',
  otherwise: 'deviation',
  unseen: 'unseen',
  untried: 'not-applicable',
} as const satisfies Readonly<Record<keyof typeof FAILURE_WORDS, string>>;

/** The words of `diff`, longer, since there is room. */
const TITLES: Readonly<Record<keyof typeof FAILURE_WORDS, string>> = {
  new: 'new',
  fixed: 'fixed',
  otherwise: 'fails otherwise',
  unseen: 'not seen again',
  untried: 'not tried again',
};

export function SeriesSteps({ matrix }: { readonly matrix: Matrix }) {
  const { steps, implementations } = matrix;
  return (
    <>
      <SeriesChart matrix={matrix} />
      <ol class="steps-in-time">
        {steps
          .map((step, index) => {
            const [before, after] = [implementations[index]!, implementations[index + 1]!];
            return (
              <li key={index}>
                <h3>
                  <bdi>{after.version}</bdi> <time dateTime={after.startedAt}>{moment(after.startedAt)}</time>
                  <span class="dim">
                    {' '}
                    after <bdi>{before.version}</bdi> of {moment(before.startedAt)}
                  </span>
                </h3>
                <Step step={step} />
              </li>
            );
          })
          .toReversed()}
      </ol>
    </>
  );
}

function Step({ step }: { readonly step: Comparison }) {
  const words = Object.entries(FAILURE_WORDS) as [
    keyof typeof FAILURE_WORDS,
    (typeof FAILURE_WORDS)[keyof typeof FAILURE_WORDS],
  ][];
  const failures = words.flatMap(([word, list]) => step[list].map((one) => [word, failureWords(one)] as const));
  const told = new Set(Object.values(FAILURE_WORDS).flatMap((list) => step[list].map(({ clause }) => clause)));
  // A clause whose failure is told above need not be told again.
  const values = [
    ...step.run,
    ...step.clauses.filter(({ name }) => !told.has(name)),
    ...step.choices,
    ...step.readings,
  ];
  if (failures.length + values.length === 0) return <p class="dim">Nothing changed.</p>;
  return (
    <ul class="changes">
      {failures.map(([word, text]) => (
        <li key={`${word} ${text}`}>
          <OutcomeMark outcome={MARKS[word]} /> <b>{TITLES[word]}</b> <bdi>{text}</bdi>
        </li>
      ))}
      {values.map(({ name, before, after }) => (
        <li key={name}>
          <span class="mark" /> <b>changed</b>{' '}
          <bdi>
            {name}: {before} → {after}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
