/** The patterns that a failure may follow, and the programs on which they are tried: those with other amounts at the same calls. */
import { AMOUNT_MAX, MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Response } from '../../spec/call.ts';
import { isZero } from '../../spec/model.ts';
import { AMOUNTS, PAIRS, RELATIONS, reservation } from '../generate/pool.ts';
import type { Pair } from '../generate/pool.ts';
import type { Program } from '../target.ts';
import { withPair } from './neighbour.ts';
import type { Neighbour } from './neighbour.ts';
import {
  AMOUNT_CHANGE_NAMES,
  CONDITION_NAMES,
  MIXTURE_NAMES,
  PAIR_CHANGE_NAMES,
  pairGivenBy,
  PARTS,
  SIZE_CHANGE_NAMES,
  SPACE_CHANGE_NAMES,
} from './pattern.ts';
import type { Pattern, Subject } from './pattern.ts';

/** Made with the numbers that the answer suggests; most of them do not even fit it. */
export function answerPatterns(
  program: Program,
  saw: Response | undefined,
  { own, others }: Subject,
): readonly Pattern[] {
  if (saw === undefined || saw.kind === 'status') return [];
  if (own === undefined) {
    return others.flatMap((call): readonly Pattern[] =>
      saw.kind === 'space'
        ? [{ kind: 'space', change: 'of call', call }]
        : PARTS.map((of) => ({ kind: 'mixture', mixture: 'instead', of, call })),
    );
  }
  const { mmioMegabytes: a, mmioMegabytesOptional: b } = pairGivenBy(program[own]);
  if (saw.kind === 'space') {
    const size = Number(saw.size);
    // Then it is the address that is wrong, which comes of no amounts.
    if (size >= a * MEGABYTE_BYTES && size <= (a + b) * MEGABYTE_BYTES) return [];
    const numbers = {
      'in units': [1, 256, 1024, 1_000_000],
      'off by': [a, a + b].map((megabytes) => size - megabytes * MEGABYTE_BYTES).filter(Number.isSafeInteger),
      'cut to': [size / MEGABYTE_BYTES].filter((most) => most > 0 && Number.isInteger(most)),
    };
    const parts = ['required', 'both'] as const;
    return [
      ...SIZE_CHANGE_NAMES.flatMap((change) =>
        numbersOf(numbers, change).flatMap((by) => parts.map((of): Pattern => ({ kind: 'size', change, of, by }))),
      ),
      ...SPACE_CHANGE_NAMES.flatMap((change) =>
        (change === 'of call' ? others : [0]).map((call): Pattern => ({ kind: 'space', change, call })),
      ),
    ];
  }
  const seen = 'mmioMegabytes' in saw ? saw : reservation([0, 0]);
  const numbers = {
    'low bits': [8, 12, 15],
    // Cut to zero is dropped.
    'cut to': [seen.mmioMegabytes, seen.mmioMegabytesOptional].filter((most) => most > 0),
    'off by': [seen.mmioMegabytes - a, seen.mmioMegabytesOptional - b].filter((difference) => difference !== 0),
  };
  return [
    ...AMOUNT_CHANGE_NAMES.flatMap((change) =>
      numbersOf(numbers, change).flatMap((by) => PARTS.map((of): Pattern => ({ kind: 'amount', change, of, by }))),
    ),
    ...PAIR_CHANGE_NAMES.map((change): Pattern => ({ kind: 'pair', change })),
    ...others.flatMap((call) =>
      MIXTURE_NAMES.flatMap((mixture) => PARTS.map((of): Pattern => ({ kind: 'mixture', mixture, of, call }))),
    ),
  ];
}

/** Each number once; one that means nothing where the name takes none. */
function numbersOf(numbers: Readonly<Record<string, readonly number[]>>, name: string): readonly number[] {
  return [...new Set(numbers[name] ?? [0])];
}

