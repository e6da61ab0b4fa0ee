/**
 * The flags that say how a target is reached. Each means something for some kinds of target only, and is refused for the rest.
 */
import type { OpenOptions } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { FLAGS, spelled } from './flags.ts';
import type { ValuesOf } from './flags.ts';
import { REACH_FLAGS } from './reach-flags.ts';

export type TargetFlag = keyof typeof REACH_FLAGS;
export type TargetOptions = OpenOptions &
  ValuesOf<typeof REACH_FLAGS> & {
    /** What the gate will let pass need not end the run. */
    readonly tolerateFlaky?: number | undefined;
  };

/** The flags that reach the same target again, as words of a command line; what was recorded of a run is not written over. */
export function reachWords(options: TargetOptions): readonly string[] {
  const { deadlineMs } = FLAGS.replay;
  const { record: _, ...reach } = REACH_FLAGS;
  const words = (Object.keys(reach) as (keyof typeof reach)[]).flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === false) return [];
    return value === true ? [spelled(name)] : [spelled(name), String(value)];
  });
  return options.deadlineMs === deadlineMs.default ? words : [spelled('deadlineMs'), `${options.deadlineMs}`, ...words];
}

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
