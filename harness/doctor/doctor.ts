/**
 * `doctor`: asks a target one question after the other, so that a target that does not work is noticed before it is tried. Each
 * question gives a check, with a cause and a cure where something is wrong.
 */
import { execute } from '../execute/execute.ts';
import type { End } from '../execute/trace.ts';
import { printCall } from '../program/program.ts';
import { TargetFailure } from '../target.ts';
import type { FailureKind, OpenOptions, Program, Target } from '../target.ts';
import { notTried, problem } from './check-result.ts';
import type { Check, CheckResult } from './check-result.ts';
import type { DoctorSession, Examination, Question } from './question.ts';
import { QUESTIONS } from './questions.ts';

/** A kind of target about which there is nothing of its own to ask. */
export function plainExamination(open: () => Promise<Target>): Examination {
  return { open, own: undefined, before: [], after: [], crashCure: 'try that call in a debugger' };
}

/**
 * The checks in order, never empty. A question of the target's own takes the place of the general one that has its name.
 * Never rejects with `TargetFailure`: what goes wrong is a check.
 */
export async function examine<Own>(examination: Examination<Own>, options: OpenOptions): Promise<readonly Check[]> {
  const { before, after } = examination;
  const own = new Set([...before, ...after].map(({ name }) => name));
  const session = sessionOf(examination.open, options);
  const checks: Check[] = [];
  let blocked: string | undefined;
  try {
    for (const question of [...before, ...QUESTIONS.filter(({ name }) => !own.has(name)), ...after]) {
      const result =
        blocked === undefined ? await answerTo(question, session, examination) : notTried(`first mend: ${blocked}`);
      checks.push({ name: question.name, ...result });
      if (result.kind !== 'problem') continue;
      if (question.gate) blocked = question.name;
      await examination.reset?.();
    }
    return checks;
  } finally {
    await session.close();
    await examination.reset?.();
  }
}

async function answerTo<Own>(
  question: Question<Own>,
  session: DoctorSession,
  { own, crashCure }: Examination<Own>,
): Promise<CheckResult> {
  const { needs, cure } = question;
  try {
    if (needs !== undefined) {
      const { capabilities } = (await session.target()).info;
      const missing = needs.filter((name) => !capabilities.includes(name));
      if (missing.length > 0)
        return notTried(`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not claimed`);
    }
    return await question.look(session, own);
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    return problem(error.message, cure ?? cureOf(error.kind, crashCure));
  }
}

function cureOf(kind: FailureKind, crashCure: string): string {
  switch (kind) {
    case 'crash':
    case 'timeout':
      return crashCure;
    case 'adapter-fault':
      return 'give one response a call, in order and in its shape';
    case 'unusable':
      return 'it cannot be used any more: start it by hand and look at its own words';
    default:
      return kind satisfies never;
  }
}

/** The target is opened once, and closed when all is asked. */
function sessionOf(open: () => Promise<Target>, options: OpenOptions): DoctorSession & { close(): Promise<void> } {
  let opened: Target | undefined;
  const target = async () => (opened ??= await open());
  return {
    target,
    async run(program) {
      const { responses, end } = await execute(await target(), program, options);
      if (end.kind !== 'complete') throw new TargetFailure(end.kind, endText(program, end));
      return responses;
    },
    close: async () => opened?.close?.(),
  };
}

function endText(program: Program, { kind, message, at }: Exclude<End, { readonly kind: 'complete' }>): string {
  const call = at === undefined ? undefined : program[at];
  const where = call === undefined ? '' : ` at call ${at! + 1}, ${printCall(call)}`;
  return `${kind}${where}: ${message}`;
}
