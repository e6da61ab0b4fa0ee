/**
 * Steps towards smaller amounts: of all pairs at once, of one value wherever it stands, and of single pairs.
 */
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { Call, Reservation, SetMmioMegabytes } from '../../spec/call.ts';
import { slotsOf } from '../program/program.ts';
import type { Program } from '../target.ts';
import { isWithinRun } from './equal-calls.ts';
import type { Step } from './step.ts';

/** All pairs at once, before anything else is tried on a program of many channels, where every run is dear. */
export const withSimplestAmounts: Step = {
  name: 'simplest amounts',
  *candidates(program) {
    if (slotsOf(program).length > 2) yield* simplest(program);
  },
};

/**
 * First all pairs at once the simplest; then one value wherever it stands, so that pairs which are equal, swapped or repeated
 * stay so; then each pair by itself.
 */
export const withSmallerAmounts: Step = {
  name: 'smaller amounts',
  *candidates(program) {
    yield* simplest(program);
    const values = program.flatMap((call) => (isSet(call) ? [call.mmioMegabytes, call.mmioMegabytesOptional] : []));
    for (const value of [...new Set(values)].toSorted((a, b) => b - a)) {
      const replaced = (amount: number, smaller: number) => (amount === value ? smaller : amount);
      for (const smaller of smallerAmounts(value)) {
        yield withPairs(program, ({ mmioMegabytes: a, mmioMegabytesOptional: b }) => [
          replaced(a, smaller),
          replaced(b, smaller),
        ]);
      }
    }
    for (const [index, call] of program.entries()) {
      if (!isSet(call) || isWithinRun(program, index)) continue;
      for (const pair of simplerPairs(call)) {
        yield withPairs(program, (set, at) => (at === index ? pair : [set.mmioMegabytes, set.mmioMegabytesOptional]));
      }
    }
  },
};

type Pair = readonly [required: number, optional: number];

function isSet(call: Call): call is SetMmioMegabytes {
  return call.kind === 'setMmioMegabytes';
}

function withPairs(program: Program, pairOf: (set: Reservation, at: number) => Pair): Program {
  return program.map((call, at) => {
    if (!isSet(call)) return call;
    const [mmioMegabytes, mmioMegabytesOptional] = pairOf(call, at);
    return { ...call, mmioMegabytes, mmioMegabytesOptional };
  });
}

/** All pairs the same, and each by one more than the one before. */
function simplest(program: Program): readonly Program[] {
  return [withSimplestPairs(program, 0), withSimplestPairs(program, 1)];
}

/** All pairs that are not zero the simplest at once, each by `step` more than the one before. */
function withSimplestPairs(program: Program, step: number): Program {
  let required = 1 - step;
  return withPairs(program, ({ mmioMegabytes, mmioMegabytesOptional }) => {
    if (mmioMegabytes + mmioMegabytesOptional === 0) return [0, 0];
    required += step;
    return [required, 0];
  });
}

/** Smaller amounts, smallest first: the first few, then closer and closer by bisection. */
function smallerAmounts(amount: number): readonly number[] {
  const steps = [0, 1, 2, 3, 4];
  for (let step = amount >> 1; step >= 1; step >>= 1) steps.push(amount - step);
  return [...new Set(steps)].filter((smaller) => smaller < amount);
}

/** The simplest pairs, and those with one amount, the sum or the product kept, exchanged, or halved. */
function simplerPairs({ mmioMegabytes: a, mmioMegabytesOptional: b }: Reservation): readonly Pair[] {
  const sum = a + b;
  const pairs: readonly Pair[] = [
    ...SIMPLEST_PAIRS,
    ...smallerAmounts(a).map((smaller): Pair => [smaller, b]),
    ...smallerAmounts(b).map((smaller): Pair => [a, smaller]),
    [Math.min(sum, AMOUNT_MAX), sum - Math.min(sum, AMOUNT_MAX)],
    [sum - 1, 1],
    ...smallerAmounts(b).map((smaller): Pair => [sum - smaller, smaller]),
    [a / 2, b * 2],
    [a * 2, b / 2],
    [b, a],
    [(a + 1) >> 1, (b + 1) >> 1],
  ];
  return pairs.filter((pair) =>
    pair.every((amount) => Number.isInteger(amount) && amount >= 0 && amount <= AMOUNT_MAX),
  );
}

/** The pairs of the smallest sums, in the total order. */
const SIMPLEST_PAIRS: readonly Pair[] = Array.from({ length: 4 }, (_, sum) => sum).flatMap((sum) =>
  Array.from({ length: sum + 1 }, (_, optional): Pair => [sum - optional, optional]),
);
