/** What one step from a program leads to, where no candidate is known to fail: for targets that are asked many programs at a time. */
import type { Program } from '../target.ts';
import { simplerCandidate } from './step.ts';
import type { StepContext } from './step.ts';
import { STEPS } from './steps.ts';

/** The candidates of every step that are simpler than the program, as shrinking would try them while none of them fails. */
export function* neighbourhood(program: Program, context: StepContext): Generator<Program> {
  for (const step of STEPS) {
    for (const candidate of step.candidates(program, context)) {
      const simpler = simplerCandidate(candidate, program, context);
      if (simpler !== undefined) yield simpler;
    }
  }
}
