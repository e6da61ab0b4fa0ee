/**
 * How much is tried, from a look in passing to the whole night.
 */
import { boundaryStrategy } from './generate/boundary.ts';
import { completeStrategy } from './generate/complete.ts';
import { exhaustiveStrategy } from './generate/exhaustive.ts';
import { randomStrategy } from './generate/random.ts';
import type { Strategy } from './generate/strategy.ts';
import { walksStrategy } from './generate/walks.ts';

export const TIERS = ['smoke', 'ci', 'deep'] as const;
export type Tier = (typeof TIERS)[number];
export const DEFAULT_TIER: Tier = 'ci';

export const TIER_GISTS: Readonly<Record<Tier, string>> = {
  smoke: 'the corpus, the boundary pairs in every state, complete-0: a second or less',
  ci: 'smoke, and walks, complete-1, random programs: some seconds',
  deep: 'ci, and complete-2, every program of five calls, ten times as many walks and random programs: a minute',
};

/** How many random programs a tier draws unless told otherwise. */
export const RANDOM_PROGRAMS: Readonly<Record<Tier, number>> = { smoke: 0, ci: 5_000, deep: 50_000 };

/** Enough to meet every mutant with two hidden states; `npm run score` measures it. */
export const WALKS = 400;

/** The strategies of a tier in the order in which they run. `randomPrograms` overrides the tier's number. */
export function strategiesOf(tier: Tier, randomPrograms: number = RANDOM_PROGRAMS[tier]): readonly Strategy[] {
  const random = randomPrograms > 0 ? [randomStrategy(randomPrograms)] : [];
  switch (tier) {
    case 'smoke':
      return [boundaryStrategy, completeStrategy(0), ...random];
    case 'ci':
      return [boundaryStrategy, walksStrategy(WALKS), completeStrategy(1), ...random];
    case 'deep':
      return [boundaryStrategy, walksStrategy(WALKS * 10), completeStrategy(2), exhaustiveStrategy, ...random];
    default:
      return tier satisfies never;
  }
}
