/**
 * Steps towards a simpler program that know the tabulated oracle: where the program has been led about, the simplest way
 * between the same two states instead, and at its end the shortest words that tell the state from others. A fault that hides
 * deep in a long walk comes out in few runs, since all but the last stretch of it is replaced at once.
 */
import type { Call } from '../../spec/call.ts';
import type { Automaton } from '../../spec/automaton.ts';
import { isLive } from '../../spec/model.ts';
import { programOf } from '../generate/abstract-machine.ts';
import { shortestSeparator } from '../generate/identification.ts';
import type { Word } from '../generate/identification.ts';
import { printCall } from '../program.ts';
import type { Program } from '../target.ts';
import { compareSimplicity } from './simplicity.ts';

/** The part of a program that is on one slot; where it has only one, with the calls on handles that name no channel. */
interface Lane {
  readonly slot: number;
  /** Where in the program its calls stand. */
  readonly at: readonly number[];
  /** The state before each of them, and after the last. */
  readonly states: readonly number[];
}

/** Longer lanes are first shortened by what costs less. */
const ANCHORED_LANE_MAX = 64;
const DETOURS_LANE_MAX = 24;

export class Ways {
  readonly #automaton: Automaton;
  readonly #inputs: ReadonlyMap<string, number>;
  readonly #ways = new Map<number, readonly (Word | undefined)[]>();
  readonly #separators = new Map<number, readonly Word[]>();

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#inputs = new Map(automaton.inputs.map((input, index) => [printCall(input), index]));
  }

  /** Whether every call of the program is one of the automaton's. */
  knows(program: Program): boolean {
    return program.every((call) => this.#inputOf(call) !== undefined);
  }

  /**
   * The middle of a lane replaced by the simplest way from where it begins to where it leads: at first from the start up to the
   * last few calls. What is kept then begins with a call that matters, and the same goes on behind that one.
   */
  *jumps(program: Program): Generator<Program> {
    for (const lane of this.#lanes(program)) {
      const { length } = lane.at;
      const anchors = length > ANCHORED_LANE_MAX ? 1 : length;
      for (let anchor = 0; anchor < anchors; anchor += 1) {
        for (const kept of bisection(length - anchor)) yield* this.#detour(program, lane, anchor, length - kept);
      }
    }
  }

  /** Any stretch of a lane replaced by the simplest way between the same two states. */
  *detours(program: Program): Generator<Program> {
    for (const lane of this.#lanes(program)) {
      const length = lane.at.length;
      if (length > DETOURS_LANE_MAX) continue;
      for (let size = length; size >= 1; size -= 1) {
        for (let from = 0; from + size <= length; from += 1) yield* this.#detour(program, lane, from, from + size);
      }
    }
  }

  /** The end of the program replaced by a short word that tells the state before it from another. */
  *endings(program: Program): Generator<Program> {
    const lane = this.#lanes(program).find(({ at }) => at.at(-1) === program.length - 1);
    if (lane === undefined) return;
    for (let from = lane.at.length - 1; from >= 0; from -= 1) {
      const beginning = program.slice(0, lane.at[from]);
      for (const word of this.#separatorsOf(lane.states[from]!)) {
        const candidate = [...beginning, ...this.#callsOf(word, lane.slot)];
        if (compareSimplicity(candidate, program) < 0) yield candidate;
      }
    }
  }

  *#detour(program: Program, { slot, at, states }: Lane, from: number, to: number): Generator<Program> {
    const way = this.#waysFrom(states[from]!)[states[to]!];
    if (way === undefined || way.length > to - from || from === to) return;
    const replaced = new Set(at.slice(from, to));
    const candidate = program.flatMap((call, index) => {
      if (index === at[from]) return this.#callsOf(way, slot);
      return replaced.has(index) ? [] : [call];
    });
    if (candidate.length > 0 && compareSimplicity(candidate, program) < 0) yield candidate;
  }

  /** Those lanes that the automaton can follow to their ends. */
  #lanes(program: Program): readonly Lane[] {
    const slots = [...new Set(program.flatMap(({ channel }) => (typeof channel === 'number' ? [channel] : [])))];
    return slots.flatMap((slot): Lane[] => {
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

  #inputOf(call: Call): number | undefined {
    const onFirst = typeof call.channel === 'number' && call.channel !== 0 ? { ...call, channel: 0 } : call;
    return this.#inputs.get(printCall(onFirst as Call));
  }

  #next(state: number, input: number): number {
    return this.#automaton.next[state * this.#automaton.inputs.length + input]!;
  }

  #callsOf(word: Word, slot: number): readonly Call[] {
    const program = programOf(word, this.#automaton);
    return slot === 0
      ? program
      : program.map((call): Call => (call.channel === 0 ? ({ ...call, channel: slot } as Call) : call));
  }

  /** By state: the simplest of the shortest words that lead there. Layer by layer, the simplest word so far for each state. */
  #waysFrom(from: number): readonly (Word | undefined)[] {
    const known = this.#ways.get(from);
    if (known !== undefined) return known;
    const ways: (Word | undefined)[] = this.#automaton.states.map((_, state) => (state === from ? [] : undefined));
    for (let layer = [from]; layer.length > 0;) {
      const reached = new Map<number, Word>();
      for (const state of layer) {
        for (let input = 0; input < this.#automaton.inputs.length; input += 1) {
          const next = this.#next(state, input);
          if (next < 0 || ways[next] !== undefined) continue;
          const word = [...ways[state]!, input];
          const best = reached.get(next);
          if (best === undefined || this.#isSimpler(word, best)) reached.set(next, word);
        }
      }
      for (const [state, word] of reached) ways[state] = word;
      layer = [...reached.keys()];
    }
    this.#ways.set(from, ways);
    return ways;
  }

  #isSimpler(word: Word, other: Word): boolean {
    return compareSimplicity(programOf(word, this.#automaton), programOf(other, this.#automaton)) < 0;
  }

  /**
   * A shortest word for each other state that can be told from this one, simplest first. Few words are allowed both on a slot
   * and on an empty one, so there every way into use goes with any call behind it.
   */
  #separatorsOf(state: number): readonly Word[] {
    const known = this.#separators.get(state);
    if (known !== undefined) return known;
    const { states } = this.#automaton;
    const separators = states.flatMap((_, other): readonly Word[] => {
      const word = other === state ? undefined : shortestSeparator(this.#automaton, state, other);
      return word === undefined ? [] : [word];
    });
    const words = isLive(states[state]!.life) ? separators : [...separators, ...this.#waysOut(state)];
    const once = [...new Map(words.map((word) => [word.join(), word])).values()];
    const simplestFirst = once.toSorted((a, b) => (this.#isSimpler(a, b) ? -1 : 1));
    this.#separators.set(state, simplestFirst);
    return simplestFirst;
  }

  #waysOut(state: number): readonly Word[] {
    const legal = (from: number) =>
      this.#automaton.inputs.flatMap((_, input) => (this.#next(from, input) < 0 ? [] : [input]));
    return legal(state)
      .filter((input) => this.#next(state, input) !== state)
      .flatMap((input) => legal(this.#next(state, input)).map((following) => [input, following]));
  }
}

/** 1, 2, 4 and so on below `length`, then from the last of these closer and closer to it. */
function bisection(length: number): readonly number[] {
  const lengths: number[] = [];
  for (let kept = 1; kept < length; kept *= 2) lengths.push(kept);
  for (let low = lengths.at(-1) ?? length; low + 1 < length;) {
    low = (low + length) >> 1;
    lengths.push(low);
  }
  return lengths;
}
