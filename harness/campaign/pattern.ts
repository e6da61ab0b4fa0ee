/**
 * What a wrong answer has to do with the amounts, as data: the two are swapped, the low 8 bits are left, it goes wrong where the sum
 * is 0 modulo 2^16. Each pattern tells what the target answers to every program of the same shape, so that it can be put to the
 * test. Pure.
 */
import { describePair, describeResponse } from '../../spec/answer.ts';
import { AMOUNT_MAX, MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Call, Reservation, Response } from '../../spec/call.ts';
import { isZero, samePair, ZERO } from '../../spec/model.ts';
import { decodeOffer } from '../../spec/offer.ts';
import type { Trace } from '../execute/trace.ts';
import type { Finding } from '../judge/judge.ts';
import type { Program } from '../target.ts';

const BITS = 16;
const SIGN = 1 << (BITS - 1);
const narrow = (amount: number) => amount & AMOUNT_MAX;

/** Which of the two amounts of a pair. */
export const PARTS = ['required', 'optional', 'both'] as const;
export type Part = (typeof PARTS)[number];

/** An amount by itself. `by`: how many bits are left, the most that is kept, or what is added. */
const AMOUNT_CHANGES = {
  dropped: () => 0,
  'bytes swapped': (amount) => ((amount & 0xff) << 8) | (amount >> 8),
  'low bits': (amount, by) => amount & ((1 << by) - 1),
  doubled: (amount) => narrow(2 * amount),
  'cut to': (amount, by) => Math.min(amount, by),
  'off by': (amount, by) => narrow(amount + by),
} as const satisfies Record<string, (amount: number, by: number) => number>;

/** Both amounts together. */
const PAIR_CHANGES = {
  swapped: (a, b) => [b, a],
  'sum in required': (a, b) => [narrow(a + b), b],
  'sum alone': (a, b) => [narrow(a + b), 0],
  'sum in optional': (a, b) => [a, narrow(a + b)],
} as const satisfies Record<string, (required: number, optional: number) => readonly [number, number]>;

/** An amount with the same one of another call. */
const MIXTURES = {
  instead: (_, other) => other,
  sum: (own, other) => narrow(own + other),
  or: (own, other) => own | other,
  larger: (own, other) => Math.max(own, other),
  smaller: (own, other) => (other === 0 ? own : Math.min(own, other)),
  'other unless zero': (own, other) => other || own,
  'own unless zero': (own, other) => own || other,
} as const satisfies Record<string, (own: number, other: number) => number>;

const bytes = (megabytes: number) => BigInt(megabytes) * BigInt(MEGABYTE_BYTES);

/** The size of a space in bytes, out of what it should have been in megabytes. `by`: bytes a megabyte, megabytes, or what is added. */
const SIZE_CHANGES = {
  'in units': (megabytes, by) => BigInt(megabytes) * BigInt(by),
  '32 bits': (megabytes) => BigInt.asUintN(32, bytes(megabytes)),
  '32 bits signed': (megabytes) => BigInt.asUintN(64, BigInt.asIntN(32, bytes(megabytes))),
  'off by': (megabytes, by) => (megabytes === 0 ? 0n : bytes(megabytes) + BigInt(by)),
  'cut to': (megabytes, by) => bytes(Math.min(megabytes, by)),
  'rounded up to even': (megabytes) => bytes(megabytes + (megabytes & 1)),
} as const satisfies Record<string, (megabytes: number, by: number) => bigint>;

/** The size of a space in megabytes, out of both amounts, or those of another call. */
const SPACE_CHANGES = {
  nothing: () => 0,
  'sum in 16 bits': (a, b) => narrow(a + b),
  'required in 12 bits': (a, b) => (a & 0xfff) + b,
  'optional alone': (_, b) => b,
  'required doubled': (a, b) => 2 * a + b,
  'required signed': (a, b) => (a >= SIGN ? b : a + b),
  'sum for required': (a, b) => narrow(a + b) + b,
  'of call': (_a, _b, other) => other.mmioMegabytes + other.mmioMegabytesOptional,
} as const satisfies Record<string, (a: number, b: number, other: Reservation) => number>;

