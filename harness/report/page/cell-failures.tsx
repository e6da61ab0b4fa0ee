/** The failures that show in a cell, as links; where the target ended in it and none does, those of the same kind elsewhere. */
import { failuresAt } from './chosen-cell.ts';
import type { Cell } from './chosen-cell.ts';
import { Fact } from './fact.tsx';
import { FailureLink } from './failure-link.tsx';
import { counted } from './numbers.ts';
import type { MapCell, Report } from './read-report.ts';

interface CellFailuresProps {
  readonly cell: Cell;
  readonly ended: MapCell['ended'];
  readonly report: Report;
}

const FAILURES_MAX = 5;

export function CellFailures({ cell, ended, report }: CellFailuresProps) {
  const own = failuresAt(cell, report);
  // Of one kind only the shortest program is made small, and that may end in another cell.
  const alike = report.counterexamples.filter(({ kind }) => ended?.some((one) => one === kind));
  const shown = own.length > 0 ? own : alike;
  if (shown.length === 0) return null;
  return (
    <Fact name={own.length === 0 ? 'elsewhere' : own.length === 1 ? 'failure' : 'failures'}>
      <ul class="links">
        {shown.slice(0, FAILURES_MAX).map((failure) => (
          <li key={failure.signature.id}>
            <FailureLink failure={failure}>
              {failure.clause ?? failure.kind} {failure.signature.id}
            </FailureLink>
          </li>
        ))}
        {shown.length > FAILURES_MAX && (
          <li class="dim">{shown.length - FAILURES_MAX} more, marked in the list of failures</li>
        )}
      </ul>
    </Fact>
  );
}

export function judgedWords(calls: number, ended: MapCell['ended']): string {
  if (ended === undefined) return `in ${counted(calls, 'call')} that were judged`;
  return calls === 0 ? 'and no call was judged' : `and ${counted(calls, 'call')} were judged`;
}
