/**
 * Steps towards smaller amounts, by one value wherever it stands and by single pairs.
 */
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { Call, SetMmioMegabytes } from '../../spec/call.ts';
import { slotsOf } from '../program/program.ts';
import type { Program } from '../target.ts';
import { compareSimplicity } from '../program/simplicity.ts';

/**
 * Amounts made smaller: first one value wherever it stands, so that pairs which are equal, swapped or repeated stay so; then
 * each pair by itself, with its sum kept, its product kept, its halves exchanged, or all the way down to the simplest pairs.
 */
export function* withSmallerAmounts(program: Program): Iterable<Program> {
  const candidates = function* (): Generator<Program> {
    yield* simplest(program);
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

/** All amounts at once the simplest, before anything else is tried on a program of many channels, where every run is dear. */
export function* withSimplestAmounts(program: Program): Iterable<Program> {
  if (slotsOf(program).length <= 2) return;
  for (const candidate of simplest(program)) if (compareSimplicity(candidate, program) < 0) yield candidate;
}

function simplest(program: Program): readonly Program[] {
  return [0, 1].map((step) => withSimplestPairs(program, step));
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
