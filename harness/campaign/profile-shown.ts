/**
 * How a target answers the open questions, as it shows it in the programs of one strategy. What later strategies lay out depends on it, so
 * a part of a run, and a run that ended that strategy early, look at all of its programs: then all parts lay out the same. Nothing
 * is counted of it.
 */
import { execute } from '../execute/execute.ts';
import type { ExecuteOptions } from '../execute/execute.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Profile } from '../machine/automaton.ts';
import type { Program, Target } from '../target.ts';

/** `ledger`: an empty one. */
export async function profileShown(
  target: Target,
  programs: Iterable<Program>,
  ledger: Ledger,
  options: ExecuteOptions & { readonly givesUp: () => boolean },
): Promise<Profile> {
  for (const program of programs) {
    if (options.givesUp()) break;
    const trace = await execute(target, program, options);
    if (trace.end.kind !== 'complete') break;
    ledger.enter(trace, { strategy: 'profile', index: 0 });
  }
  return ledger.profile;
}
