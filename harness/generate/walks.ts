/**
 * Long walks without a fresh start. They find hidden states fastest, since those are only reached after calls that a short
 * program never makes in a row.
 *
 * First every call in every state, by the shortest ways. Then stays: a state is entered, each call that does not leave it is
 * made once, those that add most first, and calls are made again for as long as they add more than a call lately did. What
 * a call adds is counted in sequences of three that a hidden state could have lasted through (`Sequences`). A state is left
 * by the exit behind which most is left to be found (`Passages`), so that no state and no way through it is seldom seen.
 * When to leave is the marginal value theorem: Charnov, "Optimal foraging" (1976).
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Automaton } from '../machine/automaton.ts';
import { abstractMachine, programOf } from '../machine/machine.ts';
import type { Word } from '../machine/identification.ts';
import type { Strategy } from './generate.ts';
import { Passages } from './passages.ts';
import { Sequences } from './sequences.ts';

export const WALK_CALLS = 300;
/** What a call adds, averaged over some hundred calls, and what that is taken for before there are any. */
const RATE_DECAY = 0.005;
const RATE_AT_FIRST = 40;
/**
 * Where a call adds less than this, chance has long decided, which finds what sequences of three do not. Then all is worth
 * so many times what it was, and the walks seek again what was made least.
 */
const RATE_MIN = 0.01;
const RENEWAL = 1000;
/** A call is made again where it adds this share of the average. */
const AGAIN_SHARE = 0.7;
/** A bound on the calls of one stay. */
const STAY_CALLS_MAX = 60;
/** One look ahead serves so many stays: what lies far off changes slowly. */
const STAYS_A_LOOK = 3;
/** Chance decides between calls, and between exits, that are worth about the same. */
const CALL_CHANCE = 1;
const EXIT_CHANCE = 10;

/** Walks of `WALK_CALLS` inputs without end; what one covered, the next one does not seek again. */
export function* walkWords(automaton: Automaton, seed: number): Generator<Word> {
  const walker = new Walker(automaton, xoroshiro128plus(seed));
  for (;;) yield walker.walk();
}

class Walker {
  readonly #next: Automaton['next'];
  readonly #width: number;
  /** By state: the inputs that stay there, and those that leave it. */
  readonly #staying: readonly (readonly number[])[];
  readonly #leaving: readonly (readonly number[])[];
  readonly #passages: Passages;
  readonly #sequences: Sequences;
  readonly #random: RandomGenerator;
  readonly #made: Uint8Array;
  #stays = 0;
  /** By input: the stay in which it was made last. */
  readonly #lastStay: Int32Array;
  #toMake: number;
  #rate = RATE_AT_FIRST;
  #word: number[] = [];
  #state = 0;
  /** The cell by which the state was entered: -1 at the start. */
  #entry = -1;

  constructor(automaton: Automaton, random: RandomGenerator) {
    const { inputs, states, next } = automaton;
    this.#next = next;
    this.#width = inputs.length;
    this.#random = random;
    const inputsOf = (isSought: (successor: number, state: number) => boolean) =>
      states.map((_, state) =>
        [...inputs.keys()].filter((input) => isSought(next[state * inputs.length + input]!, state)),
      );
    this.#staying = inputsOf((successor, state) => successor === state);
    this.#leaving = inputsOf((successor, state) => successor >= 0 && successor !== state);
    this.#passages = new Passages(automaton);
    const legal = inputsOf((successor) => successor >= 0);
    this.#sequences = new Sequences(automaton, legal, this.#passages);
    this.#made = new Uint8Array(next.length);
    this.#lastStay = new Int32Array(inputs.length);
    this.#toMake = legal.flat().length;
  }

  walk(): Word {
    this.#word = [];
    this.#state = 0;
    this.#entry = -1;
    this.#sequences.restart();
    if (this.#rate < RATE_MIN) {
      this.#sequences.scale(RENEWAL);
      this.#rate *= RENEWAL;
    }
    while (this.#word.length < WALK_CALLS) {
      // The start is only seen once a walk, so it gets its stay at once.
      const way = this.#toMake > 0 && this.#word.length > 0 ? this.#wayToNew() : undefined;
      if (way === undefined) this.#stay();
      else for (const input of way) this.#make(input);
    }
    return this.#word;
  }

