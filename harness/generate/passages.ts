/**
 * What is left to be found on the ways through a state: in by one call, out by another. A stay on the way meets sequences
 * of three calls of which some begin with the way in, some end with the way out, and some need only the stay; the ledger
 * keeps what each group is still worth, and the next exit is the one from which most can be gathered in a few stays.
 */
import type { Automaton } from '../machine/automaton.ts';

/** How much of what begins with the way in, or lies within the state alone, one stay meets. */
const ENTRY_SHARE = 0.5;
const STATE_SHARE = 0.3;
/** How many stays are looked ahead, what each further one counts for, and how many calls it costs beside one round. */
const STAYS_AHEAD = 5;
const DISCOUNT = 0.9;
const EXTRA_CALLS = 3;

/** The ways through states, each by which of the entries one comes, and which entry of the next state the exit is. */
interface Ways {
  /** The cells that lead from one state to another, in order, and what a stay before them costs in calls. */
  readonly entries: Int32Array;
  readonly calls: Int32Array;
  /** By way: numbers of its entry and its exit among these. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export class Passages {
  readonly #width: number;
  /** What is left, by state, by entry, by exit, and by both, one behind the other; the first place is never looked at. */
  readonly #left: Float64Array;
  readonly #byState: number;
  readonly #byEntry: number;
  readonly #byExit: number;
  readonly #byBoth: number;
  /** Where in `#left` two and three calls count, by the first one's cell and the other inputs. */
  readonly #twoSlots: Int32Array;
  readonly #threeSlots: Int32Array;
  readonly #ways: Ways;
  /** By way: the place of both its cells in `#left`. */
  readonly #waySlots: Int32Array;
  readonly #worths: Float64Array;
  /** By entry: what stands at it alone, as the way in and as the way out, and what can be gathered from there on. */
  readonly #asEntry: Float64Array;
  readonly #asExit: Float64Array;
  #ahead: Float64Array;
  #further: Float64Array;
  readonly #numbers: Int32Array;

  constructor(automaton: Automaton) {
    const { inputs, states, next } = automaton;
    const width = inputs.length;
    this.#width = width;
    this.#byState = 1;
    this.#byEntry = this.#byState + states.length;
    this.#byExit = this.#byEntry + next.length;
    this.#byBoth = this.#byExit + next.length;
    this.#left = new Float64Array(this.#byBoth + next.length * width);
    this.#twoSlots = new Int32Array(next.length * width);
    this.#threeSlots = new Int32Array(next.length * width * width);
    this.#findSlots(automaton);
    this.#ways = waysOf(automaton);
    const { entries, from, to } = this.#ways;
    this.#worths = new Float64Array(from.length);
    this.#waySlots = from.map((entry, way) => this.#byBoth + entries[entry]! * width + (entries[to[way]!]! % width));
    for (const slot of this.#waySlots) this.#twoSlots[slot - this.#byBoth] = slot;
    this.#numbers = new Int32Array(next.length);
    for (const [number, entry] of entries.entries()) this.#numbers[entry] = number;
    const perEntry = () => new Float64Array(entries.length);
    [this.#asEntry, this.#asExit, this.#ahead, this.#further] = [perEntry(), perEntry(), perEntry(), perEntry()];
  }

  #findSlots({ inputs, next }: Automaton): void {
    const width = inputs.length;
    for (const [first, state] of next.entries()) {
      if (state < 0) continue;
      const isEntry = Math.floor(first / width) !== state;
      for (let second = 0; second < width; second += 1) {
        const between = next[state * width + second]!;
        if (between < 0) continue;
        for (let third = 0; third < width; third += 1) {
          const reached = next[between * width + third]!;
          if (reached < 0) continue;
          const exit = between !== state ? second : reached !== state ? third : -1;
          this.#threeSlots[(first * width + second) * width + third] =
            exit < 0
              ? isEntry
                ? this.#byEntry + first
                : this.#byState + state
              : isEntry
                ? this.#byBoth + first * width + exit
                : this.#byExit + state * width + exit;
        }
      }
    }
  }

  /** What two calls are worth has changed. */
  changeTwo(two: number, by: number): void {
    this.#left[this.#twoSlots[two]!]! += by;
  }

  /** What three calls are worth has changed. */
  changeThree(three: number, by: number): void {
    this.#left[this.#threeSlots[three]!]! += by;
  }

  /** Nothing is left: what is has to be told anew. */
  clear(): void {
    this.#left.fill(0);
  }

  /** What a stay gathers that begins with one cell and ends with another; the start has no entry, -1. */
  worth(entry: number, exit: number): number {
    const left = this.#left;
    const onStay = left[this.#byState + Math.floor(exit / this.#width)]! * STATE_SHARE + left[this.#byExit + exit]!;
    if (entry < 0) return onStay;
    const both = left[this.#byBoth + entry * this.#width + (exit % this.#width)]!;
    return onStay + left[this.#byEntry + entry]! * ENTRY_SHARE + both;
  }

  /** Looks a few stays ahead, for `beyond`; `rate` is what a call is worth elsewhere. */
  lookAhead(rate: number): void {
    const { entries, calls, from, to } = this.#ways;
    const [left, worths] = [this.#left, this.#worths];
    for (let number = 0; number < entries.length; number += 1) {
      const entry = entries[number]!;
      this.#asEntry[number] = left[this.#byEntry + entry]! * ENTRY_SHARE;
      this.#asExit[number] = this.worth(-1, entry) - rate * calls[number]!;
    }
    for (let way = 0; way < worths.length; way += 1) {
      worths[way] = this.#asEntry[from[way]!]! + left[this.#waySlots[way]!]! + this.#asExit[to[way]!]!;
    }
    this.#ahead.fill(0);
    for (let stay = 0; stay < STAYS_AHEAD; stay += 1) {
      const [ahead, further] = [this.#ahead, this.#further];
      further.fill(-Infinity);
      for (let way = 0; way < worths.length; way += 1) {
        const worth = worths[way]! + DISCOUNT * ahead[to[way]!]!;
        if (worth > further[from[way]!]!) further[from[way]!] = worth;
      }
      this.#ahead = further;
      this.#further = ahead;
    }
  }

  /** What can be gathered in the stays that follow an exit. */
  beyond(exit: number): number {
    return DISCOUNT * this.#ahead[this.#numbers[exit]!]!;
  }
}

function waysOf({ inputs, next }: Automaton): Ways {
  const width = inputs.length;
  const stateOf = (cell: number) => Math.floor(cell / width);
  const entries = [...next.keys()].filter((cell) => next[cell]! >= 0 && next[cell] !== stateOf(cell));
  const numbers = new Map(entries.map((entry, number) => [entry, number]));
  const staying = (state: number) => inputs.filter((_, input) => next[state * width + input] === state).length;
  const ways = entries.flatMap((entry) =>
    entries
      .filter((exit) => stateOf(exit) === next[entry])
      .map((exit) => [numbers.get(entry)!, numbers.get(exit)!] as const),
  );
  return {
    entries: Int32Array.from(entries),
    calls: Int32Array.from(entries, (exit) => staying(stateOf(exit)) + EXTRA_CALLS),
    from: Int32Array.from(ways, ([from]) => from),
    to: Int32Array.from(ways, ([, to]) => to),
  };
}
