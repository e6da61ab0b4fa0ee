/**
 * All programs over an alphabet as a tree: a node is a sequence of calls, an edge the next call with the answer that the automaton
 * gives. Both ways of exploring it take the edges in the same order, so that both find the same program.
 */
import type { Answer } from '../../spec/answer.ts';
import type { Automaton } from '../machine/automaton.ts';
import type { Call, Slot } from '../../spec/call.ts';
import type { Program } from '../target.ts';

/** A call that may be made in a state, where it leads, and what it has to be answered. */
export interface Edge {
  readonly call: Call;
  readonly next: number;
  readonly answer: Answer;
}

export interface Exploration {
  readonly tree: ProgramTree;
  /** All programs of up to so many calls are tried. */
  readonly depth: number;
  /** How many programs of just that many calls may be tried. */
  readonly programsMax: number;
  /** A program whose last call was answered otherwise than the automaton has it. Return `stop` to end the search. */
  readonly onSurprise: (program: Program) => 'go on' | 'stop';
}

export interface Explored {
  /** Programs of the full depth. */
  readonly programs: number;
  /** What they and their beginnings cost. */
  readonly calls: number;
  /** Whether every program was tried; what begins with a surprise is not gone into. */
  readonly complete: boolean;
}

/** A way of trying the programs of a tree on a target. */
export type Explore = (exploration: Exploration) => Explored | Promise<Explored>;

/** Which slots the programs of a tree may use. */
export interface Slots {
  readonly names: readonly Slot[];
  /** `in turn`: the next one only once the one before is taken, which is enough where their names mean nothing. */
  readonly taken: 'in turn' | 'in any order';
}

/** The first so many slots, in turn. */
export function slotsInTurn(count: number): Slots {
  return { names: Array.from({ length: count }, (_, slot) => slot), taken: 'in turn' };
}

export class ProgramTree {
  /** How many slots a program may use. In what follows a slot goes by its place among them. */
  readonly slots: number;
  readonly #isInTurn: boolean;
  /** By slot and state. */
  readonly #edges: readonly (readonly (readonly Edge[])[])[];

  constructor(automaton: Automaton, { names, taken }: Slots) {
    this.slots = names.length;
    this.#isInTurn = taken === 'in turn';
    this.#edges = names.map((name, place) =>
      automaton.states.map((_state, state) => edgesFrom(automaton, state, name, place === 0)),
    );
  }

  edges(slot: number, state: number): readonly Edge[] {
    return this.#edges[slot]![state]!;
  }

  /** How many programs of up to `depth` calls there are, counted no further than a little beyond `max`. */
  count(depth: number, max: number): number {
    let count = 0;
    let layer = new Map([[String(new Int16Array(this.slots)), { states: new Int16Array(this.slots), programs: 1 }]]);
    for (let length = 1; length <= depth && count <= max; length += 1) {
      const following: typeof layer = new Map();
      for (const { states, programs } of layer.values()) {
        for (let slot = 0; slot < this.#nextInTurn(states); slot += 1) {
          for (const { next } of this.edges(slot, states[slot]!)) {
            const reached = states.with(slot, next);
            count += programs * this.#namings(reached);
            const key = String(reached);
            const known = following.get(key);
            if (known === undefined) following.set(key, { states: reached, programs });
            else known.programs += programs;
          }
        }
        if (count > max) break;
      }
      layer = following;
    }
    return count;
  }

  /** How many slots may be named by the next call. `states`: of each channel, by slot. */
  slotsToTry(states: Int16Array): number {
    return this.#isInTurn ? this.#nextInTurn(states) : this.slots;
  }

  #nextInTurn(states: Int16Array): number {
    let slots = 1;
    while (slots < this.slots && states[slots - 1] !== 0) slots += 1;
    return slots;
  }

  /** How many programs differ only in the names of the slots that they use. */
  #namings(states: Int16Array): number {
    let namings = 1;
    if (!this.#isInTurn) for (let used = 0; states[used]; used += 1) namings *= this.slots - used;
    return namings;
  }
}

/** Handles that name no channel are only tried on the first slot, since they are the same ones on each. */
function edgesFrom(
  { inputs, next, output, answers }: Automaton,
  state: number,
  slot: Slot,
  isFirst: boolean,
): readonly Edge[] {
  return inputs.flatMap((input, index): Edge[] => {
    const cell = state * inputs.length + index;
    const onChannel = typeof input.channel === 'number';
    if (next[cell]! < 0 || (!onChannel && !isFirst)) return [];
    const call = onChannel ? { ...input, channel: slot } : input;
    return [{ call, next: next[cell]!, answer: answers[output[cell]!]! }];
  });
}
