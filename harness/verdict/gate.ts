/**
 * The gate: a campaign held against a requirement set and a baseline. It decides what counts, and so the verdict; it changes
 * nothing of what was found. Pure: the clock is a date given from outside.
 */
import type { Counterexample } from '../campaign/blame.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import { signatureOf } from '../campaign/signature.ts';
import type { Signature } from '../campaign/signature.ts';
import { usualWeight, verdictOf } from './verdict.ts';
import type { ClauseResult, Verdict, Weight } from './verdict.ts';
import { driftOf, waiverOf } from './baseline.ts';
import type { Baseline, Drift, Waiver } from './baseline.ts';
import type { Requirements } from './requirements.ts';

export interface GateOptions {
  readonly level: 'must' | 'should';
  /** Today as YYYY-MM-DD. */
  readonly today: string;
  readonly requirements?: Requirements | undefined;
  readonly baseline?: Baseline | undefined;
  /** Whether the run was one part of several. */
  readonly isShard: boolean;
  readonly isSelected: (clause: string) => boolean;
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

export function gate(result: CampaignResult, options: GateOptions): Gated {
  const { baseline, requirements } = options;
  const weightOf = ({ id, level }: ClauseResult) => requirements?.weightOf(id) ?? usualWeight(level);
  const failures = result.counterexamples.map((counterexample): GatedFailure => {
    const signature = signatureOf(counterexample);
    const clause = result.clauses.find(({ id }) => id === signature.clause);
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
    const before = outcome === 'not-verified' && result.clauses.find((other) => other.id === maskedBy);
    return before && !seen.includes(id) ? isWaived(before, [...seen, id]) : false;
  }

  const clauses = result.clauses.map((clause): GatedClause => ({
    ...clause,
    weight: weightOf(clause),
    waived: isWaived(clause),
  }));
  const drift =
    baseline === undefined
      ? []
      : driftOf(baseline, options.today, {
          clauses,
          signatures: failures.map(({ signature }) => signature),
          isWhole: result.cutShort === undefined && !options.isShard,
          isSelected: options.isSelected,
        });
  const verdict = verdictOf({
    clauses,
    endings: new Set(
      failures.filter(({ standing }) => standing.kind === 'counts').map(({ counterexample }) => counterexample.kind),
    ),
    level: options.level,
    cutShort: result.cutShort,
    drift: drift.map(({ message }) => `baseline ${message}`),
  });
  return { verdict, clauses, failures, drift };
}
