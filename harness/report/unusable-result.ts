/**
 * The result of a campaign that could not begin, so that a target which cannot be used leaves a report too, with why in it.
 */
import type { Facts } from '../campaign/facts.ts';
import { emptyTally } from '../judge/tally.ts';
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import type { TargetInfo } from '../target.ts';
import type { Tier } from '../generate/tier.ts';
import { EXIT } from '../verdict/verdict.ts';
import type { Verdict } from '../verdict/verdict.ts';

export interface Attempt {
  readonly target: TargetInfo;
  readonly tier: Tier;
  readonly seed: number;
  readonly reading: Reading | 'any';
}

/** The verdict on it. */
export function unusableVerdict(why: string): Verdict {
  return {
    kind: 'target unusable',
    exitCode: EXIT.targetUnusable,
    reasons: [`the target cannot be used: ${why}`],
  };
}

export function unusableResult({ target, tier, seed, reading }: Attempt, why: string): Facts {
  return {
    target,
    tier,
    seed,
    reading: reading === 'any' ? DEFAULT_READING : reading,
    readings: [],
    clauses: [],
    choices: [],
    counterexamples: [],
    strategies: [],
    programs: 0,
    calls: 0,
    cells: emptyTally().cells,
    brokenCells: new Map(),
    answersSeen: [],
    cutShort: why,
    corpusSkipped: 0,
  };
}
