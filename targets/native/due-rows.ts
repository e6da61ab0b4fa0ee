/** What is due in a few rows of responses, compiled into numbers, since it is compared for millions of pairs. */
import type { Reservation } from '../../spec/call.ts';
import type { DueAnswer } from '../../harness/pair-plan.ts';
import { OFFER_BYTES_MAX, RESPONSE_BYTES, SEEN } from '../abi/layout.ts';
import type { Memory } from './library.ts';
import { OFFER_AT, OFFER_SIZE_AT, POISON } from './response-array.ts';

const ROW_WORDS = RESPONSE_BYTES / 4;
/** Where in a row, in words. */
const STATUS_AT = 1;
const PAIR_AT = 2;
const ADDRESS_AT = 4;
const SIZE_AT = 6;
const MEGABYTE_SHIFT = 20;

/** The OfferChannel message: type 1, the amounts at 58 and 182; shorter ones have no second amount. */
const OFFER_BYTES_MIN = 184;
const TYPE_OFFER_CHANNEL = 1;
const AMOUNT_OFFSETS = [58, 182] as const;

const SHAPES = { plain: 0, status: 1, reservation: 2, offer: 3, space: 4 } as const;

interface Row {
  readonly shape: (typeof SHAPES)[keyof typeof SHAPES];
  readonly seen: number;
  /** For (0, 0) and for any other pair: least and greatest status, or the amounts as a row holds them, the first one in the lower half. */
  readonly zero: number;
  readonly zeroMost: number;
  readonly otherwise: number;
  readonly otherwiseMost: number;
  /** Whether the amounts of any other pair are the pair itself. */
  readonly follows: boolean;
}

export class DueRows {
  readonly #rows: readonly Row[];
  readonly #offerBytes: boolean;
  readonly #memory: Memory;
  readonly #message = new Uint8Array(OFFER_BYTES_MIN);
  readonly #messageAddress: bigint;
  readonly #messageView = new DataView(this.#message.buffer);
  #pointers: BigUint64Array = new BigUint64Array(0);

  constructor(dues: readonly DueAnswer[], offerBytes: boolean, memory: Memory) {
    this.#rows = dues.map(rowOf);
    this.#offerBytes = offerBytes;
    this.#memory = memory;
    this.#messageAddress = memory.addressOf(this.#message);
  }

  /** The index among these rows of the first that is not as due, or -1. `from`: the row in `words` at which they begin. */
  firstWrong(words: Uint32Array, from: number, pairBits: number): number {
    const rows = this.#rows;
    const isZero = pairBits === 0;
    for (let index = 0, at = from * ROW_WORDS; index < rows.length; index += 1, at += ROW_WORDS) {
      const row = rows[index]!;
      const seen = words[at]!;
      if (row.shape === SHAPES.offer ? (seen & ~SEEN.offerBytes) !== row.seen : seen !== row.seen) return index;
      if (row.shape === SHAPES.plain) continue;
      if (row.shape === SHAPES.status) {
        const status = words[at + STATUS_AT]!;
        if (status < (isZero ? row.zero : row.otherwise) || status > (isZero ? row.zeroMost : row.otherwiseMost)) {
          return index;
        }
        continue;
      }
      const own = ((pairBits >>> 16) | (pairBits << 16)) >>> 0;
      const pair = isZero ? row.zero : row.follows ? own : row.otherwise;
      if (row.shape === SHAPES.space) {
        if (!fits(words, at, pair)) return index;
      } else if (words[at + PAIR_AT] !== pair) return index;
      else if (row.shape === SHAPES.offer && !this.#isOfferGood(words, at, pair)) return index;
    }
    return -1;
  }

  /** Whether it is the round of a sweep: a set, and in most states a look at what is held. */
  get isSwept(): boolean {
    const [set, read] = this.#rows;
    return (
      set?.shape === SHAPES.status &&
      this.#rows.length <= 2 &&
      (read?.shape ?? SHAPES.reservation) === SHAPES.reservation
    );
  }

  /**
   * The same for many rounds of a sweep, with pairs in a row that are not (0, 0): a loop without a row at a time, since it goes through all
   * 2^32. The index of the first round that is not as due, or `rounds`. Poisons what it has read, so that no row counts twice.
   */
  firstWrongRound(words: Uint32Array, from: number, rounds: number, firstPairBits: number): number {
    const [{ otherwise, otherwiseMost }, read] = this.#rows as [Row, Row?];
    const step = this.#rows.length * ROW_WORDS;
    const follows = read?.follows === true;
    const fixed = read?.otherwise ?? 0;
    for (let round = 0, at = from * ROW_WORDS; round < rounds; round += 1, at += step) {
      const status = words[at + STATUS_AT]!;
      if (words[at] !== SEEN.status || status < otherwise || status > otherwiseMost) {
        return this.#unpoisoned(words, from, round);
      }
      words[at] = POISON;
      if (read === undefined) continue;
      const bits = (firstPairBits + round) >>> 0;
      const held = follows ? ((bits >>> 16) | (bits << 16)) >>> 0 : fixed;
      if (words[at + ROW_WORDS] !== SEEN.reservation || words[at + ROW_WORDS + PAIR_AT] !== held) {
        words[at] = SEEN.status;
        return this.#unpoisoned(words, from, round);
      }
      words[at + ROW_WORDS] = POISON;
    }
    return rounds;
  }

  /** The rounds before the wrong one as they were answered, for a trace of them. Gives how many they are. */
  #unpoisoned(words: Uint32Array, from: number, rounds: number): number {
    const rows = this.#rows.length;
    for (let row = 0, at = from * ROW_WORDS; row < rounds * rows; row += 1, at += ROW_WORDS) {
      words[at] = this.#rows[row % rows]!.seen;
    }
    return rounds;
  }

