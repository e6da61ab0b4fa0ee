/** Runs of equal calls, in which one is as good as another: steps that change one call try those at the ends. */
import { printCall } from '../program/program.ts';
import type { Program } from '../target.ts';

/** Whether the calls before it and after it are the same one. */
export function isWithinRun(program: Program, at: number): boolean {
  const [before, call, after] = [program[at - 1], program[at], program[at + 1]];
  if (before === undefined || call === undefined || after === undefined) return false;
  if (before.kind !== call.kind || after.kind !== call.kind) return false;
  const printed = printCall(call);
  return printCall(before) === printed && printCall(after) === printed;
}
