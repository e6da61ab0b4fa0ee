/**
 * An open question that a target answers in two ways, shown by one program where one run can show it, and by two otherwise.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import type { Choice } from '../../spec/permitted.ts';
import type { Trace } from '../execute/trace.ts';
import type { Finding } from '../judge/judge.ts';
import type { Conflict } from '../judge/choices-shown.ts';
import type { Minimized } from '../minimize/minimize.ts';
import { withoutIllegalCalls } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import type { Shrinker } from './shrinker.ts';

export type TwoAnswers =
  | { readonly kind: 'in one program'; readonly finding: Finding; readonly trace: Trace }
  | {
      readonly kind: 'in two programs';
      readonly earlier: Trace;
      readonly later: Minimized;
      readonly trace: Trace;
      readonly repeats: boolean;
    };

/** Both programs are made small by themselves, and then put together. */
export async function twoAnswers(
  { id, clause, first, trace }: Conflict,
  shrinker: Shrinker,
  capabilities: ReadonlySet<Capability>,
): Promise<TwoAnswers> {
  const choices = async (program: Program) =>
    shrinker.choices(await shrinker.run(program)).filter((choice) => choice.id === id);
  /** The smallest program that answers the question so. */
  const answering = (program: Program, isSo: (choice: Choice) => boolean) =>
    shrinker.minimize(program, 'answer', async (candidate) => (await choices(candidate)).find(isSo)?.at);
  const answer = (await choices(first))[0]?.answer;
  const earlier = await answering(first, (choice) => choice.answer === answer);
  const later = await answering(trace.program, (choice) => choice.answer !== answer);
  for (const program of inOne(earlier.program, later.program, capabilities)) {
    const run = await shrinker.run(program);
    const finding = shrinker.findings(run).find((one) => one.clause === clause);
    if (finding !== undefined) return { kind: 'in one program', finding, trace: run };
  }
  const again = await shrinker.run(later.program);
  const repeats =
    answer !== undefined && shrinker.choices(again).some((choice) => choice.id === id && choice.answer !== answer);
  return { kind: 'in two programs', earlier: await shrinker.run(earlier.program), later, trace: again, repeats };
}

const SLOTS_HALF = SLOTS_MAX / 2;

/** Two programs as one: each on slots of its own, or the second on the slots that the first left. */
function inOne(first: Program, second: Program, capabilities: ReadonlySet<Capability>): readonly Program[] {
  const shift = (program: Program, by: number): Program =>
    program.map((call): Call =>
      typeof call.channel === 'number' ? { ...call, channel: (call.channel % SLOTS_HALF) + by } : call,
    );
  const apart = [
    [...shift(first, 0), ...shift(second, SLOTS_HALF)],
    [...shift(second, 0), ...shift(first, SLOTS_HALF)],
  ];
  return [...apart, [...first, ...second], [...second, ...first]].map((program) =>
    withoutIllegalCalls(program, capabilities),
  );
}