  #isOfferGood(words: Uint32Array, at: number, pair: number): boolean {
    if ((words[at]! & SEEN.offerBytes) === 0) return !this.#offerBytes;
    const size = words[at + OFFER_SIZE_AT]!;
    if (size < OFFER_BYTES_MIN || size > OFFER_BYTES_MAX) return false;
    if (this.#pointers.buffer !== words.buffer) this.#pointers = new BigUint64Array(words.buffer);
    const message = this.#pointers[(at + OFFER_AT) / 2]!;
    if (message === 0n) return false;
    this.#memory.copy(this.#messageAddress, message, OFFER_BYTES_MIN);
    return (
      this.#messageView.getUint32(0, true) === TYPE_OFFER_CHANNEL &&
      this.#messageView.getUint16(AMOUNT_OFFSETS[0], true) === (pair & 0xffff) &&
      this.#messageView.getUint16(AMOUNT_OFFSETS[1], true) === pair >>> 16
    );
  }
}

/** The size lies between the required amount and the sum; where there is any, the address is not 0 and the end not beyond 2^64. */
function fits(words: Uint32Array, at: number, pair: number): boolean {
  const size = words[at + SIZE_AT + 1]! * 2 ** 32 + words[at + SIZE_AT]!;
  const required = pair & 0xffff;
  const megabytes = size / 2 ** MEGABYTE_SHIFT;
  if (megabytes < required || megabytes > required + (pair >>> 16)) return false;
  const [low, high] = [words[at + ADDRESS_AT]!, words[at + ADDRESS_AT + 1]!];
  if (size === 0) return true;
  const endLow = low + words[at + SIZE_AT]!;
  const endHigh = high + words[at + SIZE_AT + 1]! + (endLow > 0xffff_ffff ? 1 : 0);
  return (low !== 0 || high !== 0) && (endHigh < 2 ** 32 || (endHigh === 2 ** 32 && endLow >>> 0 === 0));
}

const PLAIN: Row = {
  shape: SHAPES.plain,
  seen: 0,
  zero: 0,
  zeroMost: 0,
  otherwise: 0,
  otherwiseMost: 0,
  follows: false,
};

function rowOf(due: DueAnswer): Row {
  switch (due.kind) {
    case 'nothing':
      return PLAIN;
    case 'no-offer':
      return { ...PLAIN, seen: SEEN.noOffer };
    case 'status': {
      const [zero, zeroMost] = due.zero;
      const [otherwise, otherwiseMost] = due.otherwise;
      return { shape: SHAPES.status, seen: SEEN.status, zero, zeroMost, otherwise, otherwiseMost, follows: false };
    }
    default: {
      const follows = due.otherwise === 'pair';
      const otherwise = due.otherwise === 'pair' ? 0 : asInRow(due.otherwise);
      const [shape, seen] = [SHAPES[due.kind], SEEN[due.kind]];
      return { ...PLAIN, shape, seen, zero: asInRow(due.zero), otherwise, follows };
    }
  }
}

function asInRow({ mmioMegabytes, mmioMegabytesOptional }: Reservation): number {
  return (mmioMegabytes | (mmioMegabytesOptional << 16)) >>> 0;
}
