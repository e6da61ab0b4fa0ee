/**
 * The strength of the suite as `npm run score` measured it: shipped as data, and bound to the sources that it was measured on; a
 * test fails where those have changed since.
 */
import { readFileSync } from 'node:fs';
import type { Tier } from '../generate/tier.ts';
import type { MeasuredProfile, MeasuredTier } from './profiles.ts';

/** The kinds of mutants of the automaton: one fault, or states that the specification does not have. */
export const MUTANT_CLASSES = ['output', 'transfer', 'one extra state', 'two extra states'] as const;
export type MutantClass = (typeof MUTANT_CLASSES)[number];

export interface Killed {
  readonly of: number;
  /** By every seed. */
  readonly killed: number;
  /** Calls to kill, over all seeds; a survivor counts as the whole suite. */
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  /** Those that some seed does not kill, by name. */
  readonly survivors: readonly string[];
}

export interface TierStrength {
  readonly mutants: Readonly<Record<MutantClass, Killed>>;
  readonly faults: Killed;
}

export type MutantShares = Readonly<Record<MutantClass, Pick<Killed, 'of' | 'killed'>>>;

export interface ProfileStrength {
  /** Shares of the mutants that can be told apart at all with these capabilities. */
  readonly mutants: Readonly<Record<MeasuredTier, MutantShares>>;
  /** By strategy, a digit for each planted fault in the order of `faults`: 1 where every seed shows it. */
  readonly shows: Readonly<Record<string, string>>;
}

export interface Strength {
  /** The hash of specification and strategies that the figures hold for. */
  readonly sources: string;
  readonly transitions: number;
  readonly seeds: number;
  readonly tiers: Readonly<Record<Tier, TierStrength>>;
  /** The planted faults by name. */
  readonly faults: readonly string[];
  readonly profiles: Readonly<Record<MeasuredProfile, ProfileStrength>>;
}

const FILE = new URL('./strength.json', import.meta.url);

let known: { readonly strength: Strength | undefined } | undefined;

/** Nothing where the data is not beside the code. Read once. */
export function measuredStrength(): Strength | undefined {
  known ??= { strength: read() };
  return known.strength;
}

function read(): Strength | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Strength;
  } catch {
    return undefined;
  }
}
