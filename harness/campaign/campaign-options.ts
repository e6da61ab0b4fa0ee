/** What a campaign is asked for. */
import type { ClauseId } from '../../spec/clauses.ts';
import type { Oracle } from '../../spec/oracle.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Tier } from '../generate/tier.ts';
import type { Program } from '../target.ts';
import type { FailingProgram } from './counterexample.ts';
import type { Shard } from './facts.ts';
import type { Progress } from './progress.ts';

export interface CampaignOptions {
  readonly tier: Tier;
  readonly reading: Reading | 'any';
  /** A signed 32-bit number. */
  readonly seed: number;
  /** How many random programs, instead of the tier's number. */
  readonly programs?: number;
  /** Which clauses count, and the words in which they were asked for. */
  readonly selects: (clause: ClauseId) => boolean;
  readonly selection?: readonly string[];
  readonly deadlineMs: number;
  /** Programs to run first. Those that the target cannot run are counted and left out. */
  readonly corpus: readonly Program[];
  /** One part of several; all programs where absent. */
  readonly shard?: Shard;
  /** How many programs the search among all shorter ones may try for each counterexample. */
  readonly searchProgramsMax?: number;
  /** Ends the campaign early; what was found until then is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Hears of every program that failed or ended, as it happens. */
  readonly onFailure?: (trouble: FailingProgram) => void;
  /** Whether a baseline knows this way of failing; see `blame.ts`. */
  readonly isKnown?: (clause: ClauseId, signature: string) => boolean;
  /** Another oracle in the place of ours, for trying the suite itself. */
  readonly oracle?: Oracle;
}
