/**
 * How much is tried, from a look in passing to the whole night.
 */
import { boundaryStrategy } from './boundary.ts';
import { completeStrategy } from './complete.ts';
import { exhaustiveStrategy } from './exhaustive.ts';
import type { Strategy } from './generate.ts';
import { linesStrategy } from './lines.ts';
import { threeChannelsStrategy } from './three-channels.ts';
import { WEAR_TIMES, wearStrategy } from './wear.ts';

export const TIERS = ['smoke', 'ci', 'deep'] as const;
export type Tier = (typeof TIERS)[number];
export const DEFAULT_TIER: Tier = 'ci';

export const TIER_GISTS: Readonly<Record<Tier, string>> = {
  smoke: 'the corpus, the boundary pairs in every state, complete-0: a second or less',
  ci: 'smoke, and space, instances, wear, walks, complete-1, complete-0 on two channels, three channels in every combination of their lives, random programs, every amount on nine lines of pairs: some seconds',
  deep: 'ci, and complete-3, complete-1 on two channels, every program of five calls, wear of 300 times, ten times as many walks, rounds of three channels and random programs: a minute or two',
};

/** How many random programs a tier draws unless told otherwise. */
export const RANDOM_PROGRAMS: Readonly<Record<Tier, number>> = { smoke: 0, ci: 5_000, deep: 50_000 };

/** On a target that notes its edges. */
const COVERAGE_PROGRAMS: Readonly<Record<Tier, number>> = { smoke: 0, ci: 10_000, deep: 200_000 };

/** Enough to meet every mutant with two hidden states; `npm run score` measures it. */
export const WALKS = 400;

/** What the lines may take in tier ci on a target without batches; deep has the time. */
const LINES_MS_MAX = 10_000;

/** The strategies of a tier in the order in which they run. `randomPrograms` overrides the tier's number. */
export async function strategiesOf(
  tier: Tier,
  randomPrograms: number = RANDOM_PROGRAMS[tier],
  notesEdges = false,
): Promise<readonly Strategy[]> {
  const guided = notesEdges && COVERAGE_PROGRAMS[tier] > 0 ? [await coverageOf(COVERAGE_PROGRAMS[tier])] : [];
  const random = randomPrograms > 0 ? [await randomOf(randomPrograms), ...guided] : [];
  switch (tier) {
    case 'smoke':
      return [boundaryStrategy, completeStrategy(0), ...random];
    case 'ci':
      return [
        boundaryStrategy,
        ...(await spaceAndInstances()),
        wearStrategy(WEAR_TIMES.ci),
        await walksOf(WALKS),
        completeStrategy(1),
        completeStrategy(0, 2),
        threeChannelsStrategy(1),
        ...random,
        linesStrategy(LINES_MS_MAX),
      ];
    case 'deep':
      return [
        boundaryStrategy,
        ...(await spaceAndInstances()),
        wearStrategy(WEAR_TIMES.deep),
        await walksOf(WALKS * 10),
        completeStrategy(1, 2),
        threeChannelsStrategy(10),
        exhaustiveStrategy,
        ...random,
        linesStrategy(Infinity),
        // It takes as long as all others together, so what they find is found before.
        completeStrategy(3),
      ];
    default:
      return tier satisfies never;
  }
}

// What draws by chance is only loaded where it is wanted: fast-check takes 20 ms, and smoke does without.

async function randomOf(programs: number): Promise<Strategy> {
  return (await import('./random.ts')).randomStrategy(programs);
}

async function coverageOf(programs: number): Promise<Strategy> {
  return (await import('./coverage.ts')).coverageStrategy(programs);
}

async function spaceAndInstances(): Promise<readonly Strategy[]> {
  const [{ spaceStrategy }, { instancesStrategy }] = await Promise.all([
    import('./space.ts'),
    import('./instances.ts'),
  ]);
  return [spaceStrategy, instancesStrategy];
}

async function walksOf(walks: number): Promise<Strategy> {
  return (await import('./walks.ts')).walksStrategy(walks);
}
