/** What once failed, as the first strategy of a campaign. */
import type { Strategy } from '../generate/generate.ts';
import { isRunnable } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';

/** `skipped`: programs that need a capability which the target does not claim. A file runs wholly or not at all. */
export function corpusStrategy(
  files: Iterable<readonly Program[]>,
  capabilities: ReadonlySet<Capability>,
): { readonly strategy: Strategy; readonly skipped: number } {
  const all = [...files];
  const runnable = all.filter((programs) => programs.every((program) => isRunnable(program, capabilities))).flat();
  const guarantee = 'every program that failed before';
  const strategy = { name: 'corpus', guarantee, total: runnable.length, programs: () => runnable };
  return { strategy, skipped: all.flat().length - runnable.length };
}
