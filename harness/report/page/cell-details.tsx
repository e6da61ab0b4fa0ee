/** What lies behind a cell of the map: the clauses, what was permitted, what was seen, how it ended, and how to see it again. */
import { Fragment } from 'preact';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { CLASS_FACTS } from './argument-classes.ts';
import { CellFailures, judgedWords } from './cell-failures.tsx';
import { cellOf, failuresAt } from './chosen-cell.ts';
import { ClauseFacts } from './clause-facts.tsx';
import { Copyable } from './copyable.tsx';
import { edgeAnswer } from './edge-answer.ts';
import { Fact } from './fact.tsx';
import { OutcomeWord } from './outcome-mark.tsx';
import type { MapCell, Report } from './read-report.ts';
import { cellProgram, replayOf } from './cell-program.ts';
import { HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { outcomeOf } from './target-answer.ts';

export function CellDetails({ cell, report }: { readonly cell: MapCell; readonly report: Report }) {
  const facts = CLASS_FACTS[cell.arguments as ArgumentClass];
  const subject = HANDLE_STATES[cell.state as HandleStateId];
  const clauses = [...cell.broken, ...cell.clauses.filter((id) => !cell.broken.includes(id))];
  const place = cellOf(cell.state, cell.arguments);
  const failures = failuresAt(place, report);
  const statuses = [...new Set([...cell.seen, ...failures.flatMap(({ saw }) => saw ?? [])])];
  const example = facts?.example ?? { mmioMegabytes: 8, mmioMegabytesOptional: 0 };
  const permits = subject === undefined ? [] : edgeAnswer(subject, example, report.reading).permits;
  const replay =
    failures[0]?.replay ??
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
        <OutcomeWord outcome={cell.outcome} /> <span class="dim">{judgedWords(cell.calls, cell.ended)}</span>
      </p>
      <dl class="facts">
        <Fact name="permitted">{cell.permitted.join(', or ') || 'nothing is promised'}</Fact>
        <Fact name="seen">
          {statuses.length + (cell.ended?.length ?? 0) === 0 && 'nothing was seen'}
          {statuses.map((status, index) => (
            <Fragment key={status}>
              {index > 0 && ', '}
              <span class={outcomeOf([status], permits) === 'pass' ? '' : 'wrong'}>{status}</span>
            </Fragment>
          ))}
          {cell.ended?.map((kind, index) => (
            <Fragment key={kind}>
              {(index > 0 || statuses.length > 0) && ', '}
              <span class="wrong">{ENDED_WORDS[kind]}</span>
            </Fragment>
          ))}
        </Fact>
        <CellFailures cell={place} ended={cell.ended} report={report} />
      </dl>
      {clauses.map((id) => (
        <ClauseFacts key={id} id={id} report={report} />
      ))}
      {replay !== '' && <Copyable text={replay} label="replay command" />}
    </div>
  );
}

const ENDED_WORDS = {
  crash: 'no answer: the target crashed',
  timeout: 'no answer before the deadline',
  'adapter-fault': 'no answer: the contract was broken',
} as const;
