/**
 * How much is tried, from a look in passing to the whole night.
 */
import { boundaryStrategy } from './generate/boundary.ts';
import { randomStrategy } from './generate/random.ts';
import type { Strategy } from './generate/strategy.ts';

export const TIERS = ['smoke', 'ci'] as const;
export type Tier = (typeof TIERS)[number];
export const DEFAULT_TIER: Tier = 'ci';

export const TIER_GISTS: Readonly<Record<Tier, string>> = {
  smoke: 'the corpus and the boundary pairs in every state: a second or less',
  ci: 'smoke, and random programs: some seconds',
};

/** How many random programs a tier draws unless told otherwise. */
export const RANDOM_PROGRAMS: Readonly<Record<Tier, number>> = { smoke: 0, ci: 5_000 };

/** The strategies of a tier in the order in which they run. `randomPrograms` overrides the tier's number. */
export function strategiesOf(tier: Tier, randomPrograms: number = RANDOM_PROGRAMS[tier]): readonly Strategy[] {
  return randomPrograms > 0 ? [boundaryStrategy, randomStrategy(randomPrograms)] : [boundaryStrategy];
}
