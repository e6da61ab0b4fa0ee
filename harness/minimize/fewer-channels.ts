/**
 * Steps towards fewer channels, and towards fewer lives of one: left out, put in the place of each other, or apart.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle, Slot } from '../../spec/call.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { slotsOf } from '../program/program.ts';
import type { Program } from '../target.ts';
import type { Step } from './step.ts';

const SLOTS: readonly Slot[] = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);

/** In programs of fewer channels it is as cheap to leave out calls. */
const MANY_CHANNELS = 4;

/** All calls on some of many channels left out: half of the channels, then fewer, then single ones, each time the last ones first. */
export const withoutChannels: Step = {
  name: 'channels left out',
  *candidates(program) {
    if (slotsOf(program).length < MANY_CHANNELS) return;
    let left = program;
    for (let size = slotsOf(program).length >> 1; size >= 1; size >>= 1) {
      const slots = slotsOf(left);
      for (let from = slots.length - size; from >= 0; from -= size) {
        const out = new Set<Handle>(slots.slice(from, from + size));
        left = (yield left.filter(({ channel }) => !out.has(channel))) ?? left;
      }
    }
    yield renumbered(left);
  },
};

/**
 * Slots numbered in the order in which they appear; one channel in the place of another; and one that takes over the amounts of
 * the other in its own Init window, and the rest of its life once its own is over.
 */
export const withFewerChannels: Step = {
  name: 'channels merged',
  *candidates(program, { capabilities }) {
    yield renumbered(program);
    const slots = slotsOf(program);
    // A call that is no longer allowed is to be left out, not to become misuse.
    const allowed = withoutMisuse(capabilities);
    for (const from of slots) {
      for (const to of slots) {
        if (from === to) continue;
        if (to < from) yield withoutIllegalCalls(moved(program, from, to), allowed);
        yield withoutIllegalCalls(takenOver(program, from, to), allowed);
        yield withoutIllegalCalls(takenOver(gathered(program, to), from, to), allowed);
      }
    }
  },
};

/** The program with its slots numbered in the order in which they appear. */
function renumbered(program: Program): Program {
  const names = new Map<number, number>();
  return program.map((call): Call => {
    if (typeof call.channel !== 'number') return call;
    if (!names.has(call.channel)) names.set(call.channel, names.size);
    return { ...call, channel: names.get(call.channel)! };
  });
}

/** The calls on one slot made on another, from some call on. */
function moved(program: Program, from: Slot, to: Slot, begin = 0): Program {
  return program.map((call, at): Call =>
    at >= begin && call.channel === from ? ({ ...call, channel: to } as Call) : call,
  );
}

/** The life of a channel as late as it can be: all of it but its Init window at its last call. */
function gathered(program: Program, slot: Slot): Program {
  const isLate = (call: Call) => call.channel === slot && call.kind !== 'allocate' && call.kind !== 'setMmioMegabytes';
  const end = program.findLastIndex(isLate);
  return program.flatMap((call, at) => (at === end ? program.filter(isLate) : isLate(call) ? [] : [call]));
}

function takenOver(program: Program, from: Slot, to: Slot): Program {
  const own = moved(program, from, to).map((call, at) => ({ call, at }));
  const ofOther = own.filter(({ at }) => program[at]!.channel === from);
  const begin = program.findIndex(({ channel }) => channel === to);
  const end = program.findLastIndex(({ channel }) => channel === to);
  const amounts = ofOther.filter(({ call }) => call.kind === 'setMmioMegabytes');
  const rest = ofOther.filter(({ call }) => call.kind !== 'setMmioMegabytes' && call.kind !== 'allocate');
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
export const withFewerLives: Step = {
  name: 'lives merged',
  *candidates(program) {
    const unused = SLOTS.find((slot) => !slotsOf(program).includes(slot));
    for (const [again, { kind, channel }] of program.entries()) {
      const end = program.slice(0, again).findLastIndex((call) => call.channel === channel && call.kind === 'cleanup');
      if (kind !== 'allocate' || end < 0) continue;
      const begin = program.slice(0, end).findLastIndex((call) => call.channel === channel && call.kind === 'allocate');
      const enabled = enabledAt(program, channel, again);
      const isAmounts = (call: Call, at: number) =>
        at > again && at < enabled && call.channel === channel && call.kind === 'setMmioMegabytes';
      const rest = program.filter((call, at) => at !== end && at !== again && !isAmounts(call, at));
      yield rest;
      yield rest.toSpliced(begin + 1, 0, ...program.filter(isAmounts));
      if (unused === undefined) continue;
      const apart = moved(program, channel as Slot, unused, again);
      const last = apart.slice(0, end).findLastIndex((call) => call.channel === channel);
      yield apart.toSpliced(end, 1);
      if (last > begin) yield apart.toSpliced(end, 1).toSpliced(last, 1);
    }
  },
};

/** Where the slot is enabled after some call, or the end. */
function enabledAt(program: Program, channel: Handle, after: number): number {
  const at = program.findIndex((call, index) => index > after && call.channel === channel && call.kind === 'enable');
  return at < 0 ? program.length : at;
}
