/**
 * Steps towards a simpler program: fewer calls, fewer channels, smaller amounts, a simpler order. Every candidate is runnable and simpler than
 * the program by the total order; the order of the steps is the order of preference.
 */
import { AMOUNT_MAX, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle, PlainCall, SetMmioMegabytes, Slot } from '../../spec/call.ts';
import { isRunnable, repaired } from '../generate/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import { compareSimplicity } from './simplicity.ts';

/**
 * Candidates one after the other. Whoever tries them answers each with what is left of it where it still fails, and with nothing
 * where it does not; steps that do not listen are asked again from the start.
 */
export type Steps = Generator<Program, void, Program | undefined>;

const SLOTS: readonly Slot[] = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);

export function* reductions(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  yield* withoutChannels(program, capabilities);
  yield* withoutCalls(program, capabilities);
  yield* withoutTwoCalls(program, capabilities);
  yield* withFewerChannels(program, capabilities);
  yield* withFewerLives(program, capabilities);
  yield* withSetsMerged(program, capabilities);
  yield* withSmallerAmounts(program);
  yield* withCallsSooner(program);
  yield* withSimplerOrder(program, capabilities);
}

/** All calls on half of the channels, then on fewer and fewer, last on single ones. */
export function* withoutChannels(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  let left = program;
  for (let size = slotsOf(program).length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < slotsOf(left).length;) {
      const without = new Set<Handle>(slotsOf(left).slice(from, from + size));
      const rest = repaired(
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
 * Halves first, then less and less, then single calls, each from the end to the beginning: what is left out leaves the calls
 * before it where they stand, so that one pass goes over all of them.
 */
export function* withoutCalls(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  let left = program;
  for (let size = program.length >> 1; size >= 1; size >>= 1) {
    for (let from = left.length - size; from >= 0; from -= size) {
      if (from >= left.length) continue;
      const rest = repaired(left.toSpliced(from, size), capabilities);
      if (rest.length > 0) left = (yield rest) ?? left;
    }
  }
}

/** Of all calls of one kind on one channel only the last, for what a long program does over and over. */
export function* withoutRepeats(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  let left = program;
  const keyOf = ({ kind, channel }: Call) => `${kind} ${channel}`;
  for (const key of new Set(program.map(keyOf))) {
    const last = left.findLastIndex((call) => keyOf(call) === key);
    const rest = repaired(
      left.filter((call, at) => at === last || keyOf(call) !== key),
      capabilities,
    );
    if (rest.length < left.length - 1) left = (yield rest) ?? left;
  }
}

/** One setting of amounts left out, and another one made with its amounts. */
export function* withSetsMerged(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  for (const [from, source] of program.entries()) {
    if (!isSet(source)) continue;
    for (const [to, destination] of program.entries()) {
      if (to === from || !isSet(destination)) continue;
      const merged = program.with(to, { ...source, channel: destination.channel }).toSpliced(from, 1);
      const rest = repaired(merged, capabilities);
      if (rest.length > 0) yield rest;
    }
  }
}

/** Every two calls that do not stand side by side. */
export function* withoutTwoCalls(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  for (let first = 0; first < program.length; first += 1) {
    for (let second = first + 2; second < program.length; second += 1) {
      const rest = repaired(program.toSpliced(second, 1).toSpliced(first, 1), capabilities);
      if (rest.length > 0) yield rest;
    }
  }
}

/**
 * Two lives of one slot: made one, with the amounts of the first or of the second; or, since a slot of its own needs no end of
 * the life before, the second on another slot.
 */
export function* withFewerLives(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const unused = SLOTS.find((slot) => !slotsOf(program).includes(slot));
  for (const [again, { kind, channel }] of program.entries()) {
    const end = program.slice(0, again).findLastIndex((call) => call.channel === channel && call.kind === 'cleanup');
    if (kind !== 'allocate' || end < 0) continue;
    const begin = program.slice(0, end).findLastIndex((call) => call.channel === channel && call.kind === 'allocate');
    const sets = program.filter(
      (call, at) => at > again && at < enabledAt(program, channel, again) && isSetOn(call, channel),
    );
    const without = (...left: readonly Call[]) => program.filter((call) => !left.includes(call));
    yield repaired(without(program[end]!, program[again]!, ...sets), capabilities);
    yield repaired(without(program[end]!, program[again]!, ...sets).toSpliced(begin + 1, 0, ...sets), capabilities);
    if (unused === undefined) continue;
    const apart = program.map((call, at): Call =>
      at >= again && call.channel === channel ? ({ ...call, channel: unused } as Call) : call,
    );
    const last = apart.slice(0, end).findLastIndex((call) => call.channel === channel);
    yield repaired(apart.toSpliced(end, 1), capabilities);
    if (last > begin) yield repaired(apart.toSpliced(end, 1).toSpliced(last, 1), capabilities);
  }
}

/** Where the slot is enabled after some call, or the end. */
function enabledAt(program: Program, channel: Handle, after: number): number {
  const at = program.findIndex((call, index) => index > after && call.channel === channel && call.kind === 'enable');
  return at < 0 ? program.length : at;
}

function isSetOn(call: Call, channel: Handle): boolean {
  return isSet(call) && call.channel === channel;
}

/** One call made sooner or later than it was, by more than a place. */
export function* withCallsMoved(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  for (const [from, call] of program.entries()) {
    const rest = program.toSpliced(from, 1);
    for (let to = 0; to < program.length; to += 1) {
      if (Math.abs(to - from) < 2) continue;
      const candidate = rest.toSpliced(to, 0, call);
      if (compareSimplicity(candidate, program) < 0 && isRunnable(candidate, capabilities)) yield candidate;
    }
  }
}

/**
 * Slots numbered in the order in which they appear; one channel in the place of another; and one that takes over the amounts of
 * the other in its own Init window, and the rest of its life once its own is over.
 */
export function* withFewerChannels(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const numbered = renumbered(program);
  if (compareSimplicity(numbered, program) < 0) yield numbered;
  const slots = slotsOf(program);
  // What makes no sense any more is to be left out, not to become misuse.
  const withoutMisuse = new Set([...capabilities].filter((capability) => capability !== 'misuse'));
  for (const from of slots) {
    for (const to of slots) {
      if (from === to) continue;
      const merged = program.map((call): Call => (call.channel === from ? ({ ...call, channel: to } as Call) : call));
      const late = [program, gathered(program, to)].map((order) => takenOver(order, from, to));
      for (const candidate of to < from ? [merged, ...late] : late) {
        const runnable = repaired(candidate, withoutMisuse);
        if (compareSimplicity(runnable, program) < 0) yield runnable;
      }
    }
  }
}

/** The life of a channel as late as it can be: all of it but its Init window at its last call. */
function gathered(program: Program, slot: Slot): Program {
  const isLate = (call: Call) => call.channel === slot && call.kind !== 'allocate' && !isSet(call);
  const end = program.findLastIndex(isLate);
  return program.flatMap((call, at) => (at === end ? program.filter(isLate) : isLate(call) ? [] : [call]));
}

function takenOver(program: Program, from: Slot, to: Slot): Program {
  const own = program.flatMap((call, at) =>
    call.channel === from ? [{ call: { ...call, channel: to } as Call, at }] : [],
  );
  const begin = program.findIndex(({ channel }) => channel === to);
  const end = program.findLastIndex(({ channel }) => channel === to);
  const amounts = own.filter(({ call }) => isSet(call));
  const rest = own.filter(({ call }) => !isSet(call) && call.kind !== 'allocate');
  return program.flatMap((call, at): readonly Call[] => {
    if (call.channel === from) return rest.filter((later) => later.at === at && at > end).map((later) => later.call);
    if (at === begin) return [call, ...amounts.map((set) => set.call)];
    if (at === end) return [call, ...rest.filter((later) => later.at < end).map((later) => later.call)];
    return [call];
  });
}

/** The program with its slots numbered in the order in which they appear. */
export function renumbered(program: Program): Program {
  const names = new Map<number, number>();
  return program.map((call): Call => {
    if (typeof call.channel !== 'number') return call;
    if (!names.has(call.channel)) names.set(call.channel, names.size);
    return { ...call, channel: names.get(call.channel)! };
  });
}

/** Each call in turn as much sooner as is simplest without passing one on its own channel, or half as much. */
export function* withCallsSooner(program: Program): Steps {
  let left = program;
  for (let at = 1; at < left.length; at += 1) {
    const call = left[at]!;
    const soonest = left.slice(0, at).findLastIndex(({ channel }) => channel === call.channel) + 1;
    const sooner = Array.from({ length: at - soonest }, (_, index) =>
      left.toSpliced(at, 1).toSpliced(soonest + index, 0, call),
    )
      .filter((candidate) => compareSimplicity(candidate, left) < 0)
      .toSorted(compareSimplicity);
    for (const candidate of new Set([sooner[0], sooner[sooner.length >> 1]])) {
      const simpler = candidate && (yield candidate);
      if (simpler === undefined) continue;
      left = simpler;
      break;
    }
  }
}

/**
 * Two calls side by side exchanged, in the program and with two of its slots in each other's place; the slots exchanged from
 * some call on; a server's endpoint for a client's, and one read for another. No call is spared: of programs that only differ in their order one is the simplest, so that one fault has one form.
 */
export function* withSimplerOrder(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const isBetter = (candidate: Program) =>
    compareSimplicity(candidate, program) < 0 && isRunnable(candidate, capabilities);
  for (const exchanged of exchangedSlots(program)) {
    for (const candidate of withRunsSorted(exchanged)) if (isBetter(candidate)) yield candidate;
  }
  for (const variant of [program, ...exchangedSlots(program)]) {
    for (let at = 0; at + 1 < variant.length; at += 1) {
      const candidate = variant.with(at, variant[at + 1]!).with(at + 1, variant[at]!);
      if (isBetter(candidate)) yield candidate;
    }
  }
  for (const [at, call] of program.entries()) {
    for (const candidate of exchangedSlots(program, at)) if (isBetter(candidate)) yield candidate;
    if (call.kind === 'allocate' && call.endpoint === 'client') {
      const candidate = program.with(at, { ...call, endpoint: 'server' });
      if (isBetter(candidate)) yield candidate;
    }
    if (!isRead(call)) continue;
    for (const kind of READS) {
      const candidate = program.with(at, { kind, channel: call.channel });
      if (isBetter(candidate)) yield candidate;
    }
  }
}

/** Neighbours of one kind in the order of their channels: everywhere, and everywhere but in one place. */
function withRunsSorted(program: Program): readonly Program[] {
  const runs: Call[][] = [];
  for (const call of program) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]!.kind === call.kind && !run.some(({ channel }) => channel === call.channel))
      run.push(call);
    else runs.push([call]);
  }
  const sorted = runs.map((run) => run.toSorted((a, b) => (a.channel < b.channel ? -1 : 1)));
  const places = runs.flatMap((run, at) => (run.length > 1 ? [at] : []));
  return [sorted, ...places.map((at) => sorted.with(at, runs[at]!))].map((order) => order.flat());
}

