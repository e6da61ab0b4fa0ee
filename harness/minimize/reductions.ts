/**
 * Steps towards a simpler program: fewer calls, fewer channels, smaller amounts, a simpler order. Every candidate is runnable and simpler than
 * the program by the total order; the order of the steps is the order of preference.
 */
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { Call, PlainCall, SetMmioMegabytes, Slot } from '../../spec/call.ts';
import { isRunnable, repaired } from '../generate/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import { compareSimplicity } from './simplicity.ts';

export function* reductions(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  yield* withoutChannels(program, capabilities);
  yield* withoutCalls(program, capabilities);
  yield* withoutTwoCalls(program, capabilities);
  yield* withFewerChannels(program, capabilities);
  yield* withSmallerAmounts(program);
  yield* withSimplerOrder(program, capabilities);
}

/** All calls on one channel of several at once. */
export function* withoutChannels(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const slots = slotsOf(program);
  for (const slot of slots.length > 1 ? slots : []) {
    const rest = repaired(
      program.filter(({ channel }) => channel !== slot),
      capabilities,
    );
    if (rest.length > 0) yield rest;
  }
}

/** Halves first, then less and less, then single calls. */
export function* withoutCalls(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  for (let size = program.length >> 1; size >= 1; size >>= 1) {
    for (let from = program.length - size; from >= 0; from -= size) {
      const rest = repaired(program.toSpliced(from, size), capabilities);
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

/** Slots numbered in the order in which they appear, and one channel in the place of another. */
export function* withFewerChannels(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const numbered = renumbered(program);
  if (compareSimplicity(numbered, program) < 0) yield numbered;
  const slots = slotsOf(program);
  for (const from of slots) {
    for (const to of slots.filter((slot) => slot < from)) {
      const merged = program.map((call): Call => (call.channel === from ? ({ ...call, channel: to } as Call) : call));
      const runnable = repaired(merged, capabilities);
      if (compareSimplicity(runnable, program) < 0) yield runnable;
    }
  }
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

/**
 * Two calls side by side exchanged, in the program and with two of its slots in each other's place; the slots exchanged from
 * some call on; and one read for another. No call is spared: of programs that only differ in their order one is the simplest, so that one fault has one form.
 */
export function* withSimplerOrder(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const isBetter = (candidate: Program) =>
    compareSimplicity(candidate, program) < 0 && isRunnable(candidate, capabilities);
  for (const variant of [program, ...exchangedSlots(program)]) {
    for (let at = 0; at + 1 < variant.length; at += 1) {
      const candidate = variant.with(at, variant[at + 1]!).with(at + 1, variant[at]!);
      if (isBetter(candidate)) yield candidate;
    }
  }
  for (const [at, call] of program.entries()) {
    for (const candidate of exchangedSlots(program, at)) if (isBetter(candidate)) yield candidate;
    if (!isRead(call)) continue;
    for (const kind of READS) {
      const candidate = program.with(at, { kind, channel: call.channel });
      if (isBetter(candidate)) yield candidate;
    }
  }
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
