/** The neighbour and the hint of a failure. */
import type { Capability } from '../target.ts';
import { failingCallAt } from './counterexample.ts';
import type { Counterexample, Vicinity } from './counterexample.ts';
import type { FailingAmounts } from './failing-amounts.ts';
import { answerHint, conditionHint } from './hint.ts';
import { neighbourOf } from './neighbour.ts';
import { subjectOf } from './pattern.ts';
import { Trials } from './trials.ts';
import type { Judged } from './trials.ts';

export interface VicinityOptions {
  readonly capabilities: ReadonlySet<Capability>;
  readonly signal?: AbortSignal;
  /** Where else it went wrong, which no hint may deny. */
  readonly failingAmounts?: FailingAmounts;
}

/**
 * Nothing of a failure that was seen once, that needs what ran before it, or that is an answer to an open question: whether another
 * program passes says nothing there. Costs `TRIAL_CALLS_MAX` calls at most. Never rejects: whatever goes wrong on the way, a bug of
 * ours or a target that cannot be used any more, the failure was seen all the same.
 */
export async function vicinityOf(
  counterexample: Counterexample,
  judged: Judged,
  options: VicinityOptions,
): Promise<Vicinity> {
  try {
    return await searched(counterexample, judged, options);
  } catch {
    return {};
  }
}

async function searched(
  counterexample: Counterexample,
  judged: Judged,
  { capabilities, signal, failingAmounts }: VicinityOptions,
): Promise<Vicinity> {
  const { repeats, history, kind, trace } = counterexample;
  if (!repeats || history !== undefined || kind === 'inconsistent') return {};
  const { program } = trace;
  const finding = 'finding' in counterexample ? counterexample.finding : undefined;
  const subject = subjectOf(program, finding, failingCallAt(counterexample));
  const trials = new Trials(judged, program, signal);
  const failing = (subject.at in program && failingAmounts?.at(program[subject.at]!.kind)) || [];
  const made = await answerHint(trace, subject, trials, failing);
  const neighbour = await neighbourOf(program, subject, trials, capabilities);
  // Of a target that passes now and fails then nothing can be said.
  if (neighbour !== undefined && !(await trials.passesAlone(neighbour.trace.program))) return {};
  const hint = made ?? (await conditionHint(trace, subject, trials, failing, neighbour));
  return { ...(neighbour ? { neighbour } : {}), ...(hint ? { hint } : {}) };
}
