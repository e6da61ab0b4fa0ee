/**
 * Long walks without a fresh start. They find hidden states fastest, since those are only reached after calls that a short
 * program never makes in a row.
 *
 * First every call in every state, by the shortest ways. Then stays: a state is entered, each call that does not leave it is
 * made once in an order drawn by chance, and it is left by the exit that least often followed this entry. A hidden
 * state lasts until something leads out of it, so one round of a stay tries every call after every other, not one pair.
 */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Automaton } from '../machine/automaton.ts';
import { abstractMachine, programOf } from '../machine/machine.ts';
import type { Word } from '../machine/identification.ts';
import type { Strategy } from './generate.ts';

export const WALK_CALLS = 300;
/** One call in so many is made several times in a row. */
const REPEATED_ONE_IN = 12;
/** One stay in so many has two rounds, so that a call also comes again after others. */
const SECOND_ROUND_ONE_IN = 3;

/** Walks of `WALK_CALLS` inputs without end; what one covered, the next one does not seek again. */
export function* walkWords(automaton: Automaton, seed: number): Generator<Word> {
  const walker = new Walker(automaton, new Random(xoroshiro128plus(seed)));
  for (;;) yield walker.walk();
}

/** A state, and the cell by which it was entered: -1 at the start. */
interface Place {
  readonly state: number;
  readonly entry: number;
}

const START: Place = { state: 0, entry: -1 };

class Walker {
  readonly #automaton: Automaton;
  readonly #random: Random;
  readonly #made = new Set<number>();
  /** How often a state was left by an exit after an entry: by entry and exit. */
  readonly #passed = new Map<number, number>();
  readonly #toMake: number;

  constructor(automaton: Automaton, random: Random) {
    this.#automaton = automaton;
    this.#random = random;
    this.#toMake = automaton.next.filter((successor) => successor >= 0).length;
  }

  walk(): Word {
    const word: number[] = [];
    let place = START;
    while (word.length < WALK_CALLS) {
      // The start is only seen once a walk, so it gets its stay at once.
      const isStay = place === START || this.#made.size === this.#toMake;
      const leg = isStay ? this.#stay(place) : this.#wayToNew(place);
      for (const input of leg) {
        this.#made.add(this.#cell(place, input));
        word.push(input);
        place = this.#step(place, input);
      }
    }
    return word.slice(0, WALK_CALLS);
  }

  #cell({ state }: Place, input: number): number {
    return state * this.#automaton.inputs.length + input;
  }

  #step(place: Place, input: number): Place {
    const cell = this.#cell(place, input);
    const next = this.#automaton.next[cell]!;
    return next === place.state ? place : { state: next, entry: cell };
  }

  /** The legal inputs that stay in the state, or leave it, in an order drawn by chance. */
  #inputs(place: Place, which: 'staying' | 'leaving'): number[] {
    const inputs = this.#automaton.inputs.flatMap((_, input) => {
      const next = this.#automaton.next[this.#cell(place, input)]!;
      return next >= 0 && (next === place.state) === (which === 'staying') ? [input] : [];
    });
    for (let last = inputs.length - 1; last > 0; last -= 1) {
      const other = this.#random.nextInt(0, last);
      [inputs[last], inputs[other]] = [inputs[other]!, inputs[last]!];
    }
    return inputs;
  }

  /** The shortest way to a cell that no walk has taken, and with it. */
  #wayToNew(from: Place): Word {
    const queue: { readonly place: Place; readonly way: Word }[] = [{ place: from, way: [] }];
    const seen = new Set([from.state]);
    for (const { place, way } of queue) {
      for (const input of [...this.#inputs(place, 'staying'), ...this.#inputs(place, 'leaving')]) {
        if (!this.#made.has(this.#cell(place, input))) return [...way, input];
        const following = this.#step(place, input);
        if (seen.has(following.state)) continue;
        seen.add(following.state);
        queue.push({ place: following, way: [...way, input] });
      }
    }
    // What is left lies at the start, which only the next walk sees again.
    return this.#stay(from);
  }

  /** A round in the state, and the exit out of it. */
  #stay(place: Place): Word {
    const exits = this.#inputs(place, 'leaving');
    const times = (input: number) => this.#passed.get(this.#passage(place, input)) ?? 0;
    const exit = exits.reduce((best, input) => (times(input) < times(best) ? input : best), exits[0]!);
    this.#passed.set(this.#passage(place, exit), times(exit) + 1);
    const round = () => this.#inputs(place, 'staying').flatMap((input) => this.#run(input));
    return [...round(), ...(this.#random.nextInt(1, SECOND_ROUND_ONE_IN) === 1 ? round() : []), exit];
  }

  /** A call once, or now and then up to three times in a row, since some things only happen the second time. */
  #run(input: number): Word {
    const dice = this.#random.nextInt(1, REPEATED_ONE_IN * 2);
    return dice === 1 ? [input, input, input] : dice === 2 ? [input, input] : [input];
  }

  #passage(place: Place, exit: number): number {
    return (place.entry + 1) * this.#automaton.next.length + this.#cell(place, exit);
  }
}

/** `count` walks, the same ones for the same seed. */
export function walksStrategy(count: number): Strategy {
  return {
    name: 'walks',
    total: count,
    guarantee: `every call in every state, then in stays after each way in, in ${count} walks of ${WALK_CALLS} calls`,
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
