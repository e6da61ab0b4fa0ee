/** Looks at a remote target as its author would want it looked at: one question at a time, each with a cause and a cure. */
import { notTried, ok, problem } from '../../../harness/doctor/check-result.ts';
import type { Check } from '../../../harness/doctor/check-result.ts';
import type { OpenOptions } from '../../../harness/target.ts';
import { DoctorSession } from './doctor-session.ts';
import { Problem, type Question, Skipped } from './question.ts';
import { QUESTIONS } from './questions.ts';
import type { RemoteOptions } from '../transports/remote-options.ts';

/** The checks in order, never empty. Throws nothing: what cannot be asked is told as not tried. */
export async function examineRemote(spec: string, options: OpenOptions & RemoteOptions): Promise<readonly Check[]> {
  const patient = new DoctorSession(spec, options);
  const checks: Check[] = [];
  let blocked: string | undefined;
  for (const question of QUESTIONS) {
    const check: Check =
      blocked === undefined
        ? await put(question, patient)
        : { name: question.name, ...notTried(`first mend: ${blocked}`) };
    if (check.kind === 'problem' && question.gate) blocked = question.name;
    checks.push(check);
  }
  await patient.leave();
  return checks;
}

async function put(question: Question, patient: DoctorSession): Promise<Check> {
  const { name, cure } = question;
  try {
    return { name, ...ok(await question.ask(patient)) };
  } catch (error) {
    if (error instanceof Skipped) return { name, ...notTried(error.message) };
    // What went wrong once may still be on the way; the next question begins anew.
    await patient.leave();
    const cause = error instanceof Error ? error.message : String(error);
    return { name, ...problem(cause, error instanceof Problem ? error.cure : cure) };
  }
}
