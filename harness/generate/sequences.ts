/**
 * What is left to be found by each sequence of three calls that hidden states could last through: the first call leads into
 * one, the second from there into another, and the third shows what is wrong in that. Other calls may come in between as
 * long as they stay in the state. Whatever leaves it ends what was hidden there, but for the two calls that led out; a call
 * that is made again starts its sequences over.
 */
import type { Automaton } from '../machine/automaton.ts';
import type { Passages } from './passages.ts';

/** What a sequence is worth another time: one time is seldom enough, since what follows may hide what it showed. */
const AGAIN = 0.1;
/** What two calls are worth, where three are worth 1 at first: about as many sequences of three begin with them. */
const TWO_CALLS_WORTH = 20;

export class Sequences {
  /** What each call would be worth now, by input. */
  readonly gains: Float64Array;
  readonly #next: Automaton['next'];
  readonly #width: number;
  /** By state: the inputs that are allowed there. */
  readonly #legal: readonly Int32Array[];
  readonly #passages: Passages;
  /** What two and three calls are worth, by the first one's cell and the other inputs. */
  readonly #twos: Float32Array;
  readonly #threes: Float32Array;
  /** By pair of calls: the state that they lead to. */
  readonly #reached: Int16Array;
  /** Cells and pairs of calls behind which a hidden state would still last. */
  readonly #cells: Int32Array;
  #cellCount = 0;
  readonly #pairs: Int32Array;
  #pairCount = 0;
  /** Those of this stay are marked with its number. */
  readonly #cellStays: Int32Array;
  readonly #pairStays: Int32Array;
  #stay = 0;

  constructor({ inputs, next }: Automaton, legal: readonly (readonly number[])[], passages: Passages) {
    const width = inputs.length;
    const pairs = next.length * width;
    this.#next = next;
    this.#width = width;
    this.#legal = legal.map((list) => Int32Array.from(list));
    this.#passages = passages;
    this.gains = new Float64Array(width);
    this.#twos = new Float32Array(pairs).fill(TWO_CALLS_WORTH);
    this.#threes = new Float32Array(pairs * width).fill(1);
    this.#reached = Int16Array.from({ length: pairs }, (_, pair) => {
      const between = next[Math.floor(pair / width)]!;
      return between < 0 ? -1 : next[between * width + (pair % width)]!;
    });
    this.#cells = new Int32Array(width + 1);
    this.#pairs = new Int32Array((width + 1) * (width + 1));
    this.#cellStays = new Int32Array(next.length);
    this.#pairStays = new Int32Array(pairs);
    this.scale(1);
  }

  /** A fresh start: nothing is hidden yet. */
  restart(): void {
    this.#cellCount = 0;
    this.#pairCount = 0;
    this.#stay += 1;
    this.gains.fill(0);
  }

  /** Everything is worth so many times what it was, and at most what it was at first; between walks, when nothing is hidden. */
  scale(factor: number): void {
    // The sums are made anew, since what was rounded would be scaled as well.
    this.#passages.clear();
    for (let two = 0; two < this.#twos.length; two += 1) {
      this.#twos[two] = Math.min(TWO_CALLS_WORTH, this.#twos[two]! * factor);
      this.#passages.changeTwo(two, this.#twos[two]!);
    }
    for (let three = 0; three < this.#threes.length; three += 1) {
      this.#threes[three] = Math.min(1, this.#threes[three]! * factor);
      this.#passages.changeThree(three, this.#threes[three]!);
    }
  }

  /** Makes a call, and tells what it was worth. */
  make(state: number, input: number): number {
    const gained = this.#gather(input);
    const cell = state * this.#width + input;
    if (this.#next[cell] === state) this.#stayAfter(cell, input);
    else this.#leaveBy(cell, input);
    return gained;
  }

  /** What `exit` would be worth more if `input` were made before it. */
  gainBefore(exit: number, input: number): number {
    let gain = 0;
    for (let at = 0; at < this.#cellCount; at += 1) {
      const pair = this.#cells[at]! * this.#width + input;
      if (this.#pairStays[pair] !== this.#stay) gain += this.#threes[pair * this.#width + exit]!;
    }
    return gain;
  }

  #gather(input: number): number {
    const width = this.#width;
    let gained = 0;
    for (let at = 0; at < this.#cellCount; at += 1) {
      const two = this.#cells[at]! * width + input;
      const worth = this.#twos[two]!;
      const left = Math.fround(worth * AGAIN);
      this.#twos[two] = left;
      this.#passages.changeTwo(two, left - worth);
      gained += worth;
    }
    for (let at = 0; at < this.#pairCount; at += 1) {
      const three = this.#pairs[at]! * width + input;
      const worth = this.#threes[three]!;
      const left = Math.fround(worth * AGAIN);
      this.#threes[three] = left;
      this.#passages.changeThree(three, left - worth);
      gained += worth;
    }
    this.gains[input] = gained * AGAIN;
    return gained;
  }

  #leaveBy(cell: number, input: number): void {
    const left = this.#cellCount;
    this.restart();
    for (let at = 0; at < left; at += 1) this.#addPair(this.#cells[at]! * this.#width + input);
    this.#addCell(cell);
  }

  #stayAfter(cell: number, input: number): void {
    const width = this.#width;
    const isAgain = this.#cellStays[cell] === this.#stay;
    // What is hidden behind the same call twice is met after every second time.
    const isTwice = this.#pairStays[cell * width + input] === this.#stay;
    if (isAgain) this.#startOver(cell);
    for (let at = 0; at < this.#cellCount; at += 1) {
      const first = this.#cells[at]!;
      if (first !== cell || !isTwice) this.#addPair(first * width + input);
    }
    if (!isAgain) this.#addCell(cell);
  }

  #startOver(first: number): void {
    const width = this.#width;
    let kept = 0;
    for (let at = 0; at < this.#pairCount; at += 1) {
      const pair = this.#pairs[at]!;
      if (pair >= first * width && pair < (first + 1) * width) {
        this.#pairStays[pair] = 0;
        this.#changeGains(pair, -1);
      } else {
        this.#pairs[kept] = pair;
        kept += 1;
      }
    }
    this.#pairCount = kept;
  }

  #addCell(cell: number): void {
    this.#cellStays[cell] = this.#stay;
    this.#cells[this.#cellCount] = cell;
    this.#cellCount += 1;
    const legal = this.#legal[this.#next[cell]!]!;
    for (let at = 0; at < legal.length; at += 1) {
      this.gains[legal[at]!]! += this.#twos[cell * this.#width + legal[at]!]!;
    }
  }

  #addPair(pair: number): void {
    if (this.#pairStays[pair] === this.#stay) return;
    this.#pairStays[pair] = this.#stay;
    this.#pairs[this.#pairCount] = pair;
    this.#pairCount += 1;
    this.#changeGains(pair, 1);
  }

  /** What each call after the pair is worth is added, or taken away. */
  #changeGains(pair: number, sign: 1 | -1): void {
    const legal = this.#legal[this.#reached[pair]!]!;
    const from = pair * this.#width;
    for (let at = 0; at < legal.length; at += 1) {
      this.gains[legal[at]!]! += sign * this.#threes[from + legal[at]!]!;
    }
  }
}
