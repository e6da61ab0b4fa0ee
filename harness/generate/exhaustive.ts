/**
 * All programs up to a depth over an alphabet. In this process no prefix is run twice: a session that can be forked carries
 * the whole tree, one call an edge, and the tabulated oracle says in the same step what each edge has to answer.
 */
import { matches } from '../../spec/answer.ts';
import type { Automaton } from '../../spec/automaton.ts';
import type { Call } from '../../spec/call.ts';
import type { Program, Session } from '../target.ts';
import { abstractMachine, programOf } from './abstract-machine.ts';
import { wordsFrom } from './complete.ts';
import type { Strategy } from './strategy.ts';

/** The depth that the deep tier tries. */
export const EXHAUSTIVE_DEPTH = 5;

export interface Exploration {
  readonly automaton: Automaton;
  /** How many channels a program may use; they are taken in order, since their names mean nothing. */
  readonly slots: number;
  readonly depth: number;
  readonly callsMax: number;
  /** A program whose last call was answered otherwise than the table says. Return `stop` to end the search. */
  readonly onSurprise: (program: Program) => 'go on' | 'stop';
}

export interface Explored {
  readonly calls: number;
  /** The depth to which every program was tried. */
  readonly complete: boolean;
}

/** Tries every program of exactly up to `depth` calls from a fresh session that can be forked. */
export function explore(open: () => Session, exploration: Exploration): Explored {
  return new Explorer(exploration).run(open());
}

class Explorer {
  readonly #exploration: Exploration;
  readonly #width: number;
  readonly #calls: readonly (readonly Call[])[];
  /** The state of each channel, by slot. */
  readonly #states: Int16Array;
  readonly #way: Call[] = [];
  #count = 0;
  #stopped = false;

  constructor(exploration: Exploration) {
    const { automaton, slots } = exploration;
    this.#exploration = exploration;
    this.#width = automaton.inputs.length;
    this.#calls = Array.from({ length: slots }, (_, slot) =>
      automaton.inputs.map((input): Call => (typeof input.channel === 'number' ? { ...input, channel: slot } : input)),
    );
    this.#states = new Int16Array(slots);
  }

  run(session: Session): Explored {
    if (session.fork === undefined) throw new Error('an exploration needs sessions that can be forked');
    this.#below(session, this.#exploration.depth);
    return { calls: this.#count, complete: !this.#stopped };
  }

  #below(session: Session, depth: number): void {
    const { automaton, slots, callsMax } = this.#exploration;
    for (let slot = 0; slot < slots && !this.#stopped; slot += 1) {
      const state = this.#states[slot]!;
      // The next slot is only taken once this one is.
      if (slot > 0 && this.#states[slot - 1] === 0) break;
      const row = state * this.#width;
      for (let input = 0; input < this.#width; input += 1) {
        const next = automaton.next[row + input]!;
        if (next < 0 || (slot > 0 && typeof automaton.inputs[input]!.channel !== 'number')) continue;
        if (this.#count >= callsMax) this.#stopped = true;
        if (this.#stopped) return;
        this.#edge(session, slot, input, next, automaton.output[row + input]!, depth);
      }
      this.#states[slot] = state;
    }
  }

  #edge(session: Session, slot: number, input: number, next: number, output: number, depth: number): void {
    const call = this.#calls[slot]![input]!;
    const fork = session.fork!();
    const response = fork.perform(call);
    this.#count += 1;
    const { automaton, onSurprise } = this.#exploration;
    if (!matches(automaton.answers[output]!, response)) {
      if (onSurprise([...this.#way, call]) === 'stop') this.#stopped = true;
      return;
    }
    if (depth === 1) return;
    const before = this.#states[slot]!;
    this.#states[slot] = next;
    this.#way.push(call);
    this.#below(fork, depth - 1);
    this.#way.pop();
    this.#states[slot] = before;
  }
}

/** The same programs for targets that cannot be forked: only the longest, since each shows what its beginnings show. */
export const exhaustiveStrategy: Strategy = {
  name: 'exhaustive',
  guarantee: `every program of up to ${EXHAUSTIVE_DEPTH} calls on one channel over the abstract alphabet`,
  *programs({ capabilities, reading, profile }) {
    const automaton = abstractMachine(capabilities, reading, profile());
    for (const { word } of wordsFrom(automaton, 0, EXHAUSTIVE_DEPTH)) {
      if (word.length === EXHAUSTIVE_DEPTH) yield programOf(word, automaton);
    }
  },
};
