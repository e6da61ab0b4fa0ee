/**
 * What the automaton knows of a program: the states through which it leads each channel, the simplest path from one state
 * to another, and the words that tell a state from others.
 */
import type { Call } from '../../spec/call.ts';
import type { Automaton } from './automaton.ts';
import { isLive } from '../../spec/model.ts';
import { programOf } from './machine.ts';
import { shortestSeparator } from './identification.ts';
import type { Word } from './identification.ts';
import { printCall, slotsOf } from '../program/program.ts';
import type { Program } from '../target.ts';
import { compareSimplicity } from '../program/simplicity.ts';

/** The part of a program that is on one slot; where it has only one, with the calls on handles that name no channel. */
export interface ChannelTrace {
  readonly slot: number;
  /** Where in the program its calls stand. */
  readonly at: readonly number[];
  /** The state before each of them, and after the last. */
  readonly states: readonly number[];
}

export class StatePaths {
  readonly #automaton: Automaton;
  readonly #inputs: ReadonlyMap<string, number>;
  readonly #paths = new Map<number, readonly (Word | undefined)[]>();
  readonly #separators = new Map<number, readonly Word[]>();

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#inputs = new Map(automaton.inputs.map((input, index) => [printCall(input), index]));
  }

  /** Whether every call of the program is one of the automaton's. */
  knows(program: Program): boolean {
    return program.every((call) => this.#inputOf(call) !== undefined);
  }

  isLive(state: number): boolean {
    return isLive(this.#automaton.states[state]!.life);
  }

  /** The traces of those channels that the automaton can follow to their ends. */
  traces(program: Program): readonly ChannelTrace[] {
    const slots = slotsOf(program);
    return slots.flatMap((slot): ChannelTrace[] => {
      const isOn = (call: Call) => call.channel === slot || (slots.length === 1 && typeof call.channel !== 'number');
      const at = program.flatMap((call, index) => (isOn(call) ? [index] : []));
      const states = [0];
      for (const index of at) {
        const input = this.#inputOf(program[index]!);
        const next = input === undefined ? -1 : this.#next(states.at(-1)!, input);
        if (next < 0) return [];
        states.push(next);
      }
      return [{ slot, at, states }];
    });
  }

  trace(program: Program, slot: number): ChannelTrace | undefined {
    return this.traces(program).find((trace) => trace.slot === slot);
  }

  /** The program with the calls of the trace between two places, the second not included, replaced by a word. */
  replaced(program: Program, { slot, at }: ChannelTrace, from: number, to: number, word: Word): Program {
    const replaced = new Set(at.slice(from, to));
    return program.flatMap((call, index) => {
      if (index === at[from]) return this.callsOf(word, slot);
      return replaced.has(index) ? [] : [call];
    });
  }

  #inputOf(call: Call): number | undefined {
    const onFirst = typeof call.channel === 'number' && call.channel !== 0 ? { ...call, channel: 0 } : call;
    return this.#inputs.get(printCall(onFirst as Call));
  }

  #next(state: number, input: number): number {
    return this.#automaton.next[state * this.#automaton.inputs.length + input]!;
  }

  callsOf(word: Word, slot: number): readonly Call[] {
    const program = programOf(word, this.#automaton);
    return slot === 0
      ? program
      : program.map((call): Call => (call.channel === 0 ? ({ ...call, channel: slot } as Call) : call));
  }

  /** By state: the simplest of the shortest words that lead there. Layer by layer, the simplest word so far for each state. */
  from(from: number): readonly (Word | undefined)[] {
    const known = this.#paths.get(from);
    if (known !== undefined) return known;
    const paths: (Word | undefined)[] = this.#automaton.states.map((_, state) => (state === from ? [] : undefined));
    for (let layer = [from]; layer.length > 0;) {
      const reached = new Map<number, Word>();
      for (const state of layer) {
        for (let input = 0; input < this.#automaton.inputs.length; input += 1) {
          const next = this.#next(state, input);
          if (next < 0 || paths[next] !== undefined) continue;
          const word = [...paths[state]!, input];
          const best = reached.get(next);
          if (best === undefined || this.#isSimpler(word, best)) reached.set(next, word);
        }
      }
      for (const [state, word] of reached) paths[state] = word;
      layer = [...reached.keys()];
    }
    this.#paths.set(from, paths);
    return paths;
  }

  #isSimpler(word: Word, other: Word): boolean {
    return compareSimplicity(programOf(word, this.#automaton), programOf(other, this.#automaton)) < 0;
  }

  /**
   * A shortest word for each other state that can be told from this one, simplest first. Few words are allowed both on a slot
   * and on an empty one, so there every path into use goes with any call behind it.
   */
  separatorsOf(state: number): readonly Word[] {
    const known = this.#separators.get(state);
    if (known !== undefined) return known;
    const separators = this.#automaton.states.flatMap((_, other): readonly Word[] => {
      const word = other === state ? undefined : shortestSeparator(this.#automaton, state, other);
      return word === undefined ? [] : [word];
    });
    const words = this.isLive(state) ? separators : [...separators, ...this.#pathsOut(state)];
    const once = [...new Map(words.map((word) => [word.join(), word])).values()];
    const simplestFirst = once.toSorted((a, b) => (this.#isSimpler(a, b) ? -1 : 1));
    this.#separators.set(state, simplestFirst);
    return simplestFirst;
  }

  #pathsOut(state: number): readonly Word[] {
    const legal = (from: number) =>
      this.#automaton.inputs.flatMap((_, input) => (this.#next(from, input) < 0 ? [] : [input]));
    return legal(state)
      .filter((input) => this.#next(state, input) !== state)
      .flatMap((input) => legal(this.#next(state, input)).map((following) => [input, following]));
  }

  /** Words of two calls that leave the state and come back. */
  loopsOfTwo(state: number): readonly Word[] {
    const inputs = this.#automaton.inputs.map((_, input) => input);
    return inputs
      .filter((out) => this.#next(state, out) >= 0 && this.#next(state, out) !== state)
      .flatMap((out) =>
        inputs.filter((back) => this.#next(this.#next(state, out), back) === state).map((back) => [out, back]),
      );
  }
}
