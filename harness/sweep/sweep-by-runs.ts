/**
 * A sweep of a target that has no batch path of its own: programs of a few hundred pairs each, answer by answer.
 */
import type { Response } from '../../spec/call.ts';
import { isZero, samePair, ZERO } from '../../spec/model.ts';
import { execute } from '../execute/execute.ts';
import type { OpenOptions, Target } from '../target.ts';
import { pairsProgram } from './pairs-program.ts';
import { pairOf } from './sweep.ts';
import type { Span, SweepExpectation, Sweeper, Swept } from './sweep.ts';

const RUN_PAIRS = 256;

export function sweeperByRuns(
  target: Target,
  expected: SweepExpectation,
  options: OpenOptions,
  identity = `${target.info.name} ${target.info.version}`,
): Sweeper {
  const { info } = target;
  return {
    info,
    identity,
    spanPairs: 2 ** 14,
    startWorker: () => ({ sweep: (span) => sweepSpan(target, span, expected, options) }),
    close: async () => target.close?.(),
  };
}

async function sweepSpan(
  target: Target,
  { from, to }: Span,
  expected: SweepExpectation,
  options: OpenOptions,
): Promise<Swept> {
  for (let first = from; first < to; first += RUN_PAIRS) {
    const next = Math.min(to, first + RUN_PAIRS);
    const { responses, end } = await execute(target, pairsProgram(first, next), options);
    const wrong = firstWrong(responses, first, next, expected);
    if (wrong !== undefined) return { kind: 'mismatch', pair: wrong };
    if (end.kind !== 'complete') {
      const pairs = Math.floor(Math.max(0, (end.at ?? 0) - 1) / 2);
      return { kind: end.kind, pair: first + pairs, message: end.message };
    }
  }
  // A target in this process may answer without the event loop, which signals and the clock need.
  await new Promise(setImmediate);
  return { kind: 'as-expected' };
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
