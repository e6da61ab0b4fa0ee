/**
 * Telling states of the automaton apart: for each pair the calls after which no implementation can look like both, and
 * for each state a small set of such words (harmonized state identifiers: any two states share the word that separates them).
 */
import { excludes } from './automaton.ts';
import type { Automaton } from './automaton.ts';

/** Inputs by their index in the automaton. */
export type Word = readonly number[];

export interface Identification {
  /**
   * By state: the words that tell it from every other state from which it can be told; and for each state from which it
   * cannot, the calls that only this state answers, or answers otherwise, each followed by words that tell where it leads.
   */
  readonly identifiers: readonly (readonly Word[])[];
  /** Pairs of states that no word tells apart: an implementation may merge them, and no test sees it. */
  readonly inseparable: readonly (readonly [number, number])[];
}

/** Longer words never separated anything on this machine; the bound only keeps a broken table from searching for ever. */
const WORD_MAX = 6;

export function identify(automaton: Automaton): Identification {
  const count = automaton.states.length;
  const identifiers = Array.from({ length: count }, () => [] as Word[]);
  const words = candidates(automaton);
  let pairs = Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_2, b) => [a, a + b + 1] as const),
  ).flat();
  // Greedy set cover: the word that separates most of the pairs that are left, for what it costs. Both states of a pair get it.
  for (;;) {
    const [best] = words
      .map((word) => ({ word, told: pairs.filter(([a, b]) => separates(automaton, word, a, b)) }))
      .toSorted((a, b) => b.told.length / (b.word.length + WAY_CALLS) - a.told.length / (a.word.length + WAY_CALLS));
    if (best === undefined || best.told.length === 0) break;
    for (const state of new Set(best.told.flat())) identifiers[state]!.push(best.word);
    pairs = pairs.filter((pair) => !best.told.includes(pair));
  }
  const harmonized = identifiers.map((list) => [...list]);
  for (const [a, b] of pairs) {
    identifiers[a]!.push(...ownCalls(automaton, a, b, harmonized));
    // Nothing is bound to the slot at the start; what is, is not mistaken for nothing.
    if (a !== 0) identifiers[b]!.push(...ownCalls(automaton, b, a, harmonized));
  }
  return { identifiers: identifiers.map(withoutRepeats), inseparable: pairs };
}

/** The calls that are allowed or answered otherwise in one state than in the other, each with what tells where it leads. */
function ownCalls(
  { inputs, next, output }: Automaton,
  state: number,
  other: number,
  identifiers: readonly (readonly Word[])[],
): readonly Word[] {
  return inputs.flatMap((_, input) => {
    const cell = state * inputs.length + input;
    const otherCell = other * inputs.length + input;
    if (next[cell]! < 0 || output[cell] === output[otherCell]) return [];
    return [[], ...identifiers[next[cell]!]!].map((word) => [input, ...word]);
  });
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

/** A word costs its calls, and much more the way into the state that a second program has to go again. */
const WAY_CALLS = 40;

/**
 * A shortest word for each pair that can be separated, and every row of up to three of them: one program that looks at three
 * things is cheaper than three programs.
 */
function candidates(automaton: Automaton): readonly Word[] {
  const count = automaton.states.length;
  const shortest = new Map<string, Word>();
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      const word = shortestSeparator(automaton, a, b);
      if (word !== undefined) shortest.set(word.join(), word);
    }
  }
  return rowsOf([...shortest.values()]);
}

/** Every row of up to three different words. */
function rowsOf(words: readonly Word[]): readonly Word[] {
  const longer = (rows: readonly (readonly Word[])[]) =>
    rows.flatMap((row) => words.filter((word) => !row.includes(word)).map((word) => [...row, word]));
  const ones = words.map((word) => [word]);
  const twos = longer(ones);
  return [...ones, ...twos, ...longer(twos)].map((row) => row.flat());
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

/** The shortest way from the start to each state. */
export function stateCover({ inputs, states, next }: Automaton): readonly Word[] {
  const words: (Word | undefined)[] = states.map((_, state) => (state === 0 ? [] : undefined));
  const queue = [0];
  for (const state of queue) {
    for (let input = 0; input < inputs.length; input += 1) {
      const successor = next[state * inputs.length + input]!;
      if (successor < 0 || words[successor] !== undefined) continue;
      words[successor] = [...words[state]!, input];
      queue.push(successor);
    }
  }
  return words as readonly Word[];
}
