/** What lies behind a cell of the map: the clauses, what was permitted, what was seen, and how to see it again. */
import { ClauseFacts } from './clause-facts.tsx';
import { Fragment } from 'preact';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { CLASS_FACTS } from './argument-classes.ts';
import { Copyable } from './copyable.tsx';
import { Fact } from './fact.tsx';
import { counted } from './numbers.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { MapCell, Report } from './read-report.ts';
import { cellProgram, replayOf } from './cell-program.ts';
import { HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';

export function CellDetails({ cell, report }: { readonly cell: MapCell; readonly report: Report }) {
  const facts = CLASS_FACTS[cell.arguments as ArgumentClass];
  const subject = HANDLE_STATES[cell.state as HandleStateId];
  const shown = [...cell.broken, ...cell.clauses.filter((id) => !cell.broken.includes(id))];
  const failure = cell.counterexample === undefined ? undefined : report.counterexamples[cell.counterexample];
  const seen = [...new Set([...cell.seen, ...(failure?.saw === undefined ? [] : [failure.saw])])];
  const example = facts?.example ?? { mmioMegabytes: 8, mmioMegabytesOptional: 0 };
  const replay =
    failure?.replay ??
    (subject === undefined ? '' : replayOf(cellProgram(subject, example, report.target.capabilities), report));
  return (
    <div class="cell-details">
      <h3>
        {subject?.name ?? cell.state} <span class="dim">with</span> {facts?.name ?? cell.arguments}
      </h3>
      <p class="dim">
        {subject?.gist}; {facts?.gist}
      </p>
      <p>
        <OutcomeWord outcome={cell.outcome} /> <span class="dim">in {counted(cell.calls, 'call')}</span>
      </p>
      <dl class="facts">
        <Fact name="permitted">{cell.permitted.join(', or ') || 'nothing is promised'}</Fact>
        <Fact name="seen">
          {seen.length === 0 && 'nothing was seen'}
          {seen.map((status, index) => (
            <Fragment key={status}>
              {index > 0 && ', '}
              <span class={cell.permitted.includes(status) ? '' : 'wrong'}>{status}</span>
            </Fragment>
          ))}
        </Fact>
      </dl>
      {shown.map((id) => (
        <ClauseFacts key={id} id={id} report={report} />
      ))}
      {failure !== undefined && (
        <p>
          <a href={`#failure-${cell.counterexample! + 1}`}>Step through the failure</a>
        </p>
      )}
      {replay !== '' && <Copyable text={replay} label="replay command" />}
    </div>
  );
}
