/**
 * All planted faults. None is a way to conform: each breaks a promise or makes a choice inconsistently.
 */
import { unknownName } from './unknown-name.ts';
import { ARGUMENT_FAULTS } from './arguments.ts';
import { COUNT_FAULTS } from './counted.ts';
import { CROSS_TALK_FAULTS } from './cross-talk.ts';
import type { Fault } from './fault.ts';
import { HANDLE_FAULTS } from './handles.ts';
import { LIFE_FAULTS } from './lives.ts';
import { NEIGHBOUR_FAULTS } from './neighbours.ts';
import { OFFER_FAULTS } from './offer.ts';
import { RANGE_FAULTS } from './ranges.ts';
import { REFUSAL_FAULTS } from './refusals.ts';
import { RESERVATION_FAULTS } from './reservation.ts';
import { SINGLE_VALUE_FAULTS, SWEPT_FAULTS } from './single-values.ts';
import { SLOT_FAULTS } from './slots.ts';
import { SPACE_FAULTS } from './space.ts';
import { STATE_FAULTS } from './states.ts';

export const FAULTS: readonly Fault[] = [
  ...ARGUMENT_FAULTS,
  ...STATE_FAULTS,
  ...REFUSAL_FAULTS,
  ...HANDLE_FAULTS,
  ...RESERVATION_FAULTS,
  ...NEIGHBOUR_FAULTS,
  ...OFFER_FAULTS,
  ...SPACE_FAULTS,
  ...CROSS_TALK_FAULTS,
  ...COUNT_FAULTS,
  ...LIFE_FAULTS,
  ...SLOT_FAULTS,
  ...RANGE_FAULTS,
  ...SINGLE_VALUE_FAULTS,
  ...SWEPT_FAULTS,
];

const byName: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.name, fault]));

/** Throws where there is no such fault, and says which there are. */
export function faultNamed(name: string): Fault {
  const fault = byName.get(name);
  if (fault === undefined) throw unknownName('fault', name, [...byName.keys()]);
  return fault;
}
