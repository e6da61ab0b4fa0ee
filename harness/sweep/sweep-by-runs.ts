/**
 * A sweep of a target that has no batch path of its own: programs of a few hundred pairs each, answer by answer.
 */
import type { Response } from '../../spec/call.ts';
import { isZero, samePair, ZERO } from '../../spec/model.ts';
import { execute } from '../execute/execute.ts';
import type { OpenOptions, Target } from '../target.ts';
import { pairsProgram } from './pairs-program.ts';
import { PAIRS, pairOf } from './sweep.ts';
import type { Stretch, SweepExpectation, Sweeper } from './sweep.ts';

const RUN_PAIRS = 256;
/** Pairs between two looks at the clock and at the signals. */
const STRETCH_PAIRS = 2 ** 14;

export function sweeperByRuns(target: Target, expected: SweepExpectation, options: OpenOptions): Sweeper {
  const { info } = target;
  return {
    info,
    identity: `${info.name} ${info.version}`,
    async *sweep(from, to) {
      for (let start = from; start < to; start += STRETCH_PAIRS) {
        yield await sweepStretch(target, start, Math.min(to, start + STRETCH_PAIRS, PAIRS), expected, options);
        await new Promise(setImmediate);
      }
    },
    close: async () => target.close?.(),
  };
}

async function sweepStretch(
  target: Target,
  from: number,
  to: number,
  expected: SweepExpectation,
  options: OpenOptions,
): Promise<Stretch> {
  for (let first = from; first < to; first += RUN_PAIRS) {
    const next = Math.min(to, first + RUN_PAIRS);
    const { responses, end } = await execute(target, pairsProgram(first, next), options);
    const wrong = firstWrong(responses, first, next, expected);
    if (wrong !== undefined) return { from, to, kind: 'mismatch', mismatch: pairOf(wrong) };
    if (end.kind !== 'complete') {
      const pairs = Math.floor(Math.max(0, (end.at ?? 0) - 1) / 2);
      return { from: first + pairs, to, kind: end.kind, message: end.message };
    }
  }
  return { from, to, kind: 'as-expected' };
}

/** Looks as far as there are responses. */
function firstWrong(
  responses: readonly Response[],
  from: number,
  to: number,
  { bothZero, otherwise }: SweepExpectation,
): number | undefined {
  let held = ZERO;
  for (let number = from; number < to; number += 1) {
    const at = 1 + 2 * (number - from);
    const [answer, reservation] = [responses[at], responses[at + 1]];
    if (answer === undefined || reservation === undefined) return undefined;
    const pair = pairOf(number);
    const status = isZero(pair) ? bothZero : otherwise;
    if (!isZero(pair)) held = pair;
    if (answer.kind !== 'status' || answer.status !== status) return number;
    if (reservation.kind !== 'reservation' || !samePair(reservation, held)) return number;
  }
  return undefined;
}
