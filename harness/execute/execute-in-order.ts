/**
 * Programs one after the other, as they would run in one process: a failure that needs what ran before it shows again only so.
 */
import type { Program, Target } from '../target.ts';
import { execute } from './execute.ts';
import type { ExecuteOptions } from './execute.ts';
import type { Trace } from './trace.ts';

export interface InOrder {
  readonly index: number;
  readonly trace: Trace;
}

/** Up to the first run that `isWanted`, or that ends without answers: the process and all that was left in it is gone then. */
export async function executeInOrder(
  target: Target,
  programs: readonly Program[],
  options: ExecuteOptions,
  isWanted: (trace: Trace) => boolean,
): Promise<InOrder> {
  for (let index = 0; ; index += 1) {
    const trace = await execute(target, programs[index]!, options);
    if (index === programs.length - 1 || trace.end.kind !== 'complete' || isWanted(trace)) return { index, trace };
  }
}
