/**
 * Steps towards fewer channels, and towards fewer lives of one: left out, put in the place of each other, or apart.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle, Slot } from '../../spec/call.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { slotsOf } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Steps } from './steps.ts';

const SLOTS: readonly Slot[] = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);

/** All calls on half of the channels, then on fewer and fewer, last on single ones. */
export function* withoutChannels(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  let left = program;
  for (let size = slotsOf(program).length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < slotsOf(left).length;) {
      const without = new Set<Handle>(slotsOf(left).slice(from, from + size));
      const rest = withoutIllegalCalls(
        left.filter(({ channel }) => !without.has(channel)),
        capabilities,
      );
      const simpler = rest.length > 0 ? yield rest : undefined;
      if (simpler === undefined) from += size;
      else left = simpler;
    }
  }
}

/**
 * Slots numbered in the order in which they appear; one channel in the place of another; and one that takes over the amounts of
 * the other in its own Init window, and the rest of its life once its own is over.
 */
export function* withFewerChannels(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  const numbered = renumbered(program);
  if (compareSimplicity(numbered, program) < 0) yield numbered;
  const slots = slotsOf(program);
  // What makes no sense any more is to be left out, not to become misuse.
  const allowed = withoutMisuse(capabilities);
  for (const from of slots) {
    for (const to of slots) {
      if (from === to) continue;
      const merged = program.map((call): Call => (call.channel === from ? ({ ...call, channel: to } as Call) : call));
      const late = [program, gathered(program, to)].map((order) => takenOver(order, from, to));
      for (const candidate of to < from ? [merged, ...late] : late) {
        const runnable = withoutIllegalCalls(candidate, allowed);
        if (compareSimplicity(runnable, program) < 0) yield runnable;
      }
    }
  }
}

/** The program with its slots numbered in the order in which they appear. */
function renumbered(program: Program): Program {
  const names = new Map<number, number>();
  return program.map((call): Call => {
    if (typeof call.channel !== 'number') return call;
    if (!names.has(call.channel)) names.set(call.channel, names.size);
    return { ...call, channel: names.get(call.channel)! };
  });
}

/** The life of a channel as late as it can be: all of it but its Init window at its last call. */
function gathered(program: Program, slot: Slot): Program {
  const isLate = (call: Call) => call.channel === slot && call.kind !== 'allocate' && call.kind !== 'setMmioMegabytes';
  const end = program.findLastIndex(isLate);
  return program.flatMap((call, at) => (at === end ? program.filter(isLate) : isLate(call) ? [] : [call]));
}

function takenOver(program: Program, from: Slot, to: Slot): Program {
  const own = program.flatMap((call, at) =>
    call.channel === from ? [{ call: { ...call, channel: to } as Call, at }] : [],
  );
  const begin = program.findIndex(({ channel }) => channel === to);
  const end = program.findLastIndex(({ channel }) => channel === to);
  const amounts = own.filter(({ call }) => call.kind === 'setMmioMegabytes');
  const rest = own.filter(({ call }) => call.kind !== 'setMmioMegabytes' && call.kind !== 'allocate');
  return program.flatMap((call, at): readonly Call[] => {
    if (call.channel === from) return rest.filter((later) => later.at === at && at > end).map((later) => later.call);
    if (at === begin) return [call, ...amounts.map((set) => set.call)];
    if (at === end) return [call, ...rest.filter((later) => later.at < end).map((later) => later.call)];
    return [call];
  });
}

/**
 * Two lives of one slot: made one, with the amounts of the first or of the second; or, since a slot of its own needs no end of
 * the life before, the second on another slot.
 */
export function* withFewerLives(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  const unused = SLOTS.find((slot) => !slotsOf(program).includes(slot));
  for (const [again, { kind, channel }] of program.entries()) {
    const end = program.slice(0, again).findLastIndex((call) => call.channel === channel && call.kind === 'cleanup');
    if (kind !== 'allocate' || end < 0) continue;
    const begin = program.slice(0, end).findLastIndex((call) => call.channel === channel && call.kind === 'allocate');
    const enabled = enabledAt(program, channel, again);
    const isAmounts = (call: Call, at: number) =>
      at > again && at < enabled && call.channel === channel && call.kind === 'setMmioMegabytes';
    const rest = program.filter((call, at) => at !== end && at !== again && !isAmounts(call, at));
    yield withoutIllegalCalls(rest, capabilities);
    yield withoutIllegalCalls(rest.toSpliced(begin + 1, 0, ...program.filter(isAmounts)), capabilities);
    if (unused === undefined) continue;
    const apart = program.map((call, at): Call =>
      at >= again && call.channel === channel ? ({ ...call, channel: unused } as Call) : call,
    );
    const last = apart.slice(0, end).findLastIndex((call) => call.channel === channel);
    yield withoutIllegalCalls(apart.toSpliced(end, 1), capabilities);
    if (last > begin) yield withoutIllegalCalls(apart.toSpliced(end, 1).toSpliced(last, 1), capabilities);
  }
}

/** Where the slot is enabled after some call, or the end. */
function enabledAt(program: Program, channel: Handle, after: number): number {
  const at = program.findIndex((call, index) => index > after && call.channel === channel && call.kind === 'enable');
  return at < 0 ? program.length : at;
}
