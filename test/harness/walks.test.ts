/**
 * What the walks say of themselves, counted again by hand.
 */
import { describe, expect, it } from 'vitest';
import { walkWords, WALK_CALLS } from '../../harness/generate/walks.ts';
import type { Automaton } from '../../harness/machine/automaton.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import type { Word } from '../../harness/machine/identification.ts';
import { abstractMachine, transitionsOf } from '../../harness/machine/machine.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';
import { benchOf } from '../score/mutants/machine.ts';
import { mutantsOf } from '../score/mutants/mutants.ts';
import { recordedKill } from '../score/peers/recording.ts';

const BUDGET = 20_000;

const machineOf = (capabilities: readonly Capability[]) =>
  abstractMachine(new Set(capabilities), 'documented', DEFAULT_PROFILE);
const full = machineOf(CAPABILITIES.filter((capability) => !['offer-bytes', 'misuse', 'threads'].includes(capability)));
const MACHINES: readonly (readonly [string, Automaton])[] = [
  ['everything claimed', full],
  ['status only', machineOf([])],
  ['state-model', abstractMachine(new Set(CAPABILITIES), 'state-model', DEFAULT_PROFILE)],
  [
    'reset at disable',
    abstractMachine(new Set(CAPABILITIES), 'documented', { ...DEFAULT_PROFILE, 'after-disable': 'reset' }),
  ],
];

function walksOf(automaton: Automaton, seed: number, calls: number): readonly Word[] {
  const words = walkWords(automaton, seed);
  return Array.from({ length: Math.ceil(calls / WALK_CALLS) }, () => words.next().value as Word);
}

/** Calls each function with the cells of a walk, the state before and after. */
function follow({ inputs, next }: Automaton, word: Word, visit: (cell: number, isStay: boolean) => void): void {
  let state = 0;
  for (const input of word) {
    const cell = state * inputs.length + input;
    visit(cell, next[cell] === state);
    state = next[cell]!;
    if (state < 0) throw new Error(`call ${input} is not allowed`);
  }
}

/** Sequences of three calls that a hidden state could have lasted through, as strings: slow, and from the definition. */
function threesOf(automaton: Automaton, words: readonly Word[]): Set<string> {
  const width = automaton.inputs.length;
  const threes = new Set<string>();
  for (const word of words) {
    let firsts = new Set<number>();
    let pairs = new Map<string, number>();
    follow(automaton, word, (cell, isStay) => {
      const input = cell % width;
      for (const pair of pairs.keys()) threes.add(`${pair} ${input}`);
      if (!isStay) {
        pairs = new Map([...firsts].map((first) => [`${first} ${input}`, first]));
        firsts = new Set([cell]);
        return;
      }
      const isTwice = pairs.has(`${cell} ${input}`);
      for (const [pair, first] of pairs) if (first === cell) pairs.delete(pair);
      for (const first of firsts) if (first !== cell || !isTwice) pairs.set(`${first} ${input}`, first);
      firsts.add(cell);
    });
  }
  return threes;
}

function possibleThrees({ inputs, next }: Automaton): number {
  const legal = (state: number) => [...inputs.keys()].filter((input) => next[state * inputs.length + input]! >= 0);
  const after = (cell: number) =>
    next[cell]! < 0 ? [] : legal(next[cell]!).map((input) => next[cell]! * inputs.length + input);
  return [...next.keys()].flatMap(after).flatMap(after).length;
}

describe.each(MACHINES)('walks, %s', (_, automaton) => {
  it('are of full length, allowed call by call, and the same for the same seed', () => {
    const words = walksOf(automaton, 1, 3_000);
    expect(words.every((word) => word.length === WALK_CALLS)).toBe(true);
    for (const word of words) follow(automaton, word, () => undefined);
    expect(walksOf(automaton, 1, 3_000)).toEqual(words);
    expect(walksOf(automaton, 2, 3_000)).not.toEqual(words);
  });

  it('make every call in every state within three walks', () => {
    const cells = new Set<number>();
    for (const word of walksOf(automaton, 3, 3 * WALK_CALLS)) follow(automaton, word, (cell) => cells.add(cell));
    expect(cells.size).toBe(transitionsOf(automaton));
  });

  it('still go everywhere after a hundred thousand calls', { tags: ['slow'] }, () => {
    const late = walksOf(automaton, 4, 100_000).slice(-80);
    const cells = new Set<number>();
    for (const word of late) follow(automaton, word, (cell) => cells.add(cell));
    expect(cells.size).toBe(transitionsOf(automaton));
  });
});

describe('hidden states', () => {
  it('are looked for in all but a few of the sequences through which they could last', () => {
    const seen = threesOf(full, walksOf(full, 5, BUDGET)).size;
    expect(seen / possibleThrees(full)).toBeGreaterThan(0.998);
  });

  it('are found early, one and two of them, on a sample that is not the published one', () => {
    const bench = benchOf(full);
    const walks = [6, 7].map((seed) => walksOf(full, seed, BUDGET));
    const mean = (kind: 'one extra state' | 'two extra states') => {
      const kills = mutantsOf(bench, kind, 150, 99).flatMap(({ machine }) =>
        walks.map((words) => recordedKill(bench, machine, words, BUDGET) || BUDGET),
      );
      return kills.reduce((sum, kill) => sum + kill, 0) / kills.length / transitionsOf(full);
    };
    expect(mean('one extra state')).toBeLessThan(3);
    expect(mean('two extra states')).toBeLessThan(8);
  });
});
