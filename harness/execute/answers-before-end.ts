/**
 * What a target answered before it ended. One that died tells no more than that, so the beginning of its program is run again, and
 * where it is not known at which call it ended, ever longer beginnings.
 */
import type { Response } from '../../spec/call.ts';
import { TargetFailure } from '../target.ts';
import type { Program, Target } from '../target.ts';
import type { ExecuteOptions } from './execute.ts';
import { executeInOrder } from './execute-in-order.ts';
import type { Trace } from './trace.ts';

/** Of a longer program it stays open at which call it ended. */
const BEGINNINGS_MAX = 32;

/**
 * The trace with the answers to the calls before its end, and with the call at which it ended. As it was where the beginning does not
 * come through now, or the end is known to nobody. `earlier`: the programs that ran before it in the same process.
 */
export async function withAnswersBeforeEnd(
  target: Target,
  trace: Trace,
  options: ExecuteOptions,
  earlier: readonly Program[] = [],
): Promise<Trace> {
  const { program, responses, end } = trace;
  if (end.kind === 'complete' || responses.length > 0 || program.length === 0) return trace;
  const begin = async (calls: number): Promise<Trace | undefined> => {
    // A process that has just ended is a fresh one already.
    if (earlier.length > 0) await target.restart?.();
    const last = await executeInOrder(target, [...earlier, program.slice(0, calls)], options, () => false);
    return last.index === earlier.length ? last.trace : undefined;
  };
  try {
    if (end.at !== undefined) return { ...trace, responses: await answersOf(end.at, begin) };
    let answers: readonly Response[] = [];
    for (let calls = 1; calls < program.length; calls += 1) {
      const beginning = calls <= BEGINNINGS_MAX ? await begin(calls) : undefined;
      if (beginning?.end.kind === end.kind) return { ...trace, responses: answers, end: { ...end, at: calls - 1 } };
      if (beginning?.end.kind !== 'complete') return trace;
      answers = beginning.responses;
    }
    return { ...trace, responses: answers, end: { ...end, at: program.length - 1 } };
  } catch (error) {
    // What is known of the end stands, even if the target cannot be used any more.
    if (error instanceof TargetFailure) return trace;
    throw error;
  }
}

async function answersOf(
  calls: number,
  begin: (calls: number) => Promise<Trace | undefined>,
): Promise<readonly Response[]> {
  const beginning = calls === 0 ? undefined : await begin(calls);
  return beginning?.end.kind === 'complete' ? beginning.responses : [];
}
