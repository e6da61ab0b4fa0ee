/**
 * A sweep tries pairs of amounts by number: the first amount in the upper 16 bits, the optional one in the lower. Each is
 * set on one channel in its Init window and read back.
 */
import type { Reservation } from '../../spec/call.ts';
import type { Status } from '../../spec/status.ts';
import type { FailureKind, TargetInfo } from '../target.ts';

/** As many pairs as there are. */
export const PAIRS = 2 ** 32;

/** What every pair is to be answered with; targets are told, since they know no oracle. */
export interface SweepExpectation {
  /** The status of (0, 0), which leaves the reservation as it is. */
  readonly bothZero: Status;
  /** The status of every other pair, which becomes the reservation. */
  readonly otherwise: Status;
}

/** What one stretch of pairs came to: `to` is the first that is left out. */
export type Stretch = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'as-expected' }
  /** The rest of the stretch was not looked at. */
  | { readonly kind: 'mismatch'; readonly mismatch: Reservation }
  /** The target ended instead of answering, at the first pair of the stretch. */
  | { readonly kind: Exclude<FailureKind, 'unusable'>; readonly message: string }
);

/** A target that can be swept. */
export interface Sweeper {
  readonly info: TargetInfo;
  /** Another one means another implementation: what was swept of it before does not count. */
  readonly identity: string;
  /** Stretches come in the order in which they are done. */
  sweep(from: number, to: number): AsyncIterable<Stretch>;
  close?(): Promise<void>;
}

export function pairOf(number: number): Reservation {
  return { mmioMegabytes: Math.floor(number / 0x1_0000), mmioMegabytesOptional: number % 0x1_0000 };
}

export function numberOf({ mmioMegabytes, mmioMegabytesOptional }: Reservation): number {
  return mmioMegabytes * 0x1_0000 + mmioMegabytesOptional;
}
