/** Programs on a target, a trace after the other: in this process without a promise for each, elsewhere through a window of runs. */
import { executeInProcess } from '../execute/execute.ts';
import { runWindow } from '../execute/run-window.ts';
import type { RunWindowOptions } from '../execute/run-window.ts';
import type { Trace } from '../execute/trace.ts';
import type { Program, Target } from '../target.ts';

/** `enter` hears of each trace, and gives whether there are enough. */
export async function runPrograms(
  target: Target,
  programs: Iterable<Program>,
  options: RunWindowOptions,
  enter: (trace: Trace) => Promise<boolean>,
): Promise<void> {
  const { open } = target;
  if (open !== undefined) {
    for (const program of programs) if (await enter(executeInProcess(open, program))) return;
    return;
  }
  for await (const trace of runWindow(target, programs, options)) if (await enter(trace)) return;
}