  #make(input: number): void {
    if (this.#word.length === WALK_CALLS) return;
    const cell = this.#state * this.#width + input;
    this.#rate += RATE_DECAY * (this.#sequences.make(this.#state, input) - this.#rate);
    this.#word.push(input);
    if (this.#made[cell] === 0) this.#toMake -= 1;
    this.#made[cell] = 1;
    if (this.#next[cell] === this.#state) return;
    this.#entry = cell;
    this.#state = this.#next[cell]!;
  }

  /** A number from 0 up to 1. */
  #chance(): number {
    return (this.#random.next() >>> 0) / 0x1_0000_0000;
  }

  #isNew(state: number, input: number): boolean {
    return this.#made[state * this.#width + input] === 0;
  }

  #shuffled(inputs: readonly number[]): readonly number[] {
    return inputs
      .map((input) => ({ input, place: this.#chance() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ input }) => input);
  }

  /** The shortest way to a cell that no walk has taken, and with it; none where it lies at the start, which only the next walk sees. */
  #wayToNew(): Word | undefined {
    const queue: { readonly state: number; readonly way: Word }[] = [{ state: this.#state, way: [] }];
    const seen = new Set([this.#state]);
    for (const { state, way } of queue) {
      const exits = this.#shuffled(this.#leaving[state]!);
      const found = [...this.#shuffled(this.#staying[state]!), ...exits].find((input) => this.#isNew(state, input));
      if (found !== undefined) return [...way, found];
      for (const exit of exits) {
        const following = this.#next[state * this.#width + exit]!;
        if (seen.has(following)) continue;
        seen.add(following);
        queue.push({ state: following, way: [...way, exit] });
      }
    }
    return undefined;
  }

  /** A round in the state, what is worth making again, and the exit out of it. */
  #stay(): void {
    const inputs = this.#staying[this.#state]!;
    const exit = this.#exit();
    const { gains } = this.#sequences;
    this.#stays += 1;
    let toMake = inputs.length;
    for (let calls = 0; calls < STAY_CALLS_MAX; calls += 1) {
      let best = -1;
      let bestGain = 0;
      let bestRank = -1;
      for (const input of inputs) {
        if (toMake > 0 && this.#lastStay[input] === this.#stays) continue;
        const gain = gains[input]! + (toMake > 0 ? 0 : this.#sequences.gainBefore(exit, input));
        const rank = gain + CALL_CHANCE * this.#chance();
        if (rank <= bestRank) continue;
        best = input;
        bestGain = gain;
        bestRank = rank;
      }
      if (toMake === 0 && bestGain <= AGAIN_SHARE * this.#rate) break;
      toMake = Math.max(0, toMake - 1);
      this.#lastStay[best] = this.#stays;
      this.#make(best);
    }
    this.#make(exit);
  }

  #exit(): number {
    const exits = this.#leaving[this.#state]!;
    const unmade = this.#toMake > 0 ? exits.find((input) => this.#isNew(this.#state, input)) : undefined;
    if (unmade !== undefined) return unmade;
    if (this.#stays % STAYS_A_LOOK === 0) this.#passages.lookAhead(this.#rate);
    let [best, bestRank] = [exits[0]!, -Infinity];
    for (const input of exits) {
      const cell = this.#state * this.#width + input;
      const rank =
        this.#passages.worth(this.#entry, cell) +
        this.#passages.beyond(cell) +
        this.#sequences.gains[input]! +
        EXIT_CHANCE * this.#chance();
      if (rank > bestRank) [best, bestRank] = [input, rank];
    }
    return best;
  }
}

/** `count` walks, the same ones for the same seed. */
export function walksStrategy(count: number): Strategy {
  return {
    name: 'walks',
    total: count,
    guarantee: `every call in every state, then what two and three calls in a row leave behind, in ${count} walks of ${WALK_CALLS} calls`,
    *programs({ capabilities, reading, profile, seed }) {
      const automaton = abstractMachine(capabilities, reading, profile());
      let left = count;
      for (const word of walkWords(automaton, seed)) {
        if (left-- <= 0) return;
        yield programOf(word, automaton);
      }
    },
  };
}
