/**
 * Whether the tree of a suite is k-A-complete, checked from its paths alone: the condition in the head of complete.ts, which
 * is that of Vaandrager and Melse, "Completeness of FSM Test Suites Reconsidered", without the merging of
 * states that no word tells apart. It knows nothing of rows and followers, and reads the tree as any other.
 */
import { excludes } from '../../harness/machine/automaton.ts';
import type { Automaton } from '../../harness/machine/automaton.ts';
import type { ChannelProduct } from '../../harness/machine/channel-product.ts';
import type { SuiteTree } from '../../harness/generate/complete-suite.ts';

/** One channel or several, as the checker sees them. */
export interface CheckedMachine {
  readonly width: number;
  readonly follow: (state: number, input: number) => number;
  readonly isTold: (a: number, b: number, input: number) => boolean;
  /** Whether two states have to be told apart: not where they differ in a channel whose states no word tells apart. */
  readonly isToBeTold: (a: number, b: number) => boolean;
}

export function oneChannel({ inputs, next, output, answers, states }: Automaton): CheckedMachine {
  const width = inputs.length;
  const follow = (state: number, input: number) => next[state * width + input]!;
  const isTold = (a: number, b: number, input: number) =>
    excludes(answers[output[a * width + input]!]!, answers[output[b * width + input]!]!);
  // Backwards from what one call tells, until no more pairs come.
  const separable = new Set<number>();
  for (let before = -1; before !== separable.size;) {
    before = separable.size;
    for (let a = 0; a < states.length; a += 1) {
      for (let b = 0; b < states.length; b += 1) {
        const tells = (input: number) => {
          const [left, right] = [follow(a, input), follow(b, input)];
          return left >= 0 && right >= 0 && (isTold(a, b, input) || separable.has(left * states.length + right));
        };
        if (inputs.some((_, input) => tells(input))) separable.add(a * states.length + b);
      }
    }
  }
  return { width, follow, isTold, isToBeTold: (a, b) => separable.has(a * states.length + b) };
}

export function severalChannels(product: ChannelProduct, automaton: Automaton, channels: number): CheckedMachine {
  const one = oneChannel(automaton);
  const made = product.inputs.map((_, place) => {
    for (let slot = 0; slot < channels; slot += 1) {
      const input = automaton.inputs.findIndex((_2, own) => product.inputOn(slot, own) === place);
      if (input >= 0) return { slot, input };
    }
    throw new RangeError(`input ${place} is on no slot`);
  });
  const width = product.inputs.length;
  const digits = Array.from({ length: automaton.states.length ** channels }, (_, state) => product.statesOf(state));
  return {
    width,
    follow: (state, place) => product.next[state * width + place]!,
    isTold: (a, b, place) => {
      const { slot, input } = made[place]!;
      return one.isTold(digits[a]![slot]!, digits[b]![slot]!, input);
    },
    isToBeTold: (a, b) => {
      const others = digits[b]!;
      return a !== b && digits[a]!.every((own, slot) => own === others[slot] || one.isToBeTold(own, others[slot]!));
    },
  };
}

interface Place {
  readonly state: number;
  readonly tree: SuiteTree;
}

/** Nothing where the tree is complete for `k`; else what is missing, first found. */
export function whatIsMissing(
  machine: CheckedMachine,
  tree: SuiteTree,
  cover: ReadonlySet<number>,
  k: number,
): string | undefined {
  const { width, follow } = machine;
  const inner = new Map<string, Place>();
  const outer = new Map<string, Place>();
  const names = new Map<SuiteTree, number>();
  const nameOf = (below: SuiteTree) => names.get(below) ?? names.set(below, names.size).get(below)!;
  const reached = new Set<number>();
  const seen = new Set<string>();
  const queue = [{ state: 0, tree, left: k + 1, isCovered: true }];
  for (const place of queue) {
    if (place.isCovered) reached.add(place.state);
    (place.left > 0 ? inner : outer).set(`${place.state} ${nameOf(place.tree)}`, place);
    if (place.left === 0) continue;
    const edges = edgesOf(place.tree);
    for (let input = 0; input < width; input += 1) {
      const following = follow(place.state, input);
      if (following < 0) continue;
      const below = edges.get(input);
      if (below === undefined) return `call ${input} in state ${place.state}`;
      const isCovered = place.isCovered && cover.has(place.state * width + input);
      const key = `${following} ${nameOf(below)} ${isCovered ? 'covered' : place.left - 1}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ state: following, tree: below, left: isCovered ? k + 1 : place.left - 1, isCovered });
    }
  }
  for (const state of new Set([...inner.values()].map((place) => place.state))) {
    if (!reached.has(state)) return `a way of the cover to state ${state}`;
  }
  return unToldPair(machine, [...outer.values()], [...inner.values()]);
}

const EDGES = new WeakMap<SuiteTree, ReadonlyMap<number, SuiteTree>>();

function edgesOf(tree: SuiteTree): ReadonlyMap<number, SuiteTree> {
  return EDGES.get(tree) ?? EDGES.set(tree, new Map(tree.edges)).get(tree)!;
}

function unToldPair(machine: CheckedMachine, outer: readonly Place[], inner: readonly Place[]): string | undefined {
  const { follow, isTold, isToBeTold } = machine;
  const isWitnessed = (a: Place, b: Place): boolean =>
    a.tree.edges.some(([input, belowA]) => {
      const [left, right] = [follow(a.state, input), follow(b.state, input)];
      const belowB = left < 0 || right < 0 ? undefined : edgesOf(b.tree).get(input);
      if (belowB === undefined) return false;
      if (isTold(a.state, b.state, input)) return true;
      return left !== right && isWitnessed({ state: left, tree: belowA }, { state: right, tree: belowB });
    });
  for (const a of outer) {
    for (const b of inner) {
      if (isToBeTold(a.state, b.state) && !isWitnessed(a, b)) return `a word that tells ${a.state} from ${b.state}`;
    }
  }
  return undefined;
}