/** With the amounts of the failing call as numbers, and of the next pair to one that passes. */
export function conditionPatterns(
  program: Program,
  { at, own, others }: Subject,
  neighbour: Neighbour | undefined,
): readonly Pattern[] {
  if (own === undefined) return [];
  const given = pairGivenBy(program[own]);
  if (isZero(given)) return [];
  const { mmioMegabytes: a, mmioMegabytesOptional: b } = given;
  const isBeside = neighbour?.change === 'other amounts' && neighbour.changedAt === own;
  const passing = isBeside ? pairGivenBy(neighbour.trace.program[own]) : given;
  const [nextA, nextB] = [passing.mmioMegabytes + 1, passing.mmioMegabytesOptional + 1];
  // What is no smaller than the largest amount is that amount. Of the rest each says something that no other one does.
  const from = (least: number, ...amounts: readonly number[]) =>
    amounts.filter((amount) => amount >= least && amount !== AMOUNT_MAX);
  const numbers: Readonly<Record<string, readonly number[]>> = {
    'required is': [a],
    'optional is': [b],
    'sum is': [a + b].filter((sum) => sum !== AMOUNT_MAX + 1),
    'required from': from(1, a, nextA),
    'optional from': from(1, b, nextB),
    'one of them from': from(2, a, b, nextA, nextB),
    'sum from': from(2, a + b, nextA + nextB - 1),
    'same as call': others,
    'swap of call': others,
  };
  // What is read may be right by chance where the amounts are, so that it is not said to be wrong whatever they are; nor is what goes
  // wrong at one slot alone, which has nothing to do with the amounts.
  const isAny = own === at && neighbour?.change !== 'other slots';
  const conditions = CONDITION_NAMES.filter((condition) => isAny || condition !== 'any amounts');
  return conditions.flatMap((condition) =>
    numbersOf(numbers, condition).map((by): Pattern => ({ kind: 'condition', condition, by })),
  );
}

/** Of an amount. */
const BITS = 16;

/** For amounts that other calls give: different from all else, alike, or the other way round. */
const OTHER_PAIRS: readonly Pair[] = [
  [3, 5],
  [0, 6],
  [9, 0],
  [0x0203, 0x0405],
];

/** The pairs of the pool first, which tell most apart. Two zero amounts are promised something else, and stay or do not come. */
export function programsLike(program: Program, { own, others }: Subject): readonly Program[] {
  const [first, ...rest] = own === undefined ? others : [own, ...others];
  if (first === undefined || isZero(pairGivenBy(program[first]))) return [];
  const { mmioMegabytes: a, mmioMegabytesOptional: b } = pairGivenBy(program[first]);
  const near: readonly Pair[] = [
    ...[b, 1, 2, 7, 258].map((other): Pair => [a, other]),
    ...[a, 1, 2, 7, 258].map((other): Pair => [other, b]),
    [b, a],
    [a + b, 0],
    [0, a + b],
    [a + b - 1, 1],
    [a - 1, b],
    [a, b - 1],
    [a + 1, b],
    [a, b + 1],
  ];
  const related = AMOUNTS.flatMap((amount) => RELATIONS.map((relation): Pair => [amount, relation(amount)]));
  const pairs = distinct([...PAIRS, ...near, ...related]);
  if (rest.length === 0) return pairs.map((pair) => withPair(program, first, reservation(pair)));
  return pairs.flatMap((pair) =>
    distinct([[pair[1], pair[0]], pair, ...OTHER_PAIRS]).map((other) =>
      rest.reduce(
        (changed, index, place) =>
          withPair(changed, index, reservation(place === 0 ? other : OTHER_PAIRS[place % OTHER_PAIRS.length]!)),
        withPair(program, first, reservation(pair)),
      ),
    ),
  );
}

/** From one end to the other and ever closer to the boundary, for what holds on one side of it: there may be a gap. */
export function programsAcross(program: Program, { own }: Subject, pattern: Pattern): readonly Program[] {
  if (own === undefined || pattern.kind !== 'condition') return [];
  const { mmioMegabytes: a, mmioMegabytesOptional: b } = pairGivenBy(program[own]);
  const { condition, by } = pattern;
  const [required, optional] = {
    'required from': [by, undefined],
    'optional from': [undefined, by],
    'one of them from': [by, by],
    'sum from': [by - b, by - a],
  }[condition as string] ?? [a, b];
  const across = (boundary: number | undefined) => {
    if (boundary === undefined) return [];
    const steps = Array.from({ length: BITS }, (_, bit) => 1 << bit);
    const even = Array.from({ length: 8 }, (_, part) => (part << 13) + 0x1000);
    return [...even, ...steps.flatMap((step) => [boundary - step, boundary + step])].toSorted((x, y) => x - y);
  };
  const pairs = [
    ...across(required).map((amount): Pair => [amount, b]),
    ...across(optional).map((amount): Pair => [a, amount]),
  ];
  return distinct(pairs).map((pair) => withPair(program, own, reservation(pair)));
}

function distinct(pairs: readonly Pair[]): readonly Pair[] {
  const isPair = ([a, b]: Pair) => a + b > 0 && Math.min(a, b) >= 0 && Math.max(a, b) <= AMOUNT_MAX;
  return [...new Map(pairs.filter(isPair).map((pair) => [pair.join(), pair])).values()];
}
