/** What a campaign is asked for. */
import type { ClauseId } from '../../spec/clauses.ts';
import type { Oracle } from '../../spec/oracle.ts';
import type { Program } from '../target.ts';
import type { Block } from './block.ts';
import type { Budget } from './budget.ts';
import type { DefaultedOptions } from './campaign-defaults.ts';
import type { FailingProgram } from './counterexample.ts';
import type { Facts, Shard } from './facts.ts';
import type { Progress } from './progress.ts';
import type { SoakOptions } from './soak-facts.ts';

/** All of it may be left out: `DefaultedOptions` says what holds then. */
export interface CampaignOptions extends Partial<DefaultedOptions> {
  /** How many random programs, instead of the tier's number. */
  readonly programs?: number;
  /** One part of several; all programs where absent. */
  readonly shard?: Shard;
  /** What of the same run was run before, or elsewhere: it is not run again. */
  readonly ranBefore?: readonly Block[];
  /** Why it ended early where all that there will be of it is recorded. */
  readonly cutShort?: string | undefined;
  /** Whether failures are made small and blamed; they are where absent. */
  readonly looksIntoFailures?: boolean;
  /** Hears of every stretch of programs that was run: of each block, and within a long one after so many milliseconds. */
  readonly onBlock?: (block: Block) => void;
  readonly blockMsMax?: number;
  /** How many programs the search among all shorter ones may try for each counterexample. */
  readonly searchProgramsMax?: number;
  /** Ends the campaign early; what was found until then is kept. A text as its reason is why, in the report. */
  readonly signal?: AbortSignal;
  /** The same after so many milliseconds. At least one program is run. */
  readonly timeoutMs?: number;
  /** A time into which only the strategies go that show most for it; those left out are named. */
  readonly budget?: Budget | undefined;
  /** What comes behind the tier; nothing where absent. It goes with no part of a run, and with no budget. */
  readonly soak?: SoakOptions | undefined;
  /** The same after so many failures that count: clauses broken, and ways in which the target ended. */
  readonly failuresMax?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Hears of every program that failed or ended, as it happens. */
  readonly onFailure?: (trouble: FailingProgram) => void;
  /** Whether a baseline knows this way of failing; see `blame.ts`. */
  readonly isKnown?: (clause: string, signature: string) => boolean;
  /** Whether the gate counts a clause that was selected; each where absent. What it does not count ends no strategy early. */
  readonly counts?: (clause: ClauseId) => boolean;
  /** Why a strategy of this name is left out, where it cannot be run on this target. */
  readonly leavesOut?: (strategy: string) => string | undefined;
  /** What was run on the target, where it is a record of answers. */
  readonly recorded?: Facts['recorded'];
  /** Hears of each program that it does not hold, and that would have said which clause is to blame. */
  readonly onNotRecorded?: (program: Program) => void;
  /** Another oracle in the place of ours, for trying the suite itself. */
  readonly oracle?: Oracle;
}
