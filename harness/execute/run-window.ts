/**
 * The window of runs under way: as many as the target takes, their traces in the order of the programs. Few at first,
 * and again after each that ended without answers, since each program that hangs costs its own deadline.
 */
import type { Program, Target } from '../target.ts';
import type { ExecuteOptions } from './execute.ts';
import { execute } from './execute.ts';
import type { Trace } from './trace.ts';

export interface RunWindowOptions extends ExecuteOptions {
  /** Asked when no more traces are wanted: whether the runs under way are given up, or waited for. */
  readonly givesUp: () => boolean;
  /** What a run comes to, or nothing where it is to be waited for no more; then there are no more traces. */
  readonly unlessOver?: <T>(running: Promise<T>) => Promise<T | undefined>;
}

/** Throws `TargetFailure` of kind `unusable`, and nothing else. */
export async function* runWindow(
  target: Target,
  programs: Iterable<Program>,
  options: RunWindowOptions,
): AsyncGenerator<Trace, void> {
  const underWay: Promise<Trace>[] = [];
  let size = 1;
  const { unlessOver = <T>(running: Promise<T>): Promise<T | undefined> => running } = options;
  const oldest = async (): Promise<Trace | undefined> => {
    const trace = await unlessOver(underWay[0]!);
    if (trace === undefined) return undefined;
    underWay.shift();
    size = trace.end.kind === 'complete' ? size * 2 : 1;
    return trace;
  };
  try {
    for (const program of programs) {
      const run = execute(target, program, options);
      run.catch(() => {}); // Awaited in its turn; until then a rejection is no stray one.
      underWay.push(run);
      while (underWay.length >= Math.min(size, target.runsMax ?? 1)) {
        const trace = await oldest();
        if (trace === undefined) return;
        yield trace;
      }
    }
    while (underWay.length > 0) {
      const trace = await oldest();
      if (trace === undefined) return;
      yield trace;
    }
  } finally {
    if (options.givesUp() && target.abandon !== undefined) target.abandon();
    else await Promise.allSettled(underWay);
  }
}
