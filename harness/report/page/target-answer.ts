/** What the target answered to a pair in a state, where the report knows it. Indexed once, since a report can know many. */
import { matches } from '../../../spec/answer.ts';
import type { Reservation } from '../../../spec/call.ts';
import type { Permitted } from '../../../spec/oracle.ts';
import { statusOf } from '../../../spec/status.ts';
import type { Report } from './read-report.ts';
import type { SubjectId } from './subjects.ts';

const indices = new WeakMap<Report, Map<string, readonly string[]>>();

export function targetAnswer(report: Report, state: SubjectId, pair: Reservation): readonly string[] | undefined {
  let index = indices.get(report);
  if (index === undefined) {
    index = new Map(report.answered.map((entry) => [key(entry.state, entry), entry.statuses]));
    indices.set(report, index);
  }
  return index.get(key(state, pair));
}

/** What the oracle makes of the statuses that were seen: the worst counts. */
export function outcomeOf(statuses: readonly string[], permits: readonly Permitted[]): 'pass' | 'deviation' | 'fail' {
  const standings = statuses.map((name) => {
    const response = { kind: 'status', status: statusOf(name) } as const;
    return permits.find(({ answer }) => matches(answer, response))?.standing.kind;
  });
  if (standings.includes(undefined)) return 'fail';
  return standings.includes('deviates') ? 'deviation' : 'pass';
}

function key(state: string, { mmioMegabytes, mmioMegabytesOptional }: Reservation): string {
  return `${state} ${mmioMegabytes} ${mmioMegabytesOptional}`;
}
