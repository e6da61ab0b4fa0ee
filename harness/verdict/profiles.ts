/**
 * Sets of capabilities for which the strength of the suite was measured. A run is credited with the largest one that its target
 * claims, so what is said of it is a lower bound.
 */
import { CAPABILITIES } from '../target.ts';
import type { Capability } from '../target.ts';

const LIFE: readonly Capability[] = [
  'guest',
  'start-pause',
  'client-endpoint',
  'null-handle',
  'stale-handle',
  'forged-handle',
];

/** From the least to the most; `all` leaves out what no strategy of a tier depends on. */
export const MEASURED_PROFILES = {
  status: [],
  'status, every state and handle': LIFE,
  reservation: ['reservation'],
  'reservation, every state and handle': ['reservation', ...LIFE],
  'reservation and offer, every state and handle': ['reservation', 'offer', 'offer-bytes', ...LIFE],
  all: CAPABILITIES.filter((capability) => capability !== 'misuse' && capability !== 'threads'),
} as const satisfies Record<string, readonly Capability[]>;
export type MeasuredProfile = keyof typeof MEASURED_PROFILES;
/** The tiers of which it was measured. Deep does all that ci does, and is credited with that. */
export const MEASURED_TIERS = ['smoke', 'ci'] as const;
export type MeasuredTier = (typeof MEASURED_TIERS)[number];

export const PROFILE_NAMES = Object.keys(MEASURED_PROFILES) as readonly MeasuredProfile[];

/** The profiles that a target covers which claims these capabilities. */
export function profilesWithin(claimed: ReadonlySet<Capability>): readonly MeasuredProfile[] {
  return PROFILE_NAMES.filter((name) => MEASURED_PROFILES[name].every((capability) => claimed.has(capability)));
}
