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

export interface KnownAnswer {
  readonly pair: Reservation;
  readonly statuses: readonly string[];
}

type Index = ReadonlyMap<string, KnownAnswer>;
const NONE: Index = new Map();
const indices = new WeakMap<Report, ReadonlyMap<string, Index>>();

export function targetAnswer(report: Report, state: HandleStateId, pair: Reservation): readonly string[] | undefined {
  return indexOf(report, state).get(keyOf(pair))?.statuses;
}

/** All pairs of which the report knows an answer in a state. */
export function knownAnswers(report: Report, state: HandleStateId): Iterable<KnownAnswer> {
  return indexOf(report, state).values();
}

function indexOf(report: Report, state: HandleStateId): Index {
  let index = indices.get(report);
  if (index === undefined) indices.set(report, (index = indexed(report)));
  return index.get(state) ?? NONE;
}

function indexed(report: Report): ReadonlyMap<string, Index> {
  const states = new Map<string, Map<string, KnownAnswer>>();
  for (const { state, statuses, ...pair } of [
    ...report.answered,
    ...(report.sampled ?? []),
    ...answersInFailures(report),
  ]) {
    let index = states.get(state);
    if (index === undefined) states.set(state, (index = new Map()));
    const known = index.get(keyOf(pair))?.statuses ?? [];
    index.set(keyOf(pair), { pair, statuses: [...new Set([...known, ...statuses])] });
  }
  return states;
}

function answersInFailures({ counterexamples }: Report): readonly Report['answered'][number][] {
  return counterexamples.flatMap(({ steps }) =>
    steps.flatMap(({ kind, call, before, answer }) => {
      if (kind !== 'setMmioMegabytes' || before === undefined || answer === undefined) return [];
      const [mmioMegabytes, mmioMegabytesOptional] = call.split(' ').slice(2).map(Number) as [number, number];
      const state = before.endpoint === 'client' && before.life !== 'freed' ? 'client' : before.life;
      return [{ state, mmioMegabytes, mmioMegabytesOptional, statuses: [answer] }];
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

function keyOf({ mmioMegabytes, mmioMegabytesOptional }: Reservation): string {
  return `${mmioMegabytes} ${mmioMegabytesOptional}`;
}
