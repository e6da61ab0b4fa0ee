/**
 * What a verdict covers: what was observed and verified, and by count and name all that was not. Computed from the facts alone,
 * so that no renderer can leave a part of it out or claim more.
 */
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Reading } from '../../spec/readings.ts';
import { brokenClause } from '../campaign/counterexample.ts';
import type { Facts } from '../campaign/facts.ts';
import type { SoakFacts } from '../campaign/soak-facts.ts';
import type { Tier } from '../generate/tier.ts';
import { CAPABILITIES } from '../target.ts';
import type { Capability, Unrepeated } from '../target.ts';
import { capabilitiesTried } from './capabilities-tried.ts';
import type { ClauseResult } from './clause-results.ts';
import { pointsObserved } from './points.ts';
import type { Point } from './points.ts';

/** What a verdict covers. */
export interface Scope {
  readonly tier: Tier;
  readonly reading: Reading;
  readonly seed: number;
  /** Where at least one answer was judged. */
  readonly points: readonly Point[];
  /** How many clauses stand under the reading. The lists below and the broken ones add up to it. */
  readonly clausesTotal: number;
  /** Honoured, and decisively. */
  readonly verified: readonly ClauseId[];
  /** In the order in which their failures are told. */
  readonly broken: readonly ClauseId[];
  readonly notVerified: readonly ClauseId[];
  /** They need a capability that the target does not claim. */
  readonly notClaimed: readonly ClauseId[];
  /** Left out by `--clause`. */
  readonly deselected: readonly ClauseId[];
  /** Of these, the ones that were broken all the same. */
  readonly brokenOutside: readonly ClauseId[];
  /** The selection as it was given; empty where every clause counts. */
  readonly selection: readonly string[];
  /** What the clauses not claimed would need. */
  readonly capabilitiesMissing: readonly Capability[];
  /** Claimed, and asked for by no program of the run. */
  readonly capabilitiesNotTried: readonly Capability[];
  /** Which part of a run this is, from 1; absent where it is all of it. */
  readonly part?: { readonly number: number; readonly of: number };
  /** Strategies that ended before their last program. */
  readonly unfinished: readonly string[];
  /** Calls behind a refused Allocate or Enable, which were not judged. */
  readonly passedOver: number;
  /** Allocate was refused where no channel was live. */
  readonly isRefusedAlone: boolean;
  /** How many random programs were asked for instead of the tier's number. */
  readonly programsAsked?: number;
  /** The time that it had, in milliseconds, and the strategies that did not fit into it. */
  readonly budget?: { readonly ms: number; readonly leftOut: readonly string[] };
  /**
   * What was run on the target where its answers were recorded and judged elsewhere, and the strategies that are in no such record. A
   * failure was not run again then, but where a later file asks for it.
   */
  readonly recorded?: { readonly programs: number; readonly calls: number; readonly leftOut: readonly string[] };
  /** What came behind the tier, which was done by then, whatever ended this. */
  readonly soak?: Omit<SoakFacts, 'durationMs'>;
  /** Why the run ended before its tier was done. */
  readonly cutShort?: string;
  /** What was seen once and not again. */
  readonly unrepeated: readonly Unrepeated[];
}

function isBroken({ outcome }: ClauseResult): boolean {
  return outcome === 'fail' || outcome === 'deviation';
}

function asTold({ counterexamples }: Facts, broken: readonly ClauseId[]): readonly ClauseId[] {
  const told = counterexamples.map(brokenClause).filter((id) => id !== undefined && broken.includes(id));
  return [...new Set([...(told as readonly ClauseId[]), ...broken])];
}

function leftOut({ strategies }: Facts): readonly string[] {
  return strategies.filter(({ isLeftOut }) => isLeftOut === true).map(({ name }) => name);
}

function soakOf({ soak }: Facts): Pick<Scope, 'soak'> {
  if (soak === undefined) return {};
  const { durationMs: _, ...rest } = soak;
  return { soak: rest };
}

export function scopeOf(facts: Facts, clauses: readonly ClauseResult[]): Scope {
  const ids = (isIn: (clause: ClauseResult) => boolean) => clauses.filter(isIn).map(({ id }) => id);
  const claimed = new Set(facts.target.capabilities);
  const notClaimed = ids(({ outcome }) => outcome === 'not-applicable');
  const missing = new Set<Capability>(
    notClaimed.flatMap((id) => CLAUSES[id].needs).filter((need) => !claimed.has(need)),
  );
  const tried = capabilitiesTried(facts);
  return {
    tier: facts.tier,
    reading: facts.reading,
    seed: facts.seed,
    points: pointsObserved(facts),
    clausesTotal: clauses.length + facts.deselected.length,
    verified: ids(({ outcome }) => outcome === 'pass' || outcome === 'choice'),
    broken: asTold(facts, ids(isBroken)),
    notVerified: ids(({ outcome }) => outcome === 'not-verified'),
    notClaimed,
    deselected: facts.deselected.map(({ id }) => id),
    brokenOutside: facts.deselected.filter(({ breached }) => breached > 0).map(({ id }) => id),
    selection: facts.selection,
    capabilitiesMissing: CAPABILITIES.filter((capability) => missing.has(capability)),
    capabilitiesNotTried: facts.target.capabilities.filter((capability) => !tried.has(capability)),
    ...(facts.shard === undefined ? {} : { part: { number: facts.shard.index + 1, of: facts.shard.count } }),
    unfinished: facts.strategies.filter(({ endedEarly }) => endedEarly).map(({ name }) => name),
    passedOver: facts.strategies.reduce((sum, { passedOver = 0 }) => sum + passedOver, 0),
    isRefusedAlone: [...facts.strategies, facts.soak].some((one) => one?.isRefusedAlone === true),
    ...(facts.programsAsked === undefined ? {} : { programsAsked: facts.programsAsked }),
    ...(facts.budgetMs === undefined ? {} : { budget: { ms: facts.budgetMs, leftOut: leftOut(facts) } }),
    ...(facts.recorded === undefined ? {} : { recorded: { ...facts.recorded, leftOut: leftOut(facts) } }),
    ...soakOf(facts),
    ...(facts.cutShort === undefined ? {} : { cutShort: facts.cutShort }),
    unrepeated: facts.unrepeated,
  };
}
