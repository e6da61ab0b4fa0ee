/**
 * How strong a run was: what of the planted faults and mutants the strategies that finished would have shown, on the capabilities
 * that were claimed. Measured by `npm run score`, shipped as data, and bound to the sources that it was measured on; a test fails
 * where those have changed since. Where it was not measured, nothing is said.
 */
import { readFileSync } from 'node:fs';
import type { Facts } from '../campaign/facts.ts';
import type { Tier } from '../generate/tier.ts';
import type { Capability } from '../target.ts';
import { profilesWithin } from './profiles.ts';
import type { MeasuredProfile, MeasuredTier } from './profiles.ts';
import type { Scope } from './scope.ts';

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

/** The measured strength; nothing where the data is not beside the code. */
export function measuredStrength(): Strength | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Strength;
  } catch {
    return undefined;
  }
}

/** What a run would have shown, at least. */
export interface RunStrength {
  readonly profile: MeasuredProfile;
  readonly seeds: number;
  /** Planted faults that the strategies which finished show on the profile, of all planted faults. */
  readonly shown: number;
  readonly of: number;
  /** What claiming more could add, the most telling first. */
  readonly more: readonly { readonly claim: readonly Capability[]; readonly shown: number }[];
  /** Mutants of the tier, where its mutant strategies all finished. */
  readonly mutants: MutantShares;
}

/** The strength of a run that was done as its tier has it; nothing of a part, a selection, other numbers or an early end. */
export function strengthOf(
  facts: Pick<Facts, 'target' | 'tier' | 'strategies'>,
  scope: Scope,
  measured: Strength | undefined = measuredStrength(),
): RunStrength | undefined {
  const isWhole =
    scope.part === undefined &&
    scope.selection.length === 0 &&
    scope.programsAsked === undefined &&
    scope.cutShort === undefined &&
    scope.unfinished.length === 0;
  if (!isWhole || measured?.profiles === undefined) return undefined;
  const claimed = new Set(facts.target.capabilities);
  const strategies = facts.strategies.map(({ name }) => name);
  const shownBy = (capabilities: ReadonlySet<Capability>) =>
    profilesWithin(capabilities)
      .map((profile) => ({ profile, shown: shownOn(measured.profiles[profile], strategies) }))
      .toSorted((a, b) => b.shown - a.shown)[0]!;
  const { profile, shown } = shownBy(claimed);
  const more = STEPS.filter((claim) => claim.some((capability) => !claimed.has(capability))).flatMap((claim) => {
    const gained = shownBy(new Set([...claimed, ...claim])).shown - shown;
    return gained > 0 ? [{ claim: claim.filter((capability) => !claimed.has(capability)), shown: gained }] : [];
  });
  return {
    profile,
    seeds: measured.seeds,
    shown,
    of: measured.faults.length,
    more: more.toSorted((a, b) => b.shown - a.shown),
    mutants: measured.profiles[profile].mutants[facts.tier === 'smoke' ? 'smoke' : 'ci'],
  };
}

/** What a target could claim next, together. */
const STEPS: readonly (readonly Capability[])[] = [
  ['reservation'],
  ['offer', 'offer-bytes'],
  ['mmio-space', 'guest'],
  ['guest', 'start-pause', 'client-endpoint', 'null-handle', 'stale-handle', 'forged-handle'],
];

/** Suites that contain smaller ones, which were measured. */
const CONTAINED: Readonly<Record<string, readonly string[]>> = { 'complete-2': ['complete-1'] };

function shownOn({ shows }: ProfileStrength, strategies: readonly string[]): number {
  const names = strategies.flatMap((name) => CONTAINED[name] ?? [name]);
  const rows = names.flatMap((name) => shows[name] ?? []);
  const length = rows[0]?.length ?? 0;
  let shown = 0;
  for (let fault = 0; fault < length; fault += 1) if (rows.some((row) => row[fault] === '1')) shown += 1;
  return shown;
}

/** One line for the head of a verdict. */
export function strengthLine({ shown, of, more }: RunStrength): string {
  const [next] = more;
  const hint = next === undefined ? '' : `; claim ${next.claim.join(', ')} and ${next.shown} more can show`;
  return `would have shown at least ${shown} of ${of} planted faults${hint}`;
}
