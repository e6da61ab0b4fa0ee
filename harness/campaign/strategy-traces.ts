/** The traces of a strategy's programs, run one after the other or on several instances at once, as it asks for. */
import { tracesAtOnce } from '../execute/execute-at-once.ts';
import { runWindow } from '../execute/run-window.ts';
import type { Trace } from '../execute/trace.ts';
import type { Strategy } from '../generate/generate.ts';
import type { Program, Target } from '../target.ts';

export function tracesOf(
  target: Target,
  { instancesAtOnce }: Strategy,
  programs: Iterable<Program>,
  window: Parameters<typeof runWindow>[2],
): AsyncIterable<Trace> {
  if (instancesAtOnce === undefined) return runWindow(target, programs, window);
  return tracesAtOnce(target, programs, instancesAtOnce);
}
