/** Programs on a target, a trace after the other: in this process without a promise for each, elsewhere through a window of runs. */
import { tracesAtOnce } from '../execute/execute-at-once.ts';
import { executeInProcess } from '../execute/execute.ts';
import { runWindow } from '../execute/run-window.ts';
import type { RunWindowOptions } from '../execute/run-window.ts';
import type { Trace } from '../execute/trace.ts';
import type { Program, Target } from '../target.ts';

/**
 * `programs`: each with its number. `instancesAtOnce`: how many instances they are run on at once, in turn. `enter` hears of each trace, with
 * the number of its program, and gives whether there are enough.
 */
export async function runPrograms(
  target: Target,
  programs: Iterable<readonly [index: number, program: Program]>,
  instancesAtOnce: number | undefined,
  options: RunWindowOptions,
  enter: (trace: Trace, index: number) => boolean | Promise<boolean>,
): Promise<void> {
  const { open } = target;
  if (open !== undefined && instancesAtOnce === undefined) {
    for (const [index, program] of programs) {
      const isEnough = enter(executeInProcess(open, program), index);
      // Waiting for what need not be waited for would cost more than judging does.
      if (isEnough === true || (isEnough !== false && (await isEnough))) return;
    }
    return;
  }
  if (instancesAtOnce !== undefined) {
    const all = [...programs];
    const inOrder = all.map(([, program]) => program);
    for await (const [trace, at] of tracesAtOnce(target, inOrder, instancesAtOnce))
      if (await enter(trace, all[at]![0])) return;
    return;
  }
  const underWay: number[] = [];
  for await (const trace of runWindow(target, noted(programs, underWay), options))
    if (await enter(trace, underWay.shift()!)) return;
}

/** Traces come in the order of their programs. */
function* noted(
  programs: Iterable<readonly [index: number, program: Program]>,
  underWay: number[],
): Generator<Program> {
  for (const [index, program] of programs) {
    underWay.push(index);
    yield program;
  }
}
