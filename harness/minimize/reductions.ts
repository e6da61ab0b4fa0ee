/**
 * What every step makes of a program where nothing is known of the target but its capabilities, for a runner that shrinks by
 * itself. Every candidate is runnable and simpler than the program by the total order.
 */
import type { Capability, Program } from '../target.ts';
import { simplerCandidate } from './step.ts';
import { STEPS } from './steps.ts';

export function* reductions(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const context = { capabilities, claimsMisuse: capabilities.has('misuse'), paths: [] };
  for (const step of STEPS) {
    for (const candidate of step.candidates(program, context)) {
      const simpler = simplerCandidate(candidate, program, context);
      if (simpler !== undefined) yield simpler;
    }
  }
}
