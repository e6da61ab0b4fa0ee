/** What went wrong, each as the shortest program that shows it. */
import { ClauseFacts } from './clause-facts.tsx';
import { Copyable } from './copyable.tsx';
import { Fact } from './fact.tsx';
import { counted } from './numbers.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Counterexample, Report } from './read-report.ts';
import { Section } from './section.tsx';
import { Timeline } from './timeline.tsx';
import { toneOf } from './tone.ts';

export function Counterexamples({ report }: { readonly report: Report }) {
  return (
    <Section
      id="failures"
      title="What went wrong"
      lead="Each failure by the shortest program that shows it. Step through it with the buttons or the arrow keys."
    >
      {report.counterexamples.map((counterexample, index) => (
        <Failure key={counterexample.signature.id} counterexample={counterexample} number={index + 1} report={report} />
      ))}
    </Section>
  );
}

interface FailureProps {
  readonly counterexample: Counterexample;
  readonly number: number;
  readonly report: Report;
}

function Failure({ counterexample, number, report }: FailureProps) {
  const { kind, clause, signature, certificate, original, spent, program, earlier, repeats, history, standing } =
    counterexample;
  const level = report.clauses.find(({ id }) => id === clause)?.level;
  return (
    <article
      id={`failure-${number}`}
      class={`failure tone-${toneOf(kind)}`}
      aria-labelledby={`failure-${number}-title`}
    >
      <header>
        <h3 id={`failure-${number}-title`}>
          <OutcomeWord outcome={kind} /> <span class="title">{clause ?? counterexample.message ?? kind}</span>{' '}
          {level !== undefined && <span class="level">{level}</span>}
        </h3>
        <span class="signature" title="the failure's signature, for a baseline">
          {signature.id}
        </span>
      </header>
      {standing.kind !== 'counts' && (
        <p class="warning">
          {standing.kind === 'waived'
            ? `Waived as ${standing.as}: ${standing.reason}`
            : `Does not count: ${standing.why}`}
        </p>
      )}
      <Timeline counterexample={counterexample} number={number}>
        {clause !== undefined && <ClauseFacts id={clause} report={report} />}
        <Vicinity counterexample={counterexample} />
        {earlier !== undefined && (
          <div class="earlier">
            <p class="dim">Answered the other way in</p>
            <pre>{earlier.join('\n')}</pre>
          </div>
        )}
      </Timeline>
      <div class="failure-foot">
        <Copyable text={counterexample.replay} label="replay command" />
        <p class="dim">
          In the folder where the run was started. {counted(program.length, 'call')}
          {repeats
            ? `, ${certificate}; made from ${counted(original.calls, 'call')} of ${original.strategy} by ${counted(spent.calls, 'call')}`
            : ', seen once, and not again when the same program was run again'}
          {history === undefined ? '' : `; ${history.reason}`}. Trace, test and explanation are in{' '}
          <code>{counterexample.folder}</code>.
        </p>
      </div>
    </article>
  );
}

/** The nearest program that passes, and the pattern of the wrong answer. */
function Vicinity({ counterexample: { neighbour, hint } }: { readonly counterexample: Counterexample }) {
  if ((neighbour ?? hint) === undefined) return null;
  return (
    <dl class="facts">
      {neighbour !== undefined && <Fact name="passes">{neighbour.text}</Fact>}
      {hint !== undefined && <Fact name="hint">{hint.text}</Fact>}
    </dl>
  );
}
