/**
 * The points at which a target is observed: where what it reserves could show. A verdict never says more than these were asked.
 */
import type { Facts } from '../campaign/facts.ts';
import type { CallClass } from '../judge/cells.ts';
import type { Capability } from '../target.ts';

/** Status codes, the pair that the server holds, the pair in the offer, and the space that the guest is given. */
export const POINTS = ['status', 'reservation', 'offer', 'space'] as const;
export type Point = (typeof POINTS)[number];

/** What a target has to claim to be observed at a point. Status codes are always observed. */
export const CAPABILITIES_OF_POINT: Readonly<Record<Point, readonly Capability[]>> = {
  status: [],
  reservation: ['reservation'],
  offer: ['offer'],
  space: ['mmio-space', 'guest'],
};

const IS_SEEN_BY: Readonly<Record<Point, (call: CallClass) => boolean>> = {
  status: (call) => call.startsWith('setMmioMegabytes '),
  reservation: (call) => call === 'readReservation',
  offer: (call) => call === 'readOffer',
  space: (call) => call === 'getMmioSpace',
};

/** The points at which at least one answer was judged. */
export function pointsObserved({ cells }: Pick<Facts, 'cells'>): readonly Point[] {
  return POINTS.filter((point) => cells.some(({ call, calls }) => calls > 0 && IS_SEEN_BY[point](call)));
}
