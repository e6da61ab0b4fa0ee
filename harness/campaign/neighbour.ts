/**
 * The nearest program to a failing one that was found to pass: the same with other slots, where it uses not only slot 0; without one
 * call, where the same is promised then; with other amounts at one call, by a megabyte if that is enough, else where bisection
 * between amounts that fail and amounts that pass has ended, which is a boundary, and the nearest one only where there is no other.
 */
import { describeAnswers } from '../../spec/answer.ts';
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { Handle, Reservation, Slot } from '../../spec/call.ts';
import { isZero } from '../../spec/model.ts';
import type { Trace } from '../execute/trace.ts';
import { isRunnable, isWithoutMisuse, withoutMisuse } from '../program/lifecycle.ts';
import { slotsOf } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import { pairGivenBy } from './pattern.ts';
import type { Subject } from './pattern.ts';
import type { Trials } from './trials.ts';

export const NEIGHBOUR_CHANGES = ['other slots', 'call left out', 'other amounts'] as const;

/** A program that differs from a failing one in one call, or in its slots, and was answered as promised, in full. */
export interface Neighbour {
  readonly change: (typeof NEIGHBOUR_CHANGES)[number];
  /** The index of that call in the failing program, from 0; of other slots, of the first call that has another one. */
  readonly changedAt: number;
  readonly trace: Trace;
}

/** The index, in the neighbour, of the call that went wrong in the failing program. */
export function sameCallAt({ change, changedAt }: Neighbour, at: number): number {
  return change === 'call left out' && changedAt < at ? at - 1 : at;
}

export async function neighbourOf(
  program: Program,
  subject: Subject,
  trials: Trials,
  capabilities: ReadonlySet<Capability>,
): Promise<Neighbour | undefined> {
  return (
    (await withOtherSlots(program, trials)) ??
    (await withoutOneCall(program, subject, trials, capabilities)) ??
    (await withOtherAmounts(program, subject, trials))
  );
}

/** So many lower ones are tried of each slot, from 0. */
const SLOTS_TRIED_MAX = 2;

/** Nothing is promised that depends on which slot it is, so that the exchange of two shows a fault that does. */
async function withOtherSlots(program: Program, trials: Trials): Promise<Neighbour | undefined> {
  for (const slot of slotsOf(program)) {
    for (let lower = 0; lower < Math.min(slot, SLOTS_TRIED_MAX); lower += 1) {
      const candidate = withSlotsExchanged(program, slot, lower);
      if (!(await trials.passes(candidate))) continue;
      const changedAt = program.findIndex(({ channel }) => channel === slot || channel === lower);
      return { change: 'other slots', changedAt, trace: (await trials.run(candidate))! };
    }
  }
  return undefined;
}

export function withSlotsExchanged(program: Program, one: Slot, other: Slot): Program {
  const exchanged = new Map<Handle, Slot>([
    [one, other],
    [other, one],
  ]);
  return program.map((call) => {
    const channel = exchanged.get(call.channel);
    return channel === undefined ? call : { ...call, channel };
  });
}

/** The two slots of which each stands where the failing program has the other; the first is that of the call that differs first. */
export function slotsExchanged(program: Program, { changedAt, trace }: Neighbour): readonly [Handle, Handle] {
  return [program[changedAt]!.channel, trace.program[changedAt]!.channel];
}

/** The later the call, the nearer. */
async function withoutOneCall(
  program: Program,
  { at, finding }: Subject,
  trials: Trials,
  capabilities: ReadonlySet<Capability>,
): Promise<Neighbour | undefined> {
  // What becomes of a channel that is misused is left open, so that nothing is told by it.
  const allowed = isWithoutMisuse(program, capabilities) ? withoutMisuse(capabilities) : capabilities;
  for (let changedAt = at - 1; changedAt >= 0; changedAt -= 1) {
    const candidate = program.toSpliced(changedAt, 1);
    if (!isRunnable(candidate, allowed) || !(await trials.passes(candidate))) continue;
    const trace = (await trials.run(candidate))!;
    if (finding !== undefined) {
      // The wrong answer put in its place tells whether it would be wrong there too, and what is promised instead.
      const [wrong] = trials.findings({ ...trace, responses: trace.responses.with(at - 1, finding.saw) });
      const isPromised = wrong?.at === at - 1 && said(wrong) === said(finding);
      if (!isPromised) continue;
    }
    return { change: 'call left out', changedAt, trace };
  }
  return undefined;
}

const said = ({ permitted }: NonNullable<Subject['finding']>) => describeAnswers(permitted).join();

const AMOUNTS = ['mmioMegabytes', 'mmioMegabytesOptional'] as const;

async function withOtherAmounts(
  program: Program,
  { own, others }: Subject,
  trials: Trials,
): Promise<Neighbour | undefined> {
  for (const changedAt of [...(own === undefined ? [] : [own]), ...others]) {
    const given = pairGivenBy(program[changedAt]);
    // Two zero amounts are promised another answer than any other pair.
    if (isZero(given)) continue;
    const programOf = (change: Partial<Reservation>) => withPair(program, changedAt, { ...given, ...change });
    const passes = async (change: Partial<Reservation>) => {
      const candidate = programOf(change);
      return !isZero(pairGivenBy(candidate[changedAt])) && (await trials.passes(candidate));
    };
    const change = (await byOne(given, passes)) ?? (await byBisection(given, passes));
    const trace = change && (await trials.run(programOf(change)));
    if (trace !== undefined) return { change: 'other amounts', changedAt, trace };
  }
  return undefined;
}

type Passes = (change: Partial<Reservation>) => Promise<boolean>;

async function byOne(given: Reservation, passes: Passes): Promise<Partial<Reservation> | undefined> {
  for (const step of [-1, 1]) {
    for (const key of AMOUNTS) {
      const amount = given[key] + step;
      if (amount >= 0 && amount <= AMOUNT_MAX && (await passes({ [key]: amount }))) return { [key]: amount };
    }
  }
  return undefined;
}

/** One of the amounts smaller, as near as it gets to where it fails. */
async function byBisection(given: Reservation, passes: Passes): Promise<Partial<Reservation> | undefined> {
  for (const key of AMOUNTS) {
    for (const far of [1, 0]) {
      if (far >= given[key] || !(await passes({ [key]: far }))) continue;
      let [good, bad] = [far, given[key]];
      while (Math.abs(good - bad) > 1) {
        const middle = (good + bad) >> 1;
        if (await passes({ [key]: middle })) good = middle;
        else bad = middle;
      }
      return { [key]: good };
    }
  }
  return undefined;
}

/** The program with another pair at one of its calls. */
export function withPair(
  program: Program,
  index: number,
  { mmioMegabytes, mmioMegabytesOptional }: Reservation,
): Program {
  const call = program[index]!;
  return call.kind === 'setMmioMegabytes'
    ? program.with(index, { ...call, mmioMegabytes, mmioMegabytesOptional })
    : program;
}
