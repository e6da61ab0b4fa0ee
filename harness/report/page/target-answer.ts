/** What the target answered to a pair in a state, where the report knows it. Indexed once, since a report can know many. */
import type { Reservation } from '../../../spec/call.ts';
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

function key(state: string, { mmioMegabytes, mmioMegabytesOptional }: Reservation): string {
  return `${state} ${mmioMegabytes} ${mmioMegabytesOptional}`;
}
