/**
 * Long walks without a fresh start, always towards the call that was made least often in the state at hand. They find hidden
 * states fastest, since those are only reached after calls that a short program never makes in a row.
 */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Automaton } from '../../spec/automaton.ts';
import { abstractMachine, programOf } from './abstract-machine.ts';
import type { Word } from './identification.ts';
import type { Strategy } from './strategy.ts';

export const WALK_CALLS = 300;
/** One step in so many is drawn at random, so that walks differ in more than their order. */
const RANDOM_STEP_IN = 12;

/** Walks of `WALK_CALLS` inputs without end; what one covered, the next one does not count as new. */
export function* walkWords(automaton: Automaton, seed: number): Generator<Word> {
  const walker = new Walker(automaton, seed);
  for (;;) yield walker.walk();
}

class Walker {
  readonly #automaton: Automaton;
  readonly #random: Random;
  /** How often each cell was taken, and each row of two cells. */
  readonly #taken: Uint32Array;
  readonly #takenAfter = new Map<number, number>();

  constructor(automaton: Automaton, seed: number) {
    this.#automaton = automaton;
    this.#random = new Random(xoroshiro128plus(seed));
    this.#taken = new Uint32Array(automaton.next.length);
  }

  walk(): Word {
    const { inputs, next } = this.#automaton;
    const word: number[] = [];
    let state = 0;
    let before = -1;
    while (word.length < WALK_CALLS) {
      for (const input of this.#leg(state, before)) {
        const cell = state * inputs.length + input;
        this.#taken[cell]! += 1;
        this.#takenAfter.set(before * next.length + cell, (this.#takenAfter.get(before * next.length + cell) ?? 0) + 1);
        word.push(input);
        before = cell;
        state = next[cell]!;
      }
    }
    return word.slice(0, WALK_CALLS);
  }

  /** The inputs up to and with the next cell to take. */
  #leg(state: number, before: number): Word {
    const { inputs, next } = this.#automaton;
    const legal = inputs.map((_, input) => input).filter((input) => next[state * inputs.length + input]! >= 0);
    if (this.#random.nextInt(1, RANDOM_STEP_IN) === 1) return [legal[this.#random.nextInt(0, legal.length - 1)]!];
    const untaken = this.#wayToUntaken(state);
    if (untaken !== undefined) return untaken;
    // Everything was taken once: now the rows of two, the least taken first, and chance among equals.
    const counts = legal.map(
      (input) => this.#takenAfter.get(before * next.length + state * inputs.length + input) ?? 0,
    );
    const least = Math.min(...counts);
    const choices = legal.filter((_, index) => counts[index] === least);
    return [choices[this.#random.nextInt(0, choices.length - 1)]!];
  }

  /** The shortest way to a cell that no walk has taken. */
  #wayToUntaken(from: number): Word | undefined {
    const { inputs, next } = this.#automaton;
    const queue: { readonly state: number; readonly way: Word }[] = [{ state: from, way: [] }];
    const seen = new Set([from]);
    for (const { state, way } of queue) {
      for (let input = 0; input < inputs.length; input += 1) {
        const cell = state * inputs.length + input;
        const successor = next[cell]!;
        if (successor < 0) continue;
        if (this.#taken[cell] === 0) return [...way, input];
        if (!seen.has(successor)) {
          seen.add(successor);
          queue.push({ state: successor, way: [...way, input] });
        }
      }
    }
    return undefined;
  }
}

/** `count` walks, the same ones for the same seed. */
export function walksStrategy(count: number): Strategy {
  return {
    name: 'walks',
    guarantee: `every call in every state, then the least tried rows of two, in ${count} walks of ${WALK_CALLS} calls`,
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
