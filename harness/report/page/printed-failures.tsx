/** The failures on paper, behind the certificate: each with its program, one after the other. */
import { visible } from '../../program/visible.ts';
import { counterexampleText } from '../files/test-rows.ts';
import { counted } from './numbers.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Counterexample, Report } from './read-report.ts';
import { toneOf } from './tone.ts';

export function PrintedFailures({ report }: { readonly report: Report }) {
  const { counterexamples, clauses } = report;
  if (counterexamples.length === 0) return null;
  return (
    <article class="appendix">
      <h1>{counted(counterexamples.length, 'failure')}, each by the shortest program that shows it</h1>
      {counterexamples.map((one) => (
        <section key={one.signature.id} class={`tone-${toneOf(one.kind)}`}>
          <h2>
            <OutcomeWord outcome={one.kind} /> {one.clause ?? 'the target ended instead of answering'}{' '}
            <span class="level">{clauses.find(({ id }) => id === one.clause)?.level}</span>
          </h2>
          <p>{clauses.find(({ id }) => id === one.clause)?.gist}</p>
          <p>{standingWords(one)}</p>
          <pre>{counterexampleText(one)}</pre>
        </section>
      ))}
    </article>
  );
}

function standingWords({ standing }: Counterexample): string | undefined {
  if (standing.kind === 'counts') return undefined;
  return visible(
    standing.kind === 'waived' ? `Waived as ${standing.as}: ${standing.reason}` : `Does not count: ${standing.why}`,
  );
}
