/**
 * complete-k: a suite that no faulty implementation survives whose states are all reached within k calls of the states that
 * the specification reaches. Every state of the automaton is reached, every row of up to k+1 calls is made there, and
 * wherever it leads the state is identified (the HSI method, a member of the Wp family).
 *
 * The guarantee is k-A-completeness: Vaandrager and Melse, "Completeness of FSM Test Suites Reconsidered". It assumes a
 * deterministic implementation on which a fresh start works, and one channel under the abstract alphabet. The machine is
 * partial, so some of its states are told apart by no call that both allow: where such a state is reached, the calls that it
 * alone allows are made and followed up, but an implementation that mistakes one for the other deeper down may pass.
 * `mergeable` names these pairs: the known hole.
 */
import type { Automaton } from '../machine/automaton.ts';
import { abstractMachine, programOf } from '../machine/machine.ts';
import { identify, stateCover } from '../machine/identification.ts';
import type { Identification, Word } from '../machine/identification.ts';
import type { Program } from '../target.ts';
import type { Strategy } from './generate.ts';

/** The words of the suite, those removed that are the beginning of another. */
export function completeWords(automaton: Automaton, k: number): readonly Word[] {
  const { identifiers } = identify(automaton);
  const root: Trie = new Map();
  for (const [state, way] of stateCover(automaton).entries()) {
    for (const { word, reached } of wordsFrom(automaton, state, k + 1)) {
      const ways = identifiers[reached]!.filter((identifier) => isLegal(automaton, reached, identifier));
      for (const identifier of ways.length > 0 ? ways : [[]]) insert(root, [...way, ...word, ...identifier]);
    }
  }
  return leaves(root);
}

type Trie = Map<number, Trie>;

function insert(root: Trie, word: Word): void {
  let node = root;
  for (const input of word) {
    let child = node.get(input);
    if (child === undefined) node.set(input, (child = new Map()));
    node = child;
  }
}

function leaves(root: Trie): readonly Word[] {
  const words: Word[] = [];
  const way: number[] = [];
  const below = (node: Trie) => {
    if (node.size === 0 && way.length > 0) words.push([...way]);
    for (const [input, child] of node) {
      way.push(input);
      below(child);
      way.pop();
    }
  };
  below(root);
  return words;
}

/** Every legal row of at most `length` inputs out of a state, with the state that it reaches. */
export function* wordsFrom(
  automaton: Automaton,
  state: number,
  length: number,
): Generator<{ word: Word; reached: number }> {
  const { inputs, next } = automaton;
  let front = [{ word: [] as Word, reached: state }];
  yield* front;
  for (let step = 0; step < length; step += 1) {
    front = front.flatMap(({ word, reached }) =>
      inputs.flatMap((_, input) => {
        const successor = next[reached * inputs.length + input]!;
        return successor < 0 ? [] : [{ word: [...word, input], reached: successor }];
      }),
    );
    yield* front;
  }
}

function isLegal({ inputs, next }: Automaton, state: number, word: Word): boolean {
  let at = state;
  for (const input of word) {
    at = next[at * inputs.length + input]!;
    if (at < 0) return false;
  }
  return true;
}

/** Pairs of states, in words, that an implementation may merge without any test seeing it. */
export function mergeable(automaton: Automaton, { inseparable }: Identification): readonly string[] {
  const name = (state: number) => {
    const { life, endpoint, held } = automaton.states[state]!;
    const reserved = `${held.mmioMegabytes}/${held.mmioMegabytesOptional}`;
    return life === 'freed' || life === 'absent' ? life : `${endpoint === 'client' ? 'client' : life} ${reserved}`;
  };
  return inseparable.map(([a, b]) => `${name(a)} = ${name(b)}`);
}

/** The last suite that was laid out: the next campaign in this process most often wants the same. */
let lastSuite: { readonly key: string; readonly programs: readonly Program[] } = { key: '', programs: [] };

const ASSUMPTIONS =
  'deterministic, fresh start works, one channel, abstract alphabet, states that no call tells apart not mistaken for each other';

function reach(k: number): string {
  if (k === 0) return 'those of the page';
  return `each reached within ${k} ${k === 1 ? 'call' : 'calls'} of the page's own`;
}

export function completeStrategy(k: number): Strategy {
  return {
    name: `complete-${k}`,
    guarantee: `kills every implementation whose states are ${reach(k)} (${ASSUMPTIONS})`,
    *programs({ capabilities, reading, profile }) {
      const key = JSON.stringify([k, [...capabilities], reading, profile()]);
      if (key !== lastSuite.key) {
        const automaton = abstractMachine(capabilities, reading, profile());
        lastSuite = { key, programs: completeWords(automaton, k).map((word) => programOf(word, automaton)) };
      }
      yield* lastSuite.programs;
    },
  };
}
