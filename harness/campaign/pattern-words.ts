/** What a neighbour and a hint say, a sentence each, the same wherever they are shown. */
import { describeResponse } from '../../spec/answer.ts';
import { AMOUNT_MAX } from '../../spec/call.ts';
import { printCall } from '../program/program.ts';
import type { Program } from '../target.ts';
import { sameCallAt, slotsExchanged } from './neighbour.ts';
import type { Neighbour } from './neighbour.ts';
import type { Hint, Part, Pattern } from './pattern.ts';

/** `at`: the index of the call that went wrong in `program`. */
export function neighbourWords(program: Program, neighbour: Neighbour, at: number): string {
  const { change, changedAt, trace } = neighbour;
  const answer = trace.responses[sameCallAt(neighbour, at)];
  const answered = answer === undefined ? '' : ` -> ${describeResponse(answer)}`;
  if (change === 'call left out') return `without call ${changedAt + 1} (${printCall(program[changedAt]!)})${answered}`;
  if (change === 'other slots') {
    const [own, other] = slotsExchanged(program, neighbour);
    return `with slot ${other} for slot ${own}: ${printCall(trace.program[at]!)}${answered}`;
  }
  const changed = printCall(trace.program[changedAt]!);
  return changedAt === at ? `${changed}${answered}` : `call ${changedAt + 1} as ${changed}${answered}`;
}

export function hintWords({ pattern, programs }: Hint): string {
  return `${patternWords(pattern)} (as far as ${programs} programs tell)`;
}

const PARTS: Readonly<Record<Part, string>> = {
  required: 'the required amount',
  optional: 'the optional amount',
  both: 'each amount',
};
const SPACES: Readonly<Record<Part, string>> = {
  required: 'the required amount',
  optional: 'the optional amount',
  both: 'the sum of both amounts',
};

function patternWords(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'amount':
      return AMOUNT_WORDS[pattern.change](PARTS[pattern.of], pattern.by);
    case 'pair':
      return PAIR_WORDS[pattern.change];
    case 'mixture':
      if (pattern.mixture === 'instead' && pattern.of === 'both')
        return `it is the pair that call ${pattern.call + 1} gave`;
      return MIXTURE_WORDS[pattern.mixture](PARTS[pattern.of], `call ${pattern.call + 1}`);
    case 'size':
      return SIZE_WORDS[pattern.change](SPACES[pattern.of], pattern.by);
    case 'space':
      return SPACE_WORDS[pattern.change](`call ${pattern.call + 1}`);
    case 'condition':
      return `goes wrong ${CONDITION_WORDS[pattern.condition](pattern.by)}`;
    default:
      return pattern satisfies never;
  }
}

const AMOUNT_WORDS: Readonly<Record<(Pattern & { kind: 'amount' })['change'], (part: string, by: number) => string>> = {
  dropped: (part) => `0 stands in the place of ${part}`,
  'bytes swapped': (part) => `the two bytes of ${part} are swapped: the byte order is wrong`,
  'low bits': (part, by) => `only the low ${by} bits of ${part} are left`,
  doubled: (part) => `${part} is doubled`,
  'cut to': (part, by) => `${part} is never more than ${by}`,
  'off by': (part, by) => `${part} is ${Math.abs(by)} too ${by > 0 ? 'large' : 'small'}`,
};

const PAIR_WORDS: Readonly<Record<(Pattern & { kind: 'pair' })['change'], string>> = {
  swapped: 'the required and the optional amount are swapped',
  'sum in required': 'the sum of both amounts stands in the place of the required one',
  'sum alone': 'the sum of both amounts stands in the place of the required one, and 0 in that of the optional one',
  'sum in optional': 'the sum of both amounts stands in the place of the optional one',
};

const MIXTURE_WORDS: Readonly<
  Record<(Pattern & { kind: 'mixture' })['mixture'], (part: string, call: string) => string>
> = {
  instead: (part, call) => `${part} is the one that ${call} gave`,
  sum: (part, call) => `${part} is added to the one that ${call} gave`,
  or: (part, call) => `the bits of ${part} are merged with those that ${call} gave`,
  larger: (part, call) => `${part} does not replace a larger one, here that of ${call}`,
  smaller: (part, call) => `${part} does not replace a smaller one, here that of ${call}`,
  'other unless zero': (part, call) => `${part} does not replace one that is there already, here that of ${call}`,
  'own unless zero': (part, call) => `${part} does not replace another one where it is 0, here that of ${call}`,
};

