/** What lies behind a chosen arrow or sign of the machine: how often it was taken, what speaks of it, and what went wrong. */
import { CellFailures, judgedWords } from './cell-failures.tsx';
import { callWords, clausesAt } from './chosen-cell.ts';
import { ClauseLink } from './clause-link.tsx';
import { Fact } from './fact.tsx';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Edge, Report } from './read-report.ts';

interface TransitionDetailsProps {
  readonly edges: readonly Edge[];
  readonly report: Report;
}

export function TransitionDetails({ edges, report }: TransitionDetailsProps) {
  return (
    <div class="transition-details" aria-live="polite">
      {edges.map((edge) => (
        <Transition key={edge.call} edge={edge} report={report} />
      ))}
    </div>
  );
}

function Transition({ edge, report }: { readonly edge: Edge; readonly report: Report }) {
  const { from, to, call, calls, outcome, ended } = edge;
  const cell = { state: from, call };
  const broken = report.cells.find((one) => one.state === from && one.call === call)?.broken ?? [];
  const clauses = clausesAt(cell, report);
  return (
    <div>
      <h3>
        <code>{callWords(call)}</code> <span class="dim">{from === to ? `in ${from}` : `from ${from} to ${to}`}</span>
      </h3>
      <p>
        <OutcomeWord outcome={outcome} /> <span class="dim">{judgedWords(calls, ended)}</span>
      </p>
      <dl class="facts">
        <Fact name="clauses">
          {clauses.length === 0 && <span class="dim">none speaks of it by itself</span>}
          <ul class="links">
            {clauses.map((id) => (
              <li key={id}>
                <ClauseLink id={id} />
                {broken.includes(id) && <span class="wrong"> broken</span>}
              </li>
            ))}
          </ul>
        </Fact>
        <CellFailures cell={cell} ended={ended} report={report} />
      </dl>
    </div>
  );
}
