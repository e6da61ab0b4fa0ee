/** What a stretch of a strategy's programs showed: the unit in which parts of a run are put together and a killed run goes on. */
import type { AnswerSeen } from '../judge/answers-seen.ts';
import type { Evidence } from '../judge/evidence.ts';
import type { Unrepeated } from '../target.ts';
import type { AbnormalEnd } from './counterexample.ts';
import type { Shard } from './shard.ts';
import type { FailingAmount } from './failing-amounts.ts';

/** Of one part of a run, its own share of these programs. It lies within one block of `blocks.ts`. */
export interface Block {
  readonly strategy: string;
  /** Which part of the run had it, where a run is spread over processes. */
  readonly shard?: Shard | undefined;
  /** Programs by their numbers; `to` is the first that is left out. */
  readonly from: number;
  readonly to: number;
  /** Whether no program of the strategy comes behind it. */
  readonly isLast?: boolean | undefined;
  /** What is said of the strategy when it has ended, early or not. */
  readonly guarantee?: string | undefined;
  readonly isLeftOut?: boolean | undefined;
  readonly programs: number;
  /** How many of them were tried in batches. */
  readonly inBatches: number;
  readonly calls: number;
  /** Calls in programs that failed in a way that counts. */
  readonly failingCalls: number;
  readonly durationMs: number;
  /** Whether Allocate or Enable was refused. */
  readonly isRefused: boolean;
  /** A row a reading. */
  readonly evidence: readonly Evidence[];
  readonly ends: readonly AbnormalEnd[];
  readonly unrepeated: readonly Unrepeated[];
  readonly failingAmounts: readonly FailingAmount[];
  readonly answersSeen: readonly AnswerSeen[];
}
