/**
 * How much a clause counts at the gate. `required`: breaking it fails the target. `recommended`: unless only MUST counts.
 * `informational`: it is told and never counts. `not scored`: as that, since the requirement set is older than the clause.
 */
import type { Level } from '../../spec/clause.ts';

/** By how much they count, the most first. */
export const WEIGHTS = ['required', 'recommended', 'informational', 'not scored'] as const;
export type Weight = (typeof WEIGHTS)[number];

/** What a clause weighs where no requirement set says otherwise. */
export function usualWeight(level: Level): Weight {
  return level === 'MUST' ? 'required' : 'recommended';
}

/** Whether a clause of this weight can decide anything. */
export function isScored(weight: Weight): boolean {
  return weight === 'required' || weight === 'recommended';
}
