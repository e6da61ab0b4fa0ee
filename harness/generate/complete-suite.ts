/**
 * The tree of a complete suite: every way of the state cover, every row of up to k+1 calls behind it, and the words by which
 * the states on the way are looked at, none of them twice. What hangs below a call follows from the state that it reaches
 * and from what is left of the row, so equal parts of the tree are one object: the tree of millions of programs takes some
 * thousand nodes, its size is known without a walk through it, and its programs are laid out one by one.
 */
import { stateCover } from '../machine/identification.ts';
import type { TransitionTable, Word } from '../machine/identification.ts';

/** What can be made next, each input with the tree behind it; none at the end of a word. */
export interface SuiteTree {
  readonly edges: readonly (readonly [input: number, below: SuiteTree])[];
  /** Words of the tree, those that are the beginning of another not counted. */
  readonly programs: number;
  /** All of their inputs. */
  readonly calls: number;
  /** Inputs of the longest word. */
  readonly longest: number;
}

/** `followUps`: by state the words that look at it, legal there. */
export function suiteTree(table: TransitionTable, followUps: (state: number) => readonly Word[], k: number): SuiteTree {
  return new Grower(table, followUps).covered(0, k, []);
}

class Grower {
  readonly #table: TransitionTable;
  readonly #followUps: (state: number) => readonly Word[];
  /** The cells by which the state cover goes on. */
  readonly #cover: ReadonlySet<number>;
  readonly #grown = new Map<string, SuiteTree>();

  constructor(table: TransitionTable, followUps: (state: number) => readonly Word[]) {
    this.#table = table;
    this.#followUps = followUps;
    this.#cover = new Set(
      stateCover(table).flatMap((way) =>
        way.length === 0 ? [] : [this.#cell(this.#reached(way.slice(0, -1)), way.at(-1)!)],
      ),
    );
  }

  #cell(state: number, input: number): number {
    return state * this.#table.inputs.length + input;
  }

  #reached(way: Word): number {
    return way.reduce((state, input) => this.#table.next[this.#cell(state, input)]!, 0);
  }

  /** Below the way by which the cover reaches a state. `words` are made there too. */
  covered(state: number, k: number, words: readonly Word[]): SuiteTree {
    return this.#inner(state, words, (input, following, rest) =>
      this.#cover.has(this.#cell(state, input)) ? this.covered(following, k, rest) : this.#beyond(following, k, rest),
    );
  }

  /** Below any other way into a state, where `left` more calls are made in every order. */
  #beyond(state: number, left: number, words: readonly Word[]): SuiteTree {
    const key = `${state} ${left} ${words.join(' ')}`;
    const known = this.#grown.get(key);
    if (known !== undefined) return known;
    const tree =
      left === 0
        ? treeOf([...this.#followUps(state), ...words])
        : this.#inner(state, words, (_, following, rest) => this.#beyond(following, left - 1, rest));
    this.#grown.set(key, tree);
    return tree;
  }

  #inner(
    state: number,
    words: readonly Word[],
    below: (input: number, following: number, rest: readonly Word[]) => SuiteTree,
  ): SuiteTree {
    const made = [...this.#followUps(state), ...words];
    const edges: [number, SuiteTree][] = [];
    for (let input = 0; input < this.#table.inputs.length; input += 1) {
      const following = this.#table.next[this.#cell(state, input)]!;
      if (following >= 0) edges.push([input, below(input, following, tailsOf(made, input))]);
    }
    return treeWith(edges);
  }
}

/** What is left of the words that begin with an input, behind it. */
function tailsOf(words: readonly Word[], input: number): readonly Word[] {
  const tails = words.filter((word) => word.length > 1 && word[0] === input).map((word) => word.slice(1));
  return tails.length < 2 ? tails : [...new Map(tails.map((tail) => [tail.join(), tail])).values()];
}

function treeOf(words: readonly Word[]): SuiteTree {
  const inputs = [...new Set(words.flatMap((word) => word.slice(0, 1)))];
  return treeWith(inputs.map((input) => [input, treeOf(tailsOf(words, input))]));
}

function treeWith(edges: SuiteTree['edges']): SuiteTree {
  if (edges.length === 0) return { edges, programs: 1, calls: 0, longest: 0 };
  const programs = edges.reduce((sum, [, below]) => sum + below.programs, 0);
  const calls = edges.reduce((sum, [, below]) => sum + below.calls, programs);
  return { edges, programs, calls, longest: 1 + edges.reduce((most, [, below]) => Math.max(most, below.longest), 0) };
}

/** The words of the tree, in the order of its edges. */
export function* wordsOf(tree: SuiteTree): Generator<Word> {
  const way: number[] = [];
  const trees = [tree];
  const places = [0];
  while (trees.length > 0) {
    const depth = trees.length - 1;
    const { edges } = trees[depth]!;
    if (edges.length === 0 && depth > 0) yield way.slice();
    if (places[depth] === edges.length) {
      trees.pop();
      places.pop();
      way.pop();
      continue;
    }
    const [input, below] = edges[places[depth]!++]!;
    way.push(input);
    trees.push(below);
    places.push(0);
  }
}