const READS = ['readReservation', 'readOffer', 'getMmioSpace'] as const;

function isRead(call: Call): call is PlainCall & { kind: (typeof READS)[number] } {
  return (READS as readonly string[]).includes(call.kind);
}

/** With two slots in each other's place, from some call on. */
function exchangedSlots(program: Program, from = 0): readonly Program[] {
  const slots = slotsOf(program);
  return slots.flatMap((a, index) =>
    slots.slice(index + 1).map((b) =>
      program.map((call, at): Call => {
        const channel = at < from ? call.channel : call.channel === a ? b : call.channel === b ? a : call.channel;
        return { ...call, channel } as Call;
      }),
    ),
  );
}

function slotsOf(program: Program): readonly Slot[] {
  return [...new Set(program.flatMap(({ channel }) => (typeof channel === 'number' ? [channel] : [])))];
}

/**
 * Amounts made smaller: first one value wherever it stands, so that pairs which are equal, swapped or repeated stay so; then
 * each pair by itself, with its sum kept, its product kept, its halves exchanged, or all the way down to the simplest pairs.
 */
export function* withSmallerAmounts(program: Program): Generator<Program> {
  const candidates = function* (): Generator<Program> {
    for (const step of [0, 1]) yield withSimplestPairs(program, step);
    const values = new Set(
      program.flatMap((call) => (isSet(call) ? [call.mmioMegabytes, call.mmioMegabytesOptional] : [])),
    );
    for (const value of [...values].toSorted((a, b) => b - a)) {
      for (const smaller of smallerAmounts(value)) yield withValue(program, value, smaller);
    }
    for (const [index, call] of program.entries()) {
      if (!isSet(call)) continue;
      for (const [required, optional] of simplerPairs(call)) {
        yield program.with(index, { ...call, mmioMegabytes: required, mmioMegabytesOptional: optional });
      }
    }
  };
  for (const candidate of candidates()) if (compareSimplicity(candidate, program) < 0) yield candidate;
}

