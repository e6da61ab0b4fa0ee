/**
 * The plane of all 2^32 pairs on paper: each amount by its binary logarithm, with a band of its own for 0, which has none. Across
 * the required amount, upwards the optional one.
 */
import type { Reservation } from '../../../spec/call.ts';
import { AMOUNT_MAX } from '../../../spec/call.ts';

/** Sides in units of the drawing: of the plane, and of the band of the zeros. */
export const SIDE = 512;
export const ZERO_BAND = 32;
const LOG_SIDE = SIDE - ZERO_BAND;
const BITS = 16;

/** Where an amount lies on its axis, from 0 to `SIDE`. */
export function along(amount: number): number {
  return amount === 0 ? ZERO_BAND / 2 : ZERO_BAND + (Math.log2(amount) / BITS) * LOG_SIDE;
}

/** The amount that lies there. */
export function amountAt(place: number): number {
  if (place < ZERO_BAND) return 0;
  return Math.max(1, Math.min(AMOUNT_MAX, Math.round(2 ** (((place - ZERO_BAND) / LOG_SIDE) * BITS))));
}

/** Across and down, as SVG counts. */
export function pointOf({ mmioMegabytes, mmioMegabytesOptional }: Reservation): readonly [x: number, y: number] {
  return [along(mmioMegabytes), SIDE - along(mmioMegabytesOptional)];
}

export function pairAtPoint(x: number, y: number): Reservation {
  return { mmioMegabytes: amountAt(x), mmioMegabytesOptional: amountAt(SIDE - y) };
}
