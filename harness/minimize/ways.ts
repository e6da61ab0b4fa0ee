/**
 * Steps towards a simpler program that know the tabulated oracle: where the program has been led about, the simplest way
 * between the same two states instead, and at its end the shortest words that tell the state from others. A fault that hides
 * deep in a long walk comes out in few runs, since all but the last stretch of it is replaced at once.
 */
import type { Call, CallKind } from '../../spec/call.ts';
import type { Automaton } from '../../spec/automaton.ts';
import { isLive } from '../../spec/model.ts';
import { programOf } from '../generate/abstract-machine.ts';
import { shortestSeparator } from '../generate/identification.ts';
import type { Word } from '../generate/identification.ts';
import { printCall } from '../program.ts';
import type { Program } from '../target.ts';
import type { Steps } from './reductions.ts';
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
const DETOURS_LANE_MAX = 24;
const SHORT_LANE = 8;
/** After so many places from which no jump succeeded, other steps are cheaper. */
const MISSES_MAX = 3;

const READS: readonly CallKind[] = ['readReservation', 'readOffer', 'getMmioSpace'];

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
  *jumps(program: Program): Steps {
    let left = program;
    const lanes = this.#lanes(program);
    for (const { slot, at } of lanes) {
      // One of several lanes that is short is most likely a simplest way already.
      if (lanes.length > 1 && at.length <= SHORT_LANE) continue;
      let misses = 0;
      for (let anchor = 0; misses < MISSES_MAX;) {
        const before = left;
        left = yield* this.#jumpFrom(left, slot, anchor, Infinity);
        const lane = this.#lane(left, slot);
        if (lane === undefined) break;
        misses = left === before ? misses + 1 : 0;
        anchor = this.#nextAnchor(lane, anchor);
        if (anchor >= lane.at.length) break;
      }
    }
  }

  /** Only from the start, and only to the last few calls. */
  *jumpsToEnd(program: Program, keptMax: number): Steps {
    let left = program;
    for (const { slot } of this.#lanes(program)) left = yield* this.#jumpFrom(left, slot, 0, keptMax);
  }

  /** From the anchor to as few calls before the end as still fail: that number doubled until they do, and then bisected. */
  *#jumpFrom(
    program: Program,
    slot: number,
    anchor: number,
    keptMax: number,
  ): Generator<Program, Program, Program | undefined> {
    let left = program;
    let tooFew = 0;
    let enough: number | undefined;
    for (;;) {
      const lane = this.#lane(left, slot);
      const most = (lane?.at.length ?? 0) - anchor;
      const kept =
        enough === undefined && tooFew * 2 < most ? Math.max(1, tooFew * 2) : (tooFew + (enough ?? most)) >> 1;
      if (lane === undefined || kept === tooFew || kept >= most || kept > keptMax) return left;
      const candidate = this.#detour(left, lane, anchor, lane.at.length - kept);
      const simpler = candidate && (yield candidate);
      if (simpler === undefined) {
        tooFew = kept;
      } else {
        left = simpler;
        enough = kept;
      }
    }
  }

  /** The end of the shortest way that the lane takes from there: to jump from within it would leave the way as it is. */
  #nextAnchor({ states }: Lane, anchor: number): number {
    const ways = this.#waysFrom(states[anchor]!);
    let end = anchor + 1;
    while (end + 1 < states.length && ways[states[end + 1]!]?.length === end + 1 - anchor) end += 1;
    return ways[states[end]!]?.length === end - anchor ? end : anchor + 1;
  }

  /** Any stretch of a lane replaced by the simplest way between the same two states. */
  *detours(program: Program): Steps {
    for (const lane of this.#lanes(program)) {
      const length = lane.at.length;
      if (length > DETOURS_LANE_MAX) continue;
      for (let size = length; size >= 1; size -= 1) {
        for (let from = 0; from + size <= length; from += 1) {
          const candidate = this.#detour(program, lane, from, from + size);
          if (candidate !== undefined && (yield candidate) !== undefined) return;
        }
      }
    }
  }

  /**
   * No call but the last that leaves its channel as it is by the oracle: a fault that counts needs only those that move. Start
   * and Pause move something too, of which the table knows nothing; and the first read may settle an open question.
   */
  *withoutIdling(program: Program): Steps {
    const idle = new Set(
      this.#lanes(program).flatMap(({ at, states }) => at.filter((_, place) => states[place] === states[place + 1])),
    );
    idle.delete(program.length - 1);
    const isFirst = ({ kind }: Call, at: number) => program.findIndex((call) => call.kind === kind) === at;
    const isPause = ({ kind }: Call) => kind === 'start' || kind === 'pause';
    const isRead = ({ kind }: Call) => READS.includes(kind);
    const isKept: readonly ((call: Call, at: number) => boolean)[] = [
      () => false,
      isFirst,
      (call, at) => isPause(call) || isFirst(call, at),
      (call) => isPause(call) || isRead(call),
    ];
    for (const keeps of isKept) {
      const candidate = program.filter((call, at) => !idle.has(at) || keeps(call, at));
      if (candidate.length < program.length && (yield candidate) !== undefined) return;
    }
  }

  /** What leaves a state and comes back, so many times or more, done in two calls each time. */
  *shorterTurns(program: Program, turnsMin: number): Steps {
    for (const lane of this.#lanes(program)) {
      for (const state of new Set(lane.states)) {
        const turns = turnsAt(lane, state).filter(({ from, to }) => to - from > 2);
        if (turns.length < turnsMin) continue;
        for (const loop of this.#loopsOfTwo(state)) {
          // From the last to the first, so that what is replaced leaves the places before it as they are.
          const shorter = turns.reduceRight(
            (left, { from, to }) => this.#replaced(left, lane, from, to, loop),
            program,
          );
          if ((yield shorter) !== undefined) return;
        }
      }
    }
  }

  /** Words of two calls that leave the state and come back. */
  #loopsOfTwo(state: number): readonly Word[] {
    const inputs = this.#automaton.inputs.map((_, input) => input);
    return inputs
      .filter((out) => this.#next(state, out) >= 0 && this.#next(state, out) !== state)
      .flatMap((out) =>
        inputs.filter((back) => this.#next(this.#next(state, out), back) === state).map((back) => [out, back]),
      );
  }

  /** The end of the program replaced by a short word that tells the state before it from another. */
  *endings(program: Program): Steps {
    const lanes = this.#lanes(program);
    const lane = lanes.find(({ at }) => at.at(-1) === program.length - 1);
    if (lane === undefined) return;
    for (let from = lane.at.length - 1; from >= 0; from -= 1) {
      // Beside other channels a new one at the end tells nothing.
      if (lanes.length > 1 && !isLive(this.#automaton.states[lane.states[from]!]!.life)) continue;
      for (const candidate of this.#ended(program, lane, from)) if ((yield candidate) !== undefined) return;
    }
  }

  /** The same where there is much to cut off: half of a program that is one lane, a quarter, and so on. */
  *cuts(program: Program): Steps {
    let left = program;
    for (let cut = program.length >> 1; cut >= 2; cut >>= 1) {
      const [lane, ...others] = this.#lanes(left);
      if (lane === undefined || others.length > 0) return;
      const from = lane.at.length - cut;
      // Every way into use goes with any call behind it: too many to try on a long program.
      if (from >= 0 && !isLive(this.#automaton.states[lane.states[from]!]!.life)) continue;
      for (const candidate of from < 0 ? [] : this.#ended(left, lane, from)) {
        const simpler = yield candidate;
        if (simpler === undefined) continue;
        left = simpler;
        break;
      }
    }
  }

  *#ended(program: Program, lane: Lane, from: number): Generator<Program> {
    const beginning = program.slice(0, lane.at[from]);
    for (const word of this.#separatorsOf(lane.states[from]!)) {
      const candidate = [...beginning, ...this.#callsOf(word, lane.slot)];
      if (compareSimplicity(candidate, program) < 0) yield candidate;
    }
  }

  #detour(program: Program, lane: Lane, from: number, to: number): Program | undefined {
    const way = this.#waysFrom(lane.states[from]!)[lane.states[to]!];
    if (way === undefined || way.length > to - from || from === to) return undefined;
    const candidate = this.#replaced(program, lane, from, to, way);
    return candidate.length > 0 && compareSimplicity(candidate, program) < 0 ? candidate : undefined;
  }

  #replaced(program: Program, { slot, at }: Lane, from: number, to: number, word: Word): Program {
    const replaced = new Set(at.slice(from, to));
    return program.flatMap((call, index) => {
      if (index === at[from]) return this.#callsOf(word, slot);
      return replaced.has(index) ? [] : [call];
    });
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

  #lane(program: Program, slot: number): Lane | undefined {
    return this.#lanes(program).find((lane) => lane.slot === slot);
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

/** Where the lane leaves the state, and where it is back for the first time. */
function turnsAt({ states }: Lane, state: number): readonly { readonly from: number; readonly to: number }[] {
  const visits = states.flatMap((visited, place) => (visited === state ? [place] : []));
  return visits.slice(1).map((to, index) => ({ from: visits[index]!, to }));
}
