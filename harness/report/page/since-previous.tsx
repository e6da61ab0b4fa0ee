/** What changed since the previous run, where the report of one was given: failures first, each with what keeps a run from telling more. */
import type { Comparison } from '../comparison.ts';
import { FAILURE_WORDS, failureWords } from '../comparison-lines.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';
import { Section } from './section.tsx';

type ChangeWord = keyof typeof FAILURE_WORDS;

/** The words of `diff`, longer, since there is room, and the outcome whose mark each has. */
const CHANGES: Readonly<Record<ChangeWord, readonly [title: string, outcome: string]>> = {
  new: ['new', 'fail'],
  fixed: ['fixed', 'pass'],
  otherwise: ['fails otherwise', 'deviation'],
  unseen: ['not seen again', 'unseen'],
  untried: ['not tried again', 'not-applicable'],
};

export function SincePrevious({ report }: { readonly report: Report }) {
  const { previous } = report;
  if (previous === undefined) return null;
  const { target, startedAt, verdict, suite } = previous;
  return (
    <Section
      id="previous"
      title="Since the previous run"
      lead="What failed in it was tried first in this one. Fixed is only what was tried again, and whose clause is verified."
    >
      <p class="dim previous-run">
        <bdi>
          {target.name} {target.version}
        </bdi>
        , {startedAt.slice(0, 10)}, suite {suite}: {verdict}
      </p>
      <ChangeList changes={previous} />
    </Section>
  );
}

/** One change a line, in the words of strangers where they come from a report. */
export function ChangeList({ changes }: { readonly changes: Omit<Comparison, 'worse'> }) {
  const words = Object.entries(FAILURE_WORDS) as [ChangeWord, (typeof FAILURE_WORDS)[ChangeWord]][];
  const failures = words.flatMap(([word, list]) => changes[list].map((one) => [word, failureWords(one)] as const));
  const told = new Set(words.flatMap(([, list]) => changes[list].map(({ clause }) => clause)));
  // A clause whose failure is told need not be told again.
  const clauses = changes.clauses.filter(({ name }) => !told.has(name));
  const values = [...changes.run, ...clauses, ...changes.choices, ...changes.readings];
  if (failures.length + values.length === 0) return <p class="dim">Nothing changed.</p>;
  return (
    <ul class="changes">
      {failures.map(([word, text]) => (
        <li key={`${word} ${text}`}>
          <OutcomeMark outcome={CHANGES[word][1]} /> <b>{CHANGES[word][0]}</b> <bdi>{text}</bdi>
        </li>
      ))}
      {values.map(({ name, before, after }) => (
        <li key={name}>
          <span /> <b>changed</b>{' '}
          <bdi>
            {name}: {before} → {after}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
