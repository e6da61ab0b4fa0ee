/**
 * One program laid out for many pairs of amounts, and what each of its calls has to be answered with: a table, made by the oracle,
 * so that a batch of pairs is compared where the implementation lives. Plain data, for threads, child processes and targets, which
 * do not import the oracle.
 */
import type { Call, Reservation, Response } from '../spec/call.ts';
import type { Status } from '../spec/status.ts';

/** As many pairs as there are. */
export const PAIRS = 2 ** 32;

/** Every value of an amount on each of the nine lines. */
export const LINE_PAIRS = 9 * 2 ** 16;

/**
 * Which pair has which number. `all`: the first amount in the upper 16 bits, the optional one in the lower. `lines`: v, the lower 16
 * bits, on the line that the upper ones say: (v, 0), (0, v), (v, v), (v, 65535 - v), (v, -v in 16 bits), (v, 1), (1, v), (v, 65535), (65535, v).
 */
export type PairNumbering = 'all' | 'lines';

/** Pairs by number: `to` is the first that is left out. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Both ends are permitted; as unsigned numbers, so that a failure is any from 0x80000000 on. */
export type StatusRange = readonly [least: Status, most: Status];

/** What is due where the pair of the round is (0, 0), and where it is any other; `pair` stands for the pair itself. */
export type DueAnswer =
  | { readonly kind: 'nothing' | 'no-offer' }
  | { readonly kind: 'status'; readonly zero: StatusRange; readonly otherwise: StatusRange }
  | {
      /** `space`: its size lies between the required amount and the sum; where there is any, its address is not 0 and its end not beyond 2^64. */
      readonly kind: 'reservation' | 'offer' | 'space';
      readonly zero: Reservation;
      readonly otherwise: Reservation | 'pair';
    };

export interface PlannedCall {
  readonly call: Call;
  readonly due: DueAnswer;
}

export interface PairPlan {
  readonly numbering: PairNumbering;
  /** Made once a program, on a fresh instance. */
  readonly before: readonly PlannedCall[];
  /** Made for each pair, which stands in for the amounts of its `setMmioMegabytes`. */
  readonly round: readonly PlannedCall[];
  /** Made once a program, behind its last pair. */
  readonly after: readonly PlannedCall[];
  /** How many pairs make a program; the last one of a span may have fewer. */
  readonly programPairs: number;
  /** Whether an offer has to show its bytes. */
  readonly offerBytes: boolean;
}

/** What a span of pairs came to. */
export type PairsTried =
  | { readonly kind: 'as-expected' }
  /** The first pair of the span with an answer that was not due, in its round or behind the program that it closes. */
  | {
      readonly kind: 'mismatch';
      readonly pair: number;
      /** Those to the program that was wrong, from its first call to the wrong one. */
      readonly responses: readonly Response[];
    };

/** The pair of this number in one number: the first amount in the upper 16 bits. */
export function pairBits(numbering: PairNumbering, number: number): number {
  return numbering === 'all' ? number : lineBits(number);
}

/** The same for the nine lines. */
export function lineBits(number: number): number {
  const value = number & 0xffff;
  const upper = value * 0x1_0000;
  switch (number >>> 16) {
    case 0:
      return upper;
    case 1:
      return value;
    case 2:
      return upper + value;
    case 3:
      return upper + (0xffff - value);
    case 4:
      return upper + (-value & 0xffff);
    case 5:
      return upper + 1;
    case 6:
      return 0x1_0000 + value;
    case 7:
      return upper + 0xffff;
    default:
      return 0xffff_0000 + value;
  }
}

export function pairAt(numbering: PairNumbering, number: number): Reservation {
  const bits = pairBits(numbering, number);
  return { mmioMegabytes: Math.floor(bits / 0x1_0000), mmioMegabytesOptional: bits % 0x1_0000 };
}

/** The program of a plan for the pairs numbered from `from` up to `to`. */
export function programFor({ numbering, before, round, after }: PairPlan, { from, to }: Span): readonly Call[] {
  const calls = before.map(({ call }) => call);
  for (let number = from; number < to; number += 1) {
    const pair = pairAt(numbering, number);
    for (const { call } of round) calls.push(call.kind === 'setMmioMegabytes' ? { ...call, ...pair } : call);
  }
  for (const { call } of after) calls.push(call);
  return calls;
}

/** The programs of a plan for a span of pairs. */
export function* programsFor(plan: PairPlan, { from, to }: Span): Generator<readonly Call[], undefined, undefined> {
  for (let start = from; start < to; start += plan.programPairs) {
    yield programFor(plan, { from: start, to: Math.min(to, start + plan.programPairs) });
  }
}

/** How many calls the programs of a plan make for these pairs. */
export function callsFor({ before, round, after, programPairs }: PairPlan, pairs: number): number {
  return pairs * round.length + Math.ceil(pairs / programPairs) * (before.length + after.length);
}
