/**
 * The argument pairs worth trying, and the relations between amounts in which arithmetic goes wrong. A uniform draw from
 * 2^32 pairs meets none of them.
 */
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { Reservation } from '../../spec/call.ts';

export type Pair = readonly [required: number, optional: number];

/** Pairs in megabytes, each with what it tells apart. */
export const PAIRS: readonly Pair[] = [
  // Both zero, and the least that is not.
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  // What real devices ask for.
  [8, 0],
  [68, 0],
  [128, 0],
  [8, 8],
  // The UINT16 maximum.
  [65535, 0],
  [0, 65535],
  [65535, 65535],
  // The sum wraps to zero in 16 bits, or just does not.
  [1, 65535],
  [65535, 1],
  [32768, 32768],
  [65534, 1],
  // The product wraps to zero in 16 bits.
  [256, 256],
  [512, 128],
  // Exclusive or is zero; and is zero; both where "both zero" is put in bits.
  [5, 5],
  [4, 8],
  [1, 2],
  // The sign bit.
  [32768, 0],
  [0, 32768],
  [32768, 1],
  [32767, 32768],
  [32767, 0],
  // Byte order, and the two fields swapped.
  [0x0102, 0x0304],
  [256, 0],
  [0, 256],
  [0x00ff, 0xff00],
  // Megabytes to bytes in 31 or 32 bits.
  [2047, 0],
  [2048, 0],
  [4095, 0],
  [4096, 0],
  [0, 4096],
  [4095, 4096],
  [4096, 4096],
];

/** Amounts at which something turns over, in megabytes. */
export const AMOUNTS: readonly number[] = [
  0, 1, 2, 4, 5, 8, 15, 16, 68, 127, 128, 255, 256, 257, 1023, 1024, 2047, 2048, 4095, 4096, 32767, 32768, 65534, 65535,
];

/** The second amount in relation to the first. */
export const RELATIONS: readonly ((amount: number) => number)[] = [
  (amount) => amount,
  (amount) => AMOUNT_MAX - amount,
  (amount) => (AMOUNT_MAX + 1 - amount) & AMOUNT_MAX,
  (amount) => (amount + 1) & AMOUNT_MAX,
  (amount) => (amount << 1) & AMOUNT_MAX,
  (amount) => ((amount & 0xff) << 8) | (amount >> 8),
];

export function reservation([mmioMegabytes, mmioMegabytesOptional]: Pair): Reservation {
  return { mmioMegabytes, mmioMegabytesOptional };
}
