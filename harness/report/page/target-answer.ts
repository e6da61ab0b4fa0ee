/**
 * What the target answered to a pair in a state, where the report knows it: from the pairs that were kept, and from the
 * failures. Indexed once, since a report can know many.
 */
import { matches } from '../../../spec/answer.ts';
import type { Reservation } from '../../../spec/call.ts';
import type { Permitted } from '../../../spec/permitted.ts';
import { statusOf } from '../../../spec/status.ts';
import type { Report } from './read-report.ts';
import type { HandleStateId } from './handle-states.ts';

const indices = new WeakMap<Report, Map<string, readonly string[]>>();

export function targetAnswer(report: Report, state: HandleStateId, pair: Reservation): readonly string[] | undefined {
  let index = indices.get(report);
  if (index === undefined) {
    index = new Map(report.answered.map((entry) => [key(entry.state, entry), entry.statuses]));
    for (const [place, status] of answersInFailures(report)) {
      index.set(place, [...new Set([...(index.get(place) ?? []), status])]);
    }
    indices.set(report, index);
  }
  return index.get(key(state, pair));
}

function answersInFailures({ counterexamples }: Report): readonly (readonly [place: string, status: string])[] {
  return counterexamples.flatMap(({ steps }) =>
    steps.flatMap(({ kind, call, before, answer }) => {
      if (kind !== 'setMmioMegabytes' || before?.endpoint !== 'server' || answer === undefined) return [];
      const [mmioMegabytes, mmioMegabytesOptional] = call.split(' ').slice(2).map(Number) as [number, number];
      return [[key(before.life, { mmioMegabytes, mmioMegabytesOptional }), answer] as const];
    }),
  );
}

/** What the oracle makes of the statuses that were seen: the worst counts. */
export function outcomeOf(statuses: readonly string[], permits: readonly Permitted[]): 'pass' | 'deviation' | 'fail' {
  const standings = statuses.map((name) => {
    const response = { kind: 'status', status: statusOf(name) } as const;
    return permits.find(({ answer }) => matches(answer, response))?.conformance.kind;
  });
  if (standings.includes(undefined)) return 'fail';
  return standings.includes('deviates') ? 'deviation' : 'pass';
}

function key(state: string, { mmioMegabytes, mmioMegabytesOptional }: Reservation): string {
  return `${state} ${mmioMegabytes} ${mmioMegabytesOptional}`;
}
