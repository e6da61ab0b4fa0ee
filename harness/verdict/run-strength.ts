/**
 * How strong a run was: what of the planted faults and mutants the strategies that finished would have shown, on the capabilities
 * that were claimed. Where that was not measured for such a run, it is not stated, and why not is.
 */
import { counted } from '../program/counted.ts';
import type { Facts } from '../campaign/facts.ts';
import type { Capability } from '../target.ts';
import { measuredStrength } from './strength.ts';
import type { MutantShares, ProfileStrength, Strength } from './strength.ts';
import { MEASURED_PROFILES, profilesWithin } from './profiles.ts';
import type { MeasuredProfile } from './profiles.ts';
import type { Scope } from './scope.ts';

/** What a run would have shown, at least. */
export interface MeasuredRun {
  readonly kind: 'measured';
  /** The measured profile with the most to show among those that the target covers. */
  readonly profile: MeasuredProfile;
  readonly seeds: number;
  /** Planted faults that the strategies which finished show on the profile, of all planted faults. */
  readonly shown: number;
  readonly of: number;
  /** What claiming more could add, the most telling first. */
  readonly more: readonly { readonly claim: readonly Capability[]; readonly shown: number }[];
  /** Mutants that the tier kills, where they were measured on the very capabilities that are claimed. */
  readonly mutants?: MutantShares;
}

export type RunStrength = MeasuredRun | { readonly kind: 'not stated'; readonly why: string };

/** The reading under which it was measured: a fault under one reading may conform under the other. */
const MEASURED_READING = 'documented';

export function strengthOf(
  facts: Pick<Facts, 'target' | 'tier' | 'strategies'>,
  scope: Scope,
  measured: Strength | undefined = measuredStrength(),
): RunStrength {
  const why = whyNotStated(scope);
  if (why !== undefined) return { kind: 'not stated', why };
  if (measured?.profiles === undefined) return { kind: 'not stated', why: 'it was not measured' };
  const claimed = new Set(facts.target.capabilities);
  const strategies = facts.strategies.flatMap(({ name, isLeftOut }) => (isLeftOut === true ? [] : [name]));
  const shownBy = (capabilities: ReadonlySet<Capability>) => bestShown(measured, capabilities, strategies);
  const { profile, shown } = shownBy(claimed);
  const more = STEPS.flatMap((step) => {
    const claim = step.filter((capability) => !claimed.has(capability));
    const gained = shownBy(new Set([...claimed, ...claim])).shown - shown;
    return gained > 0 ? [{ claim, shown: gained }] : [];
  });
  const exact = profilesWithin(claimed).find((name) => isExactly(name, claimed));
  return {
    kind: 'measured',
    profile,
    seeds: measured.seeds,
    shown,
    of: measured.faults.length,
    more: more.toSorted((a, b) => b.shown - a.shown),
    ...(exact && (scope.budget?.leftOut.length ?? 0) === 0 && scope.recorded === undefined
      ? { mutants: measured.profiles[exact].mutants[facts.tier === 'smoke' ? 'smoke' : 'ci'] }
      : {}),
  };
}

/** How many planted faults strategies of these names show on a target that claims so much; the worth of a strategy within a budget. */
export function faultsShown(claimed: readonly Capability[], strategies: readonly string[]): number {
  const measured = measuredStrength();
  return measured?.profiles === undefined ? 0 : bestShown(measured, new Set(claimed), strategies).shown;
}

function bestShown(measured: Strength, capabilities: ReadonlySet<Capability>, strategies: readonly string[]) {
  return profilesWithin(capabilities)
    .map((profile) => ({ profile, shown: shownOn(measured.profiles[profile], strategies) }))
    .toSorted((a, b) => b.shown - a.shown)[0]!;
}

/** Only a run that was done as its tier has it is like those that were measured. */
function whyNotStated(scope: Scope): string | undefined {
  const { part, selection, programsAsked, cutShort, unfinished, reading, passedOver } = scope;
  if (part !== undefined) return 'a part of a run';
  if (selection.length > 0) return 'a selection of clauses';
  if (cutShort !== undefined) return 'the run ended early';
  if (unfinished.length > 0) return `${unfinished.join(', ')} ended early`;
  if (passedOver > 0) return `${counted(passedOver, 'call')} behind a refused Allocate or Enable showed nothing`;
  if (programsAsked !== undefined) return 'not the number of random programs that the tier has';
  return reading === MEASURED_READING ? undefined : `measured under reading ${MEASURED_READING} only`;
}

/** What a target could claim next, together. */
const STEPS: readonly (readonly Capability[])[] = [
  ['reservation'],
  ['offer', 'offer-bytes'],
  ['mmio-space', 'guest'],
  ['guest', 'start-pause', 'client-endpoint', 'null-handle', 'stale-handle', 'forged-handle'],
];

/** Mutants show no offer bytes, and words over the automaton make no use of misuse or threads. */
const NO_MATTER_TO_MUTANTS: ReadonlySet<Capability> = new Set(['offer-bytes', 'misuse', 'threads']);

function isExactly(profile: MeasuredProfile, claimed: ReadonlySet<Capability>): boolean {
  const measured: ReadonlySet<Capability> = new Set(MEASURED_PROFILES[profile]);
  return [...claimed].every((capability) => measured.has(capability) || NO_MATTER_TO_MUTANTS.has(capability));
}

/** Suites that contain smaller ones, which were measured. */
const CONTAINED: Readonly<Record<string, readonly string[]>> = {
  'complete-3': ['complete-1'],
  'two-channels-1': ['two-channels-0'],
};

function shownOn({ shows }: ProfileStrength, strategies: readonly string[]): number {
  const names = strategies.flatMap((name) => CONTAINED[name] ?? [name]);
  const rows = names.flatMap((name) => shows[name] ?? []);
  const length = rows[0]?.length ?? 0;
  let shown = 0;
  for (let fault = 0; fault < length; fault += 1) if (rows.some((row) => row[fault] === '1')) shown += 1;
  return shown;
}