/** Where it goes wrong, whatever the wrong answer is. */
const CONDITIONS = {
  'any amounts': () => true,
  'required is': (a, _, by) => a === by,
  'optional is': (_, b, by) => b === by,
  'sum is': (a, b, by) => a + b === by,
  'required from': (a, _, by) => a >= by,
  'optional from': (_, b, by) => b >= by,
  'sum from': (a, b, by) => a + b >= by,
  'one of them from': (a, b, by) => a >= by || b >= by,
  'sum wraps to zero': (a, b) => narrow(a + b) === 0,
  'sign bit of sum': (a, b) => ((a + b) & SIGN) !== 0,
  'product wraps to zero': (a, b) => a !== 0 && b !== 0 && narrow(Math.imul(a, b)) === 0,
  'product is zero': (a, b) => narrow(Math.imul(a, b)) === 0,
  'no bit in common': (a, b) => a !== 0 && b !== 0 && (a & b) === 0,
  'bitwise and is zero': (a, b) => (a & b) === 0,
  'low bytes are zero': (a, b) => ((a | b) & 0xff) === 0,
  equal: (a, b) => a === b,
  'both positive': (a, b) => a > 0 && b > 0,
  'optional exceeds required': (a, b) => b > a,
  'positive optional exceeds positive required': (a, b) => a > 0 && b > a,
  'same as call': (a, b, _, other) => a === other.mmioMegabytes && b === other.mmioMegabytesOptional,
  'swap of call': (a, b, _, other) => a !== b && b === other.mmioMegabytes && a === other.mmioMegabytesOptional,
} as const satisfies Record<string, (a: number, b: number, by: number, other: Reservation) => boolean>;

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) => Object.keys(table) as [Name, ...Name[]];
export const AMOUNT_CHANGE_NAMES = names(AMOUNT_CHANGES);
export const PAIR_CHANGE_NAMES = names(PAIR_CHANGES);
export const MIXTURE_NAMES = names(MIXTURES);
export const SIZE_CHANGE_NAMES = names(SIZE_CHANGES);
export const SPACE_CHANGE_NAMES = names(SPACE_CHANGES);
export const CONDITION_NAMES = names(CONDITIONS);

export type Pattern =
  | { readonly kind: 'amount'; readonly change: keyof typeof AMOUNT_CHANGES; readonly of: Part; readonly by: number }
  | { readonly kind: 'pair'; readonly change: keyof typeof PAIR_CHANGES }
  /** `call`: the index of the other call. */
  | { readonly kind: 'mixture'; readonly mixture: keyof typeof MIXTURES; readonly of: Part; readonly call: number }
  /** `of`: what the space should have been, in megabytes: the required amount or both. */
  | { readonly kind: 'size'; readonly change: keyof typeof SIZE_CHANGES; readonly of: Part; readonly by: number }
  /** `call`: the index of the other call, where it is about one. */
  | { readonly kind: 'space'; readonly change: keyof typeof SPACE_CHANGES; readonly call: number }
  /** `by`: an amount, or the index of the other call. */
  | { readonly kind: 'condition'; readonly condition: keyof typeof CONDITIONS; readonly by: number };

/** A pattern that told every one of the answers that were tried. */
export interface Hint {
  readonly pattern: Pattern;
  /** How many programs it was tried on, the counterexample among them, and how many of those went wrong. */
  readonly programs: number;
  readonly wrong: number;
}

/** The calls of a failing program that a pattern is about. */
export interface Subject {
  /** The call that went wrong. */
  readonly at: number;
  /** The call whose amounts are promised there; none where 0/0 is. */
  readonly own: number | undefined;
  /** Other calls that give amounts. */
  readonly others: readonly number[];
  /** None where the target ended. */
  readonly finding: Finding | undefined;
}

/** `at`: where the target ended, for a program that did not get as far as an answer. */
export function subjectOf(program: Program, finding: Finding | undefined, at: number): Subject {
  const sets = [...program.slice(0, at + 1).keys()].filter((index) => !isZero(pairGivenBy(program[index])));
  const isOwn = (index: number) =>
    program[index]!.channel === program[at]?.channel &&
    (finding === undefined || samePair(pairGivenBy(program[index]), promise(finding)));
  const own = program[at]?.kind === 'setMmioMegabytes' ? at : sets.findLast(isOwn);
  return { at, own, others: sets.filter((index) => index !== own), finding };
}

