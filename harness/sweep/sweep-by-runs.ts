/**
 * A sweep of a target that has no batch path of its own: programs of a few hundred pairs each, answer by answer.
 */
import type { Response } from '../../spec/call.ts';
import { isDue } from '../execute/due-answer.ts';
import { execute } from '../execute/execute.ts';
import { pairAt, programFor } from '../pair-plan.ts';
import type { PairPlan, Span } from '../pair-plan.ts';
import type { OpenOptions, Target } from '../target.ts';
import type { Sweeper, Swept } from './sweep.ts';

const RUN_PAIRS = 256;

export function sweeperByRuns(
  target: Target,
  options: OpenOptions,
  identity = `${target.info.name} ${target.info.version}`,
): Sweeper {
  return {
    info: target.info,
    identity,
    spanPairs: 2 ** 14,
    programPairs: RUN_PAIRS,
    startWorker: () => ({ sweep: (plan, span) => sweepSpan(target, plan, span, options) }),
  };
}

async function sweepSpan(target: Target, plan: PairPlan, { from, to }: Span, options: OpenOptions): Promise<Swept> {
  for (let first = from; first < to; first += plan.programPairs) {
    const span = { from: first, to: Math.min(to, first + plan.programPairs) };
    const { responses, end } = await execute(target, programFor(plan, span), options);
    const wrong = firstWrong(plan, span, responses);
    if (wrong >= 0)
      return { kind: 'mismatch', pair: pairAtCall(plan, span, wrong), responses: responses.slice(0, wrong + 1) };
    if (end.kind !== 'complete')
      return { kind: end.kind, pair: pairAtCall(plan, span, end.at ?? 0), message: end.message };
  }
  // A target in this process may answer without the event loop, which signals and the clock need.
  await new Promise(setImmediate);
  return { kind: 'as-expected' };
}

/** The pair whose round a call of the program belongs to; of the calls around the rounds the nearest. */
function pairAtCall({ before, round }: PairPlan, { from, to }: Span, at: number): number {
  return Math.max(from, Math.min(to - 1, from + Math.floor((at - before.length) / round.length)));
}

/** The index of the first response that was not due, or -1. Looks as far as there are responses. */
function firstWrong(plan: PairPlan, span: Span, responses: readonly Response[]): number {
  const { before, round, after, numbering, offerBytes } = plan;
  const roundsEnd = before.length + round.length * (span.to - span.from);
  return responses.findIndex((response, at) => {
    if (at < before.length) return !isDue(before[at]!.due, response, 0, 0, offerBytes);
    if (at >= roundsEnd) return !isDue(after[at - roundsEnd]!.due, response, 0, 0, offerBytes);
    const { mmioMegabytes, mmioMegabytesOptional } = pairAt(numbering, pairAtCall(plan, span, at));
    const { due } = round[(at - before.length) % round.length]!;
    return !isDue(due, response, mmioMegabytes, mmioMegabytesOptional, offerBytes);
  });
}
