/**
 * The array that foreign code writes its responses into: poisoned before each run, with more poison behind it, so that
 * a row left out and a row too many are both seen.
 */
import { TargetFailure } from '../../harness/target.ts';
import type { Answers } from '../isolated/answers.ts';
import { TaintingFailure } from '../isolated/answers.ts';
import { OFFER_BYTES_MAX, RESPONSE_BYTES, SEEN } from '../abi/layout.ts';
import type { Memory, Pointer } from './library.ts';

export const POISON = 0xa5a5_a5a5;
const ROW_WORDS = RESPONSE_BYTES / 4;
const GUARD_WORDS = 64;
/** Where in a row, in words. */
export const OFFER_SIZE_AT = 3;
export const OFFER_AT = 8;

export class ResponseArray {
  readonly #memory: Memory;
  #words = new Uint32Array(0);
  #bytes = new Uint8Array(0);
  #pointers = new BigUint64Array(0);
  address: Pointer = 0n;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#grow(1_024);
  }

  #grow(rows: number): void {
    const words = rows * ROW_WORDS + GUARD_WORDS;
    this.#words = new Uint32Array(words);
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#pointers = new BigUint64Array(this.#words.buffer);
    this.address = this.#memory.addressOf(this.#bytes);
  }

  /** The rows as words. Another array where more rows were made room for. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** Makes room for so many rows and poisons them. */
  prepare(count: number): void {
    if (count * ROW_WORDS + GUARD_WORDS > this.#words.length) this.#grow(count * 2);
    this.#words.fill(POISON, 0, count * ROW_WORDS + GUARD_WORDS);
  }

  /** Poisons so many rows from `from` on again. */
  poison(from: number, count: number): void {
    this.#words.fill(POISON, from * ROW_WORDS, (from + count) * ROW_WORDS);
  }

  /** The first row all zeros, as `kmcl_perform` is promised it. */
  clear(): void {
    this.#words.fill(0, 0, ROW_WORDS);
  }

  /** Throws where more was written than there were calls. */
  checkGuard(count: number): void {
    const end = count * ROW_WORDS;
    for (let word = end; word < end + GUARD_WORDS; word += 1) {
      if (this.#words[word] === POISON) continue;
      const bytes = (word - end) * 4;
      throw new TaintingFailure(
        'adapter-fault',
        `wrote past the end of ${count} responses, ${bytes} bytes behind it or less`,
      );
    }
  }

  /** Throws where a row was left as it was; adds the rows to the answers, and the bytes of their offers. */
  collect(count: number, answers: Answers): void {
    const words = this.#words;
    answers.room(count * RESPONSE_BYTES).set(this.#bytes.subarray(0, count * RESPONSE_BYTES));
    for (let row = 0; row < count; row += 1) {
      const seen = words[row * ROW_WORDS] as number;
      if (seen === POISON) {
        throw new TargetFailure('adapter-fault', `left response ${row} unwritten`, { answered: row });
      }
      if ((seen & SEEN.offerBytes) !== 0) this.#collectOffer(row, answers);
    }
  }

  #collectOffer(row: number, answers: Answers): void {
    const size = this.#words[row * ROW_WORDS + OFFER_SIZE_AT] as number;
    const from = this.#pointers[(row * ROW_WORDS + OFFER_AT) / 2] as Pointer;
    if (size === 0) return;
    if (size > OFFER_BYTES_MAX || from === 0n) {
      const what = from === 0n ? 'at address NULL' : `more than ${OFFER_BYTES_MAX}`;
      throw new TargetFailure('adapter-fault', `response ${row} has an offer of ${size} bytes, ${what}`, {
        answered: row,
      });
    }
    this.#memory.copy(this.#memory.addressOf(answers.room(size)), from, size);
  }
}
