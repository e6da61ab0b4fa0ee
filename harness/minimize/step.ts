/**
 * One kind of change that may make a failing program simpler, as the driver in `shrinking.ts` takes it.
 */
import type { StatePaths } from '../machine/state-paths.ts';
import { withoutIllegalCalls } from '../program/lifecycle.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Capability, Program } from '../target.ts';

export interface Step {
  readonly name: string;
  /**
   * Programs to try in place of this one, which need be neither runnable nor simpler. Each `yield` gives what is left of the
   * candidate if it still fails, else nothing: a step may go on from there, or ignore it and be run again by the driver.
   */
  readonly candidates: (program: Program, context: StepContext) => Generator<Program, void, Program | undefined>;
}

export interface StepContext {
  /** The calls that a candidate may make. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Whether the target was also run with calls that KMCL does not allow, so that an Enable of it may have failed. */
  readonly claimsMisuse: boolean;
  /** Of the automaton for each profile that the target may have; none where no automaton is known. */
  readonly paths: readonly StatePaths[];
}

/**
 * The candidate if it is simpler than the program by the total order. Calls that have become illegal are left out of a shorter
 * candidate; one that only has its calls in another order, or with other amounts, has to be runnable as it is.
 */
export function simplerCandidate(
  candidate: Program,
  program: Program,
  { capabilities }: StepContext,
): Program | undefined {
  const runnable = withoutIllegalCalls(candidate, capabilities);
  if (runnable.length === 0 || (runnable.length < candidate.length && candidate.length >= program.length))
    return undefined;
  return compareSimplicity(runnable, program) < 0 ? runnable : undefined;
}
