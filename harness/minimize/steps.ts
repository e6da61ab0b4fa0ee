/**
 * Steps towards a simpler program, as whoever takes them sees them.
 */
import type { Program } from '../target.ts';

/**
 * Candidates one after the other. Whoever tries them answers each with what is left of it where it still fails, and with nothing
 * where it does not. Steps go on from what is left; candidates that are only an `Iterable` do not listen, and are begun anew.
 */
export type Steps = Generator<Program, void, Program | undefined>;

/** The candidates up to the first that still fails: those behind it are no simpler than what it left. */
export function* upToFirst(candidates: Iterable<Program>): Steps {
  for (const candidate of candidates) if ((yield candidate) !== undefined) return;
}

/** Whether any of the steps succeeded. */
export function* relayed(steps: Steps): Generator<Program, boolean, Program | undefined> {
  let succeeded = false;
  for (let step = steps.next(); step.done !== true;) {
    const simpler = yield step.value;
    succeeded ||= simpler !== undefined;
    step = steps.next(simpler);
  }
  return succeeded;
}
