/**
 * The contract of a sweep, between the one pump (`pump.ts`) and the targets, which only say how one span of pairs is swept: each
 * pair is set in the state that the plan leads to, and what can be seen is compared with the plan's table.
 */
import type { Response } from '../../spec/call.ts';
import type { PairPlan, Span } from '../pair-plan.ts';
import type { FailureKind, TargetInfo } from '../target.ts';

/** The first pair of a span that was not answered as expected; those behind it were not looked at. */
export type WrongPair =
  | {
      readonly kind: 'mismatch';
      readonly pair: number;
      /** Those to its program, up to the wrong one; absent for a target of which they are the same each time. */
      readonly responses?: readonly Response[];
    }
  /** The target ended instead of answering. */
  | { readonly kind: Exclude<FailureKind, 'unusable'>; readonly pair: number; readonly message: string };

/** What one span of pairs came to. */
export type Swept = { readonly kind: 'as-expected' } | WrongPair;

/** Sweeps one span after the other, beside other workers: a thread, or a process. */
export interface SweepWorker {
  sweep(plan: PairPlan, span: Span): Promise<Swept>;
  /** Ends it at once, also in the middle of a span, whose promise then need not settle. */
  close?(): Promise<void>;
}

/** A target that can be swept. */
export interface Sweeper {
  readonly info: TargetInfo;
  /** Another one means another implementation: what was swept of it before does not count. */
  readonly identity: string;
  /** How many pairs a worker is handed at once: enough that handing them out costs nothing, few enough that progress moves. */
  readonly spanPairs: number;
  /** How many pairs a program has, from one fresh instance. */
  readonly programPairs: number;
  startWorker(): SweepWorker;
  close?(): Promise<void>;
}
