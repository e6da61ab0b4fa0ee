/**
 * The facts of a campaign that could not begin, so that a target which cannot be used leaves a report too, with why in it.
 */
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Facts } from '../campaign/facts.ts';
import type { Tier } from '../generate/tier.ts';
import type { TargetInfo } from '../target.ts';

export interface Attempt {
  readonly target: TargetInfo;
  readonly tier: Tier;
  readonly seed: number;
  readonly reading: Reading | 'any';
}

export function unusableFacts({ target, tier, seed, reading }: Attempt, why: string): Facts {
  return {
    target,
    tier,
    seed,
    reading: reading === 'any' ? DEFAULT_READING : reading,
    readings: [],
    clauses: [],
    deselected: [],
    selection: [],
    shard: undefined,
    programsAsked: undefined,
    choices: [],
    counterexamples: [],
    strategies: [],
    programs: 0,
    calls: 0,
    decisiveCalls: 0,
    situations: undefined,
    cells: [],
    answersSeen: [],
    answersSampled: [],
    cutShort: why,
    unrepeated: [],
    corpusSkipped: 0,
  };
}
