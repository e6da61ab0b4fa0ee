/**
 * complete-k: a suite that no faulty implementation survives whose states are all reached within k calls of the states that
 * the specification reaches. Every state of the automaton is reached, every row of up to k+1 calls is made there, and
 * wherever it leads the state is looked at (the HSI method, a member of the Wp family).
 *
 * The guarantee is k-A-completeness: Vaandrager and Melse, "Completeness of FSM Test Suites Reconsidered". It assumes a
 * deterministic implementation on which a fresh start works, and the abstract alphabet. Why it holds, for a partial machine:
 * call inner what is reached by a way of the state cover and up to k calls, and outer what is reached by one more. Of an outer
 * and an inner place the states are the same, or can be told apart by no word, or both places are looked at by a word that
 * tells them apart; a test finds that word in the suite for each two of them. Of an implementation that passes take the pairs of
 * a state of the automaton and one of its own that meet at inner places. From each pair every call is answered as it should
 * be. It leads to such a pair again: the implementation's state at an outer place is also that at an inner one, and is no
 * state from which the outer place is told; if it is also not mistaken for one that no word tells apart, both places have
 * the same state of the automaton. So no row of calls, however long, leads out of these pairs.
 *
 * The machine is partial, so some of its states are told apart by no word that both allow, and an implementation that mistakes
 * one for the other is outside of the guarantee: `mergeable` names these pairs, the known hole. It is made small: where such
 * a state is reached, the calls that it alone allows are made and followed up. Those that lead out of it each begin a program;
 * those that do not stand in one row, with a look behind it.
 *
 * On two channels the machine is their product, and the guarantee the same: no call on one channel, in any two states of
 * both, is answered otherwise or changes the other channel. What is looked at is both channels, one after the other. That
 * is enough, since by the oracle they are independent: a word on one slot is legal whatever the state of the other, and
 * two states of the product that differ in one channel are told apart by that channel's row. The calls that lead out of a state
 * do not follow it up here: what becomes of a channel that was mistaken for another one is seen on one channel.
 */
import type { Automaton } from '../machine/automaton.ts';
import { channelProduct } from '../machine/channel-product.ts';
import { abstractMachine, programOf } from '../machine/machine.ts';
import { identify } from '../machine/identification.ts';
import type { Identification, TransitionTable, Word } from '../machine/identification.ts';
import { suiteTree, wordsOf } from './complete-suite.ts';
import type { SuiteTree } from './complete-suite.ts';
import type { Strategy, StrategyContext } from './generate.ts';

/** A complete suite, and what its words are made of. */
export interface CompleteSuite {
  readonly table: TransitionTable;
  readonly tree: SuiteTree;
}

export function completeSuite(automaton: Automaton, k: number, channels = 1): CompleteSuite {
  const identification = identify(automaton);
  if (channels === 1) {
    const followUps = automaton.states.map((_, state) => followUpsOf(automaton, identification, state));
    return { table: automaton, tree: suiteTree(automaton, (state) => followUps[state]!, k) };
  }
  const product = channelProduct(automaton, channels);
  const looks = automaton.states.map((_, state) => looksAt(automaton, identification, state));
  const followUps = (state: number) =>
    product
      .statesOf(state)
      .map((own, slot) => looks[own]!.map((word) => word.map((input) => product.inputOn(slot, input))))
      .reduce((rows, words) => rows.flatMap((row) => words.map((word) => [...row, ...word])));
  return { table: product, tree: suiteTree(product, followUps, k) };
}

/** The rows of a state, and behind them what else may be asked of it: where a row leads elsewhere, in a word of its own. */
function looksAt(automaton: Automaton, { rows, stays }: Identification, state: number): readonly Word[] {
  const [row = [], ...others] = rows[state]!;
  const more = stays[state]!.filter((input) => !row.includes(input));
  const isInOne = more.length === 0 || reached(automaton, state, row) === state;
  return isInOne ? [[...row, ...more], ...others] : [row, more, ...others];
}