const UNITS: Readonly<Record<number, string>> = {
  1: 'megabytes, not in bytes',
  256: 'pages of 4096 bytes, not in bytes',
  1024: 'units of 1024 bytes, not in bytes',
  1_000_000: 'bytes as though a megabyte were 1,000,000 of them, not 1,048,576',
};

const SIZE_WORDS: Readonly<Record<(Pattern & { kind: 'size' })['change'], (what: string, by: number) => string>> = {
  'in units': (what, by) => `the size is ${what} in ${UNITS[by] ?? `units of ${by}`}`,
  '32 bits': (what) => `only the low 32 bits are left of ${what} in bytes`,
  '32 bits signed': (what) => `${what} in bytes is computed as a signed number of 32 bits`,
  'off by': (what, by) => `the size is ${what} in bytes, ${Math.abs(by)} bytes too ${by > 0 ? 'large' : 'small'}`,
  'cut to': (what, by) => `the size is ${what}, and never more than ${by} megabytes`,
  'rounded up to even': (what) => `the size is ${what}, rounded up to an even number of megabytes`,
};

const SPACE_WORDS: Readonly<Record<(Pattern & { kind: 'space' })['change'], (call: string) => string>> = {
  nothing: () => 'no space is given, whatever was offered',
  'sum in 16 bits': () => 'the sum of both amounts is formed in 16 bits: it wraps at 65536',
  'required in 12 bits': () => 'only the low 12 bits of the required amount count',
  'optional alone': () =>
    'the size is that of the optional amount alone: the required one is lost, or the two are swapped',
  'required doubled': () => 'the required amount is counted twice',
  'required signed': () =>
    'a required amount of 32768 or more does not count: is it taken for a signed number of 16 bits?',
  'sum for required': () => 'the sum of both amounts stands in the place of the required one',
  'of call': (call) => `the size is that of the amounts that ${call} gave`,
};

const from = (what: string, by: number, and = '') => {
  if (by === 0x8000) return `where ${what} is 32768 or more${and}: is it taken for a signed number of 16 bits?`;
  return `where ${what} is ${by} or more${and}`;
};
const is = (what: string, by: number) =>
  by === AMOUNT_MAX ? `where ${what} is 65535: is that taken for a mark?` : `where ${what} is ${by}`;

const CONDITION_WORDS: Readonly<Record<(Pattern & { kind: 'condition' })['condition'], (by: number) => string>> = {
  'any amounts': () => 'whatever the amounts are, two zeros aside',
  'required is': (by) => is(PARTS.required, by),
  'optional is': (by) => is(PARTS.optional, by),
  'sum is': (by) => `where the sum of both amounts is ${by}`,
  'required from': (by) => from(PARTS.required, by),
  'optional from': (by) => from(PARTS.optional, by),
  'one of them from': (by) => from('one of the amounts', by),
  'sum from': (by) =>
    by > AMOUNT_MAX ? `where the sum of both amounts is ${by} or more, and needs 17 bits` : from(SPACES.both, by),
  'sum wraps to zero': () => 'where the sum of both amounts is 0 modulo 2^16: is it formed in 16 bits?',
  'sign bit of sum': () => 'where the sum of both amounts, in 16 bits, has its sign bit set',
  'product wraps to zero': () => 'where the product of both amounts is 0 modulo 2^16: is it formed in 16 bits?',
  'product is zero': () => 'where the product of both amounts is 0: is "both zero" tested by a product?',
  'no bit in common': () => 'where two positive amounts have no bit in common: is "both zero" tested by a bitwise and?',
  'bitwise and is zero': () => 'where the amounts have no bit in common: is "both zero" tested by a bitwise and?',
  'low bytes are zero': () => 'where the low byte of both amounts is 0: are they tested in 8 bits?',
  equal: () => 'where both amounts are equal: is "both zero" tested by a difference or an exclusive or?',
  'both positive': () => 'where both amounts are positive: is "one of" taken for exactly one?',
  'optional exceeds required': () => 'where the optional amount exceeds the required one',
  'positive optional exceeds positive required': () =>
    'where the optional amount exceeds a required one that is positive',
  'same as call': (by) => `where the amounts are those of call ${by + 1}`,
  'swap of call': (by) => `where the amounts are those of call ${by + 1} the other way round`,
};
