/**
 * How strong each tier is, as it was measured by `npm run score`: shipped as data, and bound to the sources that it was
 * measured on. A test fails when those have changed since.
 */
import { readFileSync } from 'node:fs';
import type { Tier } from '../generate/tier.ts';

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

export interface Strength {
  /** The hash of specification and strategies that the figures hold for. */
  readonly sources: string;
  readonly transitions: number;
  readonly seeds: number;
  readonly tiers: Readonly<Record<Tier, TierStrength>>;
}

const FILE = new URL('./strength.json', import.meta.url);

/** The measured strength; nothing where the data is not beside the code. */
export function measuredStrength(): Strength | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Strength;
  } catch {
    return undefined;
  }
}

/** One line for the head of a verdict. */
export function strengthLine(tier: Tier): string | undefined {
  const strength = measuredStrength();
  const figures = strength?.tiers[tier];
  if (strength === undefined || figures === undefined) return undefined;
  const share = ({ killed, of }: Killed) => `${Math.floor((1000 * killed) / of) / 10} %`;
  const classes = Object.entries(figures.mutants).map(([kind, killed]) => `${kind} ${share(killed)}`);
  return `kills of all mutants: ${classes.join(', ')}; of ${figures.faults.of} planted faults ${share(figures.faults)} (${strength.seeds} seeds)`;
}