/** The pair that was due; where Disable may have kept or reset it, the one that was to be kept. */
function promise({ permitted, before, call }: Finding): Reservation {
  if (call.kind === 'getMmioSpace') return before.offered;
  const pairs = permitted.flatMap(({ answer }) => ('pair' in answer ? [answer.pair] : []));
  return pairs.find((pair) => !isZero(pair)) ?? ZERO;
}

export function pairGivenBy(call: Call | undefined): Reservation {
  return call?.kind === 'setMmioMegabytes' ? call : ZERO;
}

/** What the pattern tells of a program of the same shape: an answer, or whether it goes wrong. */
export function predicted(pattern: Pattern, program: Program, { own }: Subject): string {
  const { mmioMegabytes: a, mmioMegabytesOptional: b } = pairGivenBy(program[own ?? -1]);
  const changed = (of: Part, change: (amount: number, key: keyof Reservation) => number) =>
    describePair({
      mmioMegabytes: of === 'optional' ? a : change(a, 'mmioMegabytes'),
      mmioMegabytesOptional: of === 'required' ? b : change(b, 'mmioMegabytesOptional'),
    });
  switch (pattern.kind) {
    case 'amount':
      return changed(pattern.of, (amount) => AMOUNT_CHANGES[pattern.change](amount, pattern.by));
    case 'pair':
      return PAIR_CHANGES[pattern.change](a, b).join('/');
    case 'mixture': {
      const other = pairGivenBy(program[pattern.call]);
      return changed(pattern.of, (amount, key) => MIXTURES[pattern.mixture](amount, other[key]));
    }
    case 'size':
      return `${SIZE_CHANGES[pattern.change](pattern.of === 'required' ? a : a + b, pattern.by)} bytes`;
    case 'space':
      return `${bytes(SPACE_CHANGES[pattern.change](a, b, pairGivenBy(program[pattern.call])))} bytes`;
    case 'condition':
      return CONDITIONS[pattern.condition](a, b, pattern.by, pairGivenBy(program[pattern.by])) ? WRONG : RIGHT;
    default:
      return pattern satisfies never;
  }
}

export const WRONG = 'wrong';
const RIGHT = 'right';

/**
 * What was seen, in the words of `predicted`; nothing where it is none of what the pattern is about. `findings`: those of the trace.
 */
export function observed(
  { kind }: Pattern,
  { responses, end }: Trace,
  findings: readonly Finding[],
  { at, finding }: Subject,
): string | undefined {
  const [first] = findings;
  if (kind === 'condition') {
    if (end.kind === 'complete' && first === undefined) return RIGHT;
    if (finding === undefined) return end.kind === 'complete' || (end.at ?? at) !== at ? undefined : WRONG;
    // Of wrong answers to a read only nothing at all is the same for all amounts.
    const isAlike = (saw: Response) =>
      saw.kind === 'status' ? describeResponse(saw) === describeResponse(finding.saw) : isNothing(saw);
    const isSame = first?.at === at && isAlike(first.saw);
    return isSame ? WRONG : undefined;
  }
  if (end.kind !== 'complete' || (first !== undefined && first.at < at)) return undefined;
  const seen = responses[at]!;
  if (seen.kind === 'space') return `${seen.size} bytes`;
  if (seen.kind === 'offer' && finding?.clause === 'offer.bytes' && seen.bytes !== undefined) {
    const decoded = decodeOffer(seen.bytes);
    return decoded.kind === 'pair' ? describePair(decoded.pair) : undefined;
  }
  return seen.kind === 'reservation' || seen.kind === 'offer' ? describePair(seen) : undefined;
}

function isNothing(response: Response): boolean {
  if (response.kind === 'space') return response.size === 0n;
  return response.kind === 'no-offer' || ('mmioMegabytes' in response && isZero(response));
}