/** The looks at a state, each with one more behind it, and its exits with a look at where they lead. */
function followUpsOf(automaton: Automaton, identification: Identification, state: number): readonly Word[] {
  const { rows, exits } = identification;
  const firstRow = (word: Word) => rows[reached(automaton, state, word)]![0] ?? [];
  return [
    ...looksAt(automaton, identification, state).map((word) => [...word, ...firstRow(word)]),
    ...exits[state]!.flatMap((exit) => {
      const words = rows[reached(automaton, state, [exit])]!;
      return words.length === 0 ? [[exit]] : words.map((row) => [exit, ...row]);
    }),
  ];
}

/** Where a legal word leads. */
function reached({ inputs, next }: Automaton, state: number, word: Word): number {
  return word.reduce((at, input) => next[at * inputs.length + input]!, state);
}

/** The words of the suites on one channel for 0 to `k` more states, each suite in turn, laid out anew each time. */
export function completeWords(automaton: Automaton, k: number): Iterable<Word> {
  return {
    *[Symbol.iterator]() {
      for (let stage = 0; stage <= k; stage += 1) yield* wordsOf(completeSuite(automaton, stage).tree);
    },
  };
}

/** Every legal row of at most `length` inputs out of a state, with the state that it reaches; none is kept. */
export function* wordsFrom(
  automaton: Automaton,
  state: number,
  length: number,
  word: Word = [],
): Generator<{ word: Word; reached: number }> {
  const { inputs, next } = automaton;
  yield { word, reached: state };
  if (length === 0) return;
  for (let input = 0; input < inputs.length; input += 1) {
    const successor = next[state * inputs.length + input]!;
    if (successor >= 0) yield* wordsFrom(automaton, successor, length - 1, [...word, input]);
  }
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

const ASSUMPTIONS =
  'deterministic, fresh start works, abstract alphabet, states that no call tells apart not mistaken for each other';

function reach(k: number, channels: number): string {
  if (k === 0) return channels === 1 ? 'those of the page' : 'those that two independent channels have together';
  const within = `each reached within ${k} ${k === 1 ? 'call' : 'calls'}`;
  return channels === 1
    ? `${within} of the page's own`
    : `${within} of those that two independent channels have together`;
}

/** Suites that were grown: the next campaign in this process most often wants the same ones. */
const SUITES = new Map<string, CompleteSuite>();
const SUITES_MAX = 8;

function suiteFor({ capabilities, reading, profile }: StrategyContext, k: number, channels: number): CompleteSuite {
  const key = JSON.stringify([k, channels, [...capabilities], reading, profile()]);
  const known = SUITES.get(key);
  if (known !== undefined) return known;
  if (SUITES.size >= SUITES_MAX) SUITES.clear();
  const suite = completeSuite(abstractMachine(capabilities, reading, profile()), k, channels);
  SUITES.set(key, suite);
  return suite;
}

/**
 * On one channel, or on two: then it is about what one does to the other. The suites for fewer states come first, since what is
 * simple is then found soon, and a run that is cut short has been complete for some of them.
 */
export function completeStrategy(k: number, channels: 1 | 2 = 1): Strategy {
  const where = channels === 1 ? 'one channel' : 'two channels';
  const stages = (context: StrategyContext) =>
    Array.from({ length: k + 1 }, (_, stage) => suiteFor(context, stage, channels));
  const sum = (suites: readonly CompleteSuite[], of: 'programs' | 'calls') =>
    suites.reduce((total, { tree }) => total + tree[of], 0);
  return {
    name: channels === 1 ? `complete-${k}` : `two-channels-${k}`,
    guarantee: `kills every implementation whose states are ${reach(k, channels)} (${where}, ${ASSUMPTIONS})`,
    extent: (context) => ({ programs: sum(stages(context), 'programs'), calls: sum(stages(context), 'calls') }),
    completeAfter: (context) => stages(context).map((_, stage, suites) => sum(suites.slice(0, stage + 1), 'programs')),
    *programs(context) {
      for (const { table, tree } of stages(context)) {
        for (const word of wordsOf(tree)) yield programOf(word, table);
      }
    },
  };
}
