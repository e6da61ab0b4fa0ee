/**
 * `doctor`: asks a target one question after the other, so that a target that does not work is noticed before it is tried. Each
 * question gives a check, with a cause and a cure where something is wrong.
 */
import { execute } from '../execute/execute.ts';
import type { End } from '../execute/trace.ts';
import { printCall } from '../program/program.ts';
import { TargetFailure } from '../target.ts';
import type { FailureKind, OpenOptions, Program, Target } from '../target.ts';
import { needs, notTried, problem, warning } from './check-result.ts';
import type { Check, CheckResult } from './check-result.ts';
import type { DoctorSession, Examination, Question } from './question.ts';
import { QUESTIONS } from './questions.ts';

/** So many lines of what a target said stand below a failure. */
const SAID_LINES_MAX = 12;

/** A kind of target about which there is nothing of its own to ask. */
export function plainExamination(open: () => Promise<Target>): Examination {
  return { open, own: undefined, before: [], after: [], cures: { crash: 'try that call in a debugger' } };
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
  const told = new Map<string, Check>();
  let blocked: string | undefined;
  try {
    for (const question of [...before, ...QUESTIONS.filter(({ name }) => !own.has(name)), ...after]) {
      const { name } = question;
      const result =
        blocked === undefined ? await answerTo(question, session, examination, options) : notTried(needs(blocked));
      checks.push({ name, ...once({ name, ...result }, told) });
      if (result.kind !== 'problem' && result.kind !== 'warning') continue;
      if (question.gate) blocked = question.name;
      await examination.reset?.();
    }
    return checks;
  } finally {
    await session.close();
    await examination.reset?.();
  }
}

/**
 * What goes wrong as it did before, but for its numbers and the call, tells nothing of its own question. A problem is never told by
 * a warning.
 */
function once(check: Check, told: Map<string, Check>): CheckResult {
  if (check.kind !== 'problem' && check.kind !== 'warning') return check;
  const key = check.cause
    .replace(/^(?:crash|timeout|adapter-fault)(?: at call \d+, [^:]*)?: /, '')
    .replace(/\d+/g, '#');
  const first = told.get(key);
  if (first?.kind === 'problem' || first?.kind === check.kind) return notTried(needs(first.name));
  told.set(key, check);
  return check;
}

async function answerTo<Own>(
  question: Question<Own>,
  session: DoctorSession,
  examination: Examination<Own>,
  options: OpenOptions,
): Promise<CheckResult> {
  const { needs: claims, gate, isExtra } = question;
  try {
    if (claims !== undefined) {
      const { capabilities } = (await session.target()).info;
      const missing = claims.filter((name) => !capabilities.includes(name));
      if (missing.length > 0)
        return notTried(`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not claimed`);
    }
    return await question.look(session, examination.own);
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    // A program that ends the target is a finding of a run, and no reason to have none.
    const isFinding = isExtra === true || (gate !== true && (error.kind === 'crash' || error.kind === 'timeout'));
    const said = (examination.said?.() ?? '').split('\n').slice(-SAID_LINES_MAX).join('\n');
    const cause = said === '' ? error.message : `${error.message}\n${said}`;
    return (isFinding ? warning : problem)(cause, cureOf(error.kind, question, examination, options));
  }
}

function cureOf<Own>(
  kind: FailureKind,
  { cure }: Question<Own>,
  { cures }: Examination<Own>,
  { deadlineMs }: OpenOptions,
): string {
  const own = (typeof cure === 'string' ? cure : cure?.[kind]) ?? cures[kind];
  if (own !== undefined) return own;
  switch (kind) {
    case 'crash':
      return 'look at what it said as it ended';
    case 'timeout':
      return `answer sooner, or give it longer than ${deadlineMs} ms: --deadline-ms`;
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
