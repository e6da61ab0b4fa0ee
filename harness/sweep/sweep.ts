/**
 * The contract of a sweep, between the one pump (`pump.ts`) and the targets, which only say how one span of pairs is swept.
 * Pairs of amounts go by number: the first amount in the upper 16 bits, the optional one in the lower. Each pair of a span is
 * set on one channel in its Init window and read back.
 */
import type { Reservation } from '../../spec/call.ts';
import type { Status } from '../../spec/status.ts';
import type { FailureKind, TargetInfo } from '../target.ts';

/** As many pairs as there are. */
export const PAIRS = 2 ** 32;

/** Pairs by number: `to` is the first that is left out. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What every pair is to be answered with. It is passed to targets, which do not import the oracle. */
export interface SweepExpectation {
  /** The status of (0, 0), which leaves the reservation as it is. */
  readonly bothZero: Status;
  /** The status of every other pair, which becomes the reservation. */
  readonly otherwise: Status;
}

/** The first pair of a span that was not answered as expected; those behind it were not looked at. */
export type WrongPair =
  | { readonly kind: 'mismatch'; readonly pair: number }
  /** The target ended instead of answering. */
  | { readonly kind: Exclude<FailureKind, 'unusable'>; readonly pair: number; readonly message: string };

/** What one span of pairs came to. */
export type Swept = { readonly kind: 'as-expected' } | WrongPair;

/** Sweeps one span after the other, beside other workers: a thread, or a process. */
export interface SweepWorker {
  sweep(span: Span): Promise<Swept>;
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
  startWorker(): SweepWorker;
  close?(): Promise<void>;
}

export function pairOf(number: number): Reservation {
  return { mmioMegabytes: Math.floor(number / 0x1_0000), mmioMegabytesOptional: number % 0x1_0000 };
}
