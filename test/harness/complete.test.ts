/**
 * The suites promise k-A-completeness: a checker that knows nothing of how they are made finds its condition in their trees,
 * and misses what is taken out of them.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import type { Automaton } from '../../harness/machine/automaton.ts';
import { channelProduct } from '../../harness/machine/channel-product.ts';
import { stateCover } from '../../harness/machine/identification.ts';
import type { TransitionTable } from '../../harness/machine/identification.ts';
import { abstractMachine } from '../../harness/machine/machine.ts';
import { boundaryStrategy } from '../../harness/generate/boundary.ts';
import { completeStrategy, completeSuite } from '../../harness/generate/complete.ts';
import { wordsOf } from '../../harness/generate/complete-suite.ts';
import type { SuiteTree } from '../../harness/generate/complete-suite.ts';
import type { Strategy } from '../../harness/generate/generate.ts';
import { randomStrategy } from '../../harness/generate/random.ts';
import { RANDOM_PROGRAMS } from '../../harness/generate/tier.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { MEASURED_PROFILES } from '../../harness/verdict/profiles.ts';
import { READINGS } from '../../spec/readings.ts';
import { CROSS_TALK_FAULTS } from '../../targets/reference/faults/cross-talk.ts';
import { faultsShown } from '../score/faults-shown.ts';
import { oneChannel, severalChannels, whatIsMissing } from './completeness.ts';

const machine = (claim: keyof typeof MEASURED_PROFILES, reading: Automaton['reading'] = 'documented') =>
  abstractMachine(new Set(MEASURED_PROFILES[claim]), reading, DEFAULT_PROFILE);

/** The cells of the last calls of the ways of the cover. */
function coverCells(table: TransitionTable): ReadonlySet<number> {
  const width = table.inputs.length;
  const cells = stateCover(table).map(
    (way) => way.reduce(([state], input) => [table.next[state! * width + input]!, state! * width + input], [0, -1])[1]!,
  );
  return new Set(cells);
}

function missing(automaton: Automaton, k: number, channels: number, tree?: SuiteTree): string | undefined {
  const suite = completeSuite(automaton, k, channels);
  const checked =
    channels === 1 ? oneChannel(automaton) : severalChannels(channelProduct(automaton, channels), automaton, channels);
  return whatIsMissing(checked, tree ?? suite.tree, coverCells(suite.table), k);
}

const CLAIMS = Object.keys(MEASURED_PROFILES) as (keyof typeof MEASURED_PROFILES)[];
const ALL = READINGS.flatMap((reading) => CLAIMS.map((claim) => [claim, reading] as const));

it.each(ALL)('is complete on one channel: %s, %s', (claim, reading) => {
  const automaton = machine(claim, reading);
  expect([0, 1, 2, 3].map((k) => missing(automaton, k, 1))).toEqual([undefined, undefined, undefined, undefined]);
});

it('is complete on two channels', () => {
  expect(missing(machine('reservation'), 0, 2)).toBeUndefined();
});

it('is complete on two channels, all claimed', { tags: ['slow'] }, () => {
  expect(missing(machine('all'), 1, 2)).toBeUndefined();
});

it('makes no call where it is not allowed, whatever is claimed', () => {
  fc.assert(
    fc.property(fc.subarray([...CAPABILITIES]), fc.constantFrom(...READINGS), (claimed, reading) => {
      const automaton = abstractMachine(new Set(claimed), reading, DEFAULT_PROFILE);
      for (const channels of [1, 2]) {
        const { table, tree } = completeSuite(automaton, 0, channels);
        const seen = new Map<SuiteTree, Set<number>>();
        const isLegal = (at: SuiteTree, state: number): boolean => {
          if (state < 0) return false;
          const states = seen.get(at) ?? new Set();
          if (states.has(state)) return true;
          seen.set(at, states.add(state));
          return at.edges.every(([input, below]) => isLegal(below, table.next[state * table.inputs.length + input]!));
        };
        expect([channels, isLegal(tree, 0)]).toEqual([channels, true]);
      }
    }),
    { numRuns: 8, seed: 1 },
  );
});

it('shows on two channels what nothing else in tier ci shows', { tags: ['slow'] }, () => {
  const faults = CROSS_TALK_FAULTS.map(({ name }) => name);
  const shown = (strategy: Strategy) => faultsShown(faults, strategy, MEASURED_PROFILES.all, [1]);
  // Walks and the suites of one channel never have a second one.
  const others = [boundaryStrategy, randomStrategy(RANDOM_PROGRAMS.ci)];
  expect([completeStrategy(0, 2), ...others].map(shown)).toEqual(['11111', '00000', '00000']);
});

it('is no longer complete without any of its looks', () => {
  const automaton = machine('all');
  const { tree } = completeSuite(automaton, 0);
  const withoutReads = (at: SuiteTree, depth: number): SuiteTree => ({
    ...at,
    edges: at.edges.flatMap(([input, below]) =>
      depth > 6 && automaton.inputs[input]!.kind === 'readOffer'
        ? []
        : [[input, withoutReads(below, depth + 1)] as const],
    ),
  });
  expect(missing(automaton, 0, 1, withoutReads(tree, 0))).toMatch(/^a word that tells/);
  expect(missing(automaton, 0, 1, { ...tree, edges: tree.edges.slice(1) })).toMatch(/^call 0/);
  expect(missing(automaton, 1, 1, tree)).toMatch(/^(call|a word)/);
});

it('begins with the suites for fewer states, and says after how many programs it is complete for each', () => {
  const context = {
    capabilities: new Set(MEASURED_PROFILES.all),
    reading: 'documented',
    profile: () => DEFAULT_PROFILE,
    seed: 1,
  } as const;
  const { completeAfter, extent, programs } = completeStrategy(1);
  const first = completeSuite(machine('all'), 0).tree;
  const second = completeSuite(machine('all'), 1).tree;
  expect(completeAfter!(context)).toEqual([first.programs, first.programs + second.programs]);
  expect(extent!(context).calls).toBe(first.calls + second.calls);
  expect(extent!(context).calls).toBeLessThanOrEqual(150_000);
  const drawn = [...programs(context)];
  expect(drawn.length).toBe(first.programs + second.programs);
  expect(drawn.slice(0, first.programs)).toEqual([...completeStrategy(0).programs(context)]);
});

it('counts its programs and calls as they are, none of them the beginning of another', () => {
  const { tree } = completeSuite(machine('all'), 1);
  const words = [...wordsOf(tree)];
  expect(words.length).toBe(tree.programs);
  expect(words.reduce((calls, word) => calls + word.length, 0)).toBe(tree.calls);
  const beginnings = new Set(
    words.flatMap((word) => word.slice(1).map((_, length) => word.slice(0, length + 1).join())),
  );
  expect(words.filter((word) => beginnings.has(word.join()))).toEqual([]);
});