/** All pairs that are not zero the simplest at once, each by `step` more than the one before. */
function withSimplestPairs(program: Program, step: number): Program {
  let required = 1 - step;
  return program.map((call) => {
    if (!isSet(call) || call.mmioMegabytes + call.mmioMegabytesOptional === 0) return call;
    required += step;
    return { ...call, mmioMegabytes: required, mmioMegabytesOptional: 0 };
  });
}

function isSet(call: Call): call is SetMmioMegabytes {
  return call.kind === 'setMmioMegabytes';
}

function withValue(program: Program, value: number, smaller: number): Program {
  const replaced = (amount: number) => (amount === value ? smaller : amount);
  return program.map((call) =>
    isSet(call)
      ? {
          ...call,
          mmioMegabytes: replaced(call.mmioMegabytes),
          mmioMegabytesOptional: replaced(call.mmioMegabytesOptional),
        }
      : call,
  );
}

/** Smaller amounts, smallest first: the first few, then closer and closer by bisection. */
function smallerAmounts(amount: number): readonly number[] {
  const steps = [0, 1, 2, 3, 4];
  for (let step = amount >> 1; step >= 1; step >>= 1) steps.push(amount - step);
  return [...new Set(steps)].filter((smaller) => smaller < amount);
}

function simplerPairs({
  mmioMegabytes: a,
  mmioMegabytesOptional: b,
}: SetMmioMegabytes): readonly (readonly [number, number])[] {
  const sum = a + b;
  return [
    ...SIMPLEST_PAIRS,
    ...smallerAmounts(a).map((smaller) => [smaller, b] as const),
    ...smallerAmounts(b).map((smaller) => [a, smaller] as const),
    // The sum kept: all of it required, or as much as fits.
    [Math.min(sum, AMOUNT_MAX), sum - Math.min(sum, AMOUNT_MAX)] as const,
    ...(b > 1 ? [[sum - 1, 1] as const] : []),
    ...smallerAmounts(b).map((smaller) => [sum - smaller, smaller] as const),
    // The product kept.
    ...(a % 2 === 0 ? [[a / 2, b * 2] as const] : []),
    ...(b % 2 === 0 ? [[a * 2, b / 2] as const] : []),
    [b, a] as const,
    [(a + 1) >> 1, (b + 1) >> 1] as const,
  ].filter(([required, optional]) => required <= AMOUNT_MAX && optional <= AMOUNT_MAX && required >= 0);
}

/** The pairs of the smallest sums, in the total order. */
const SIMPLEST_PAIRS: readonly (readonly [number, number])[] = Array.from({ length: 4 }, (_, sum) => sum).flatMap(
  (sum) => Array.from({ length: sum + 1 }, (_, optional) => [sum - optional, optional] as const),
);
