/**
 * The gate: a campaign held against a requirement set and a baseline. It decides what counts, and so the verdict; it changes
 * nothing of what was found. Pure: the clock is a date given from outside.
 */
import type { Facts } from '../campaign/facts.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import type { Signature } from '../judge/finding-signature.ts';
import { signatureOf } from '../campaign/signature.ts';
import { clauseResults, usualWeight, verdictOf } from './verdict.ts';
import type { ClauseResult, Verdict, Weight } from './verdict.ts';
import { driftOf, waiverOf } from './baseline.ts';
import type { Baseline, Drift, Waiver } from './baseline.ts';
import type { Requirements } from './requirements.ts';

/** What the user asks of a verdict. Nothing at all where absent: every clause counts by its level. */
export interface Policy {
  /** `must`: a deviation does not fail the target. `should` where absent. */
  readonly level?: 'must' | 'should';
  /** Today as YYYY-MM-DD; needed where a baseline has entries that expire. */
  readonly today?: string;
  readonly requirements?: Requirements | undefined;
  readonly baseline?: Baseline | undefined;
  /** Whether the run was one part of several. */
  readonly isShard?: boolean;
  readonly isSelected?: (clause: string) => boolean;
}

/** Whether a failure counts. `informational`: its clause does not. */
export type Standing =
  | { readonly kind: 'counts' }
  | { readonly kind: 'waived'; readonly waiver: Waiver }
  | { readonly kind: 'informational'; readonly why: string };

export interface GatedClause extends ClauseResult {
  readonly weight: Weight;
  readonly waived: boolean;
}

export interface GatedFailure {
  readonly counterexample: Counterexample;
  readonly signature: Signature;
  readonly standing: Standing;
}

export interface Gated {
  readonly verdict: Verdict;
  readonly clauses: readonly GatedClause[];
  readonly failures: readonly GatedFailure[];
  readonly drift: readonly Drift[];
}

export function gate(facts: Facts, policy: Policy = {}): Gated {
  const { baseline, requirements, isShard = false, isSelected = () => true } = policy;
  const results = clauseResults(facts);
  const weightOf = ({ id, level }: ClauseResult) => requirements?.weightOf(id) ?? usualWeight(level);
  const failures = facts.counterexamples.map((counterexample): GatedFailure => {
    const signature = signatureOf(counterexample);
    const clause = results.find(({ id }) => id === signature.clause);
    return { counterexample, signature, standing: standingOf(signature, clause && weightOf(clause)) };
  });

  function standingOf(signature: Signature, weight: Weight | undefined): Standing {
    const waiver = signature.clause === 'adapter-fault' ? undefined : baseline && waiverOf(baseline, signature);
    if (waiver !== undefined) return { kind: 'waived', waiver };
    if (weight !== 'informational' && weight !== 'not scored') return { kind: 'counts' };
    return { kind: 'informational', why: `${weight} by requirement set ${requirements?.revision}` };
  }

  /** A clause behind a known failure cannot be verified until that is mended, which the baseline says may wait. */
  function isWaived({ id, outcome, maskedBy }: ClauseResult, seen: readonly string[] = []): boolean {
    const against = failures.filter(({ signature }) => signature.clause === id);
    if (against.length > 0) return against.every(({ standing }) => standing.kind === 'waived');
    const before = outcome === 'not-verified' && results.find((other) => other.id === maskedBy);
    return before && !seen.includes(id) ? isWaived(before, [...seen, id]) : false;
  }

  const clauses = results.map((clause): GatedClause => ({
    ...clause,
    weight: weightOf(clause),
    waived: isWaived(clause),
  }));
  const drift =
    baseline === undefined
      ? []
      : driftOf(baseline, policy.today ?? '', {
          clauses,
          signatures: failures.map(({ signature }) => signature),
          isWhole: facts.cutShort === undefined && !isShard,
          isSelected,
        });
  const verdict = verdictOf({
    clauses,
    endings: new Set(
      failures.filter(({ standing }) => standing.kind === 'counts').map(({ counterexample }) => counterexample.kind),
    ),
    level: policy.level ?? 'should',
    cutShort: facts.cutShort,
    drift: drift.map(({ message }) => `baseline ${message}`),
  });
  return { verdict, clauses, failures, drift };
}
