/**
 * Telling states of the automaton apart: for each pair the calls after which no implementation can look like both, and for
 * each state a row of such words (harmonized state identifiers: any two states share the beginning that separates them). What
 * no word tells apart is looked at by the calls that only the one of two states allows.
 */
import { excludes } from './automaton.ts';
import type { Automaton } from './automaton.ts';

/** Inputs by their index in the automaton. */
export type Word = readonly number[];

export interface Identification {
  /**
   * By state: rows of calls, in nearly all cases one, that tell it from every other state from which it can be told. Any two
   * states share the beginning that separates them.
   */
  readonly rows: readonly (readonly Word[])[];
  /** By state: the calls that a state which cannot be told from it does not allow or answers otherwise, and that stay there. */
  readonly stays: readonly Word[];
  /** By state: such calls that lead elsewhere. */
  readonly exits: readonly Word[];
  /** Pairs of states that no word tells apart: an implementation may merge them, and no test sees it. */
  readonly inseparable: readonly StatePair[];
}

type StatePair = readonly [number, number];

/** Longer words never separated anything on this machine; the bound only keeps a broken table from searching for ever. */
const WORD_MAX = 6;

const IDENTIFIED = new WeakMap<Automaton, Identification>();

export function identify(automaton: Automaton): Identification {
  const known = IDENTIFIED.get(automaton);
  if (known !== undefined) return known;
  const states = automaton.states.map((_, state) => state);
  const pairs = states.flatMap((a) => states.slice(a + 1).map((b): StatePair => [a, b]));
  const separators = pairs.map(([a, b]) => shortestSeparator(automaton, a, b));
  const inseparable = pairs.filter((_, pair) => separators[pair] === undefined);
  const rows = harmonizedRows(
    automaton,
    pairs.filter((_, pair) => separators[pair] !== undefined),
    withoutRepeats(separators.filter((word) => word !== undefined)),
  );
  const own = states.map((state) => ownCalls(automaton, state, inseparable));
  const isStay = (state: number, input: number) => automaton.next[state * automaton.inputs.length + input] === state;
  const identification = {
    rows,
    stays: own.map((calls, state) => calls.filter((input) => isStay(state, input))),
    exits: own.map((calls, state) => calls.filter((input) => !isStay(state, input))),
    inseparable,
  };
  IDENTIFIED.set(automaton, identification);
  return identification;
}

/** Greedy: a row grows by the word, and at the place, that separates most of the pairs that are left. */
function harmonizedRows(automaton: Automaton, separable: readonly StatePair[], words: readonly Word[]): Word[][] {
  const rows: Word[][] = automaton.states.map(() => []);
  for (let left = separable; left.length > 0;) {
    const row = grownRow(automaton, left, words);
    const separated = left.filter(([a, b]) => separates(automaton, row, a, b));
    for (const state of new Set(separated.flat())) rows[state]!.push(legalBeginning(automaton, state, row));
    left = left.filter((pair) => !separated.includes(pair));
  }
  return rows;
}

function grownRow(automaton: Automaton, pairs: readonly StatePair[], words: readonly Word[]): Word {
  const separated = (row: Word) => pairs.filter(([a, b]) => separates(automaton, row, a, b)).length;
  let best = { row: [] as Word, separated: 0 };
  for (let last; last !== best;) {
    last = best;
    for (const row of words.flatMap((word) => insertions(last.row, word))) {
      const longer = { row, separated: separated(row) };
      const isBetter = longer.separated - best.separated || (best === last ? 0 : best.row.length - row.length);
      if (isBetter > 0) best = longer;
    }
  }
  return best.row;
}

/** The row with the word put in at each of its places. */
function insertions(row: Word, word: Word): readonly Word[] {
  return Array.from({ length: row.length + 1 }, (_, at) => [...row.slice(0, at), ...word, ...row.slice(at)]);
}

function legalBeginning({ inputs, next }: Automaton, state: number, word: Word): Word {
  let at = state;
  const illegal = word.findIndex((input) => (at = next[at * inputs.length + input]!) < 0);
  return illegal < 0 ? word : word.slice(0, illegal);
}

/**
 * The calls that some state which cannot be told from this one does not allow or answers otherwise. Nothing is bound to
 * the slot at the start; what is, is not mistaken for nothing.
 */
function ownCalls({ inputs, next, output }: Automaton, state: number, inseparable: readonly StatePair[]): Word {
  const alike = inseparable.filter((pair) => pair.includes(state)).map(([a, b]) => (a === state ? b : a));
  const differs = (other: number, input: number) =>
    output[state * inputs.length + input] !== output[other * inputs.length + input];
  return inputs.flatMap((_, input) =>
    next[state * inputs.length + input]! >= 0 && alike.some((other) => other !== 0 && differs(other, input))
      ? [input]
      : [],
  );
}

function withoutRepeats(words: readonly Word[]): readonly Word[] {
  return [...new Map(words.map((word) => [word.join(), word])).values()];
}

/**
 * Words in which an answer excludes what the other state would have answered; legal in both states until then. Asked some
 * hundred thousand times before the first program runs.
 */
export function separates({ inputs, next, output, answers }: Automaton, word: Word, a: number, b: number): boolean {
  const width = inputs.length;
  let left = a;
  let right = b;
  for (let at = 0; at < word.length; at += 1) {
    const cellLeft = left * width + word[at]!;
    const cellRight = right * width + word[at]!;
    left = next[cellLeft]!;
    right = next[cellRight]!;
    if (left < 0 || right < 0) return false;
    const answerLeft = output[cellLeft]!;
    const answerRight = output[cellRight]!;
    if (answerLeft !== answerRight && excludes(answers[answerLeft]!, answers[answerRight]!)) return true;
  }
  return false;
}

/** The first of the shortest words that tell two states apart, breadth first over pairs of states. */
export function shortestSeparator(automaton: Automaton, a: number, b: number): Word | undefined {
  const { inputs, next, output, answers } = automaton;
  const width = inputs.length;
  const seen = new Set([`${a} ${b}`]);
  let front: { readonly left: number; readonly right: number; readonly word: Word }[] = [
    { left: a, right: b, word: [] },
  ];
  for (let length = 1; length <= WORD_MAX && front.length > 0; length += 1) {
    const following: typeof front = [];
    for (const { left, right, word } of front) {
      for (let input = 0; input < width; input += 1) {
        const [cellLeft, cellRight] = [left * width + input, right * width + input];
        if (next[cellLeft]! < 0 || next[cellRight]! < 0) continue;
        if (excludes(answers[output[cellLeft]!]!, answers[output[cellRight]!]!)) return [...word, input];
        const pair = `${next[cellLeft]} ${next[cellRight]}`;
        if (seen.has(pair) || next[cellLeft] === next[cellRight]) continue;
        seen.add(pair);
        following.push({ left: next[cellLeft]!, right: next[cellRight]!, word: [...word, input] });
      }
    }
    front = following;
  }
  return undefined;
}

/** States as they follow from each other: an automaton, or a product of several. */
export type TransitionTable = Pick<Automaton, 'inputs' | 'next'>;

/** The shortest way from the start to each state. */
export function stateCover({ inputs, next }: TransitionTable): readonly Word[] {
  const words = new Map<number, Word>([[0, []]]);
  for (const [state, word] of words) {
    for (let input = 0; input < inputs.length; input += 1) {
      const successor = next[state * inputs.length + input]!;
      if (successor >= 0 && !words.has(successor)) words.set(successor, [...word, input]);
    }
  }
  return Array.from({ length: words.size }, (_, state) => words.get(state)!);
}
