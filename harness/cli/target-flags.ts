/**
 * The flags that say how a target is reached. Each means something for some kinds of target only, and is refused for the rest.
 */
import type { OpenOptions } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { REACH_FLAGS, spelled } from './flags.ts';
import type { ValuesOf } from './flags.ts';

export type TargetFlag = keyof typeof REACH_FLAGS;
export type TargetOptions = OpenOptions & ValuesOf<typeof REACH_FLAGS>;

/** Throws `UsageError` where a flag was given that means nothing for a target of this kind. */
export function refuseForeignFlags(options: TargetOptions, taken: readonly TargetFlag[], kind: string): void {
  for (const flag of Object.keys(REACH_FLAGS) as TargetFlag[]) {
    if (options[flag] === undefined || taken.includes(flag)) continue;
    throw new UsageError(`${spelled(flag)} means nothing for a target of kind ${kind}`);
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new UsageError('--cert and --key go together: give both or neither');
  }
}
