/**
 * What a campaign comes to: an outcome a clause, and one verdict with its exit code and its reasons.
 */
import { brokenClause } from '../campaign/counterexample.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import type { Level } from '../../spec/clause.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { ClauseFacts, Facts } from '../campaign/facts.ts';
import { inconsistent } from '../judge/judge.ts';

/**
 * - `pass`: honoured, at least once where it was decisive. - `choice`: the same, of a question that nothing decides.
 * - `fail`, `deviation`: broken, with a counterexample. - `not-applicable`: needs a capability that was never claimed.
 * - `not-verified`: should have been tried decisively and was not, or another fault stood in the way.
 */
export type ClauseOutcome = 'pass' | 'choice' | 'fail' | 'deviation' | 'not-applicable' | 'not-verified';

export interface ClauseResult extends ClauseFacts {
  readonly level: Level;
  readonly outcome: ClauseOutcome;
}

/** The outcome of each clause of a campaign. */
export function clauseResults(
  facts: Pick<Facts, 'target' | 'clauses' | 'counterexamples' | 'choices'>,
): readonly ClauseResult[] {
  const capabilities = new Set(facts.target.capabilities);
  const disputed = disputedClauses(facts.choices);
  return facts.clauses.map((clause) => {
    const { level, needs } = CLAUSES[clause.id];
    const outcome = (): ClauseOutcome => {
      if (!needs.every((need) => capabilities.has(need))) return 'not-applicable';
      const against = facts.counterexamples.filter((counterexample) => brokenClause(counterexample) === clause.id);
      if (against.length > 0) return against.some(({ kind }) => kind === 'fail') ? 'fail' : 'deviation';
      if (clause.decisive === 0 || clause.maskedBy !== undefined || clause.breached > 0) return 'not-verified';
      if (level !== 'choice') return 'pass';
      return disputed.has(clause.id) ? 'deviation' : 'choice';
    };
    return { ...clause, level, outcome: outcome() };
  });
}

/** The clauses whose question was answered in two ways, by different parts of one run. */
function disputedClauses(choices: Facts['choices']): ReadonlySet<ClauseId> {
  const twice = choices.filter(({ id, answer }) => choices.some((other) => other.id === id && other.answer !== answer));
  return new Set(twice.map(({ id }) => inconsistent(id, { kind: 'readReservation', channel: 0 })));
}

/** The exit codes, the same on every system. */
export const EXIT = {
  conforms: 0,
  doesNotConform: 1,
  inconclusive: 2,
  baselineDrift: 3,
  badUsage: 4,
  targetUnusable: 5,
  suiteFault: 70,
} as const;

export type VerdictKind = 'conforms' | 'does not conform' | 'inconclusive' | 'baseline drift' | 'target unusable';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly exitCode: number;
  /** Why, one sentence each; never empty. */
  readonly reasons: readonly string[];
}

/**
 * How much a clause counts. `required`: breaking it fails the target. `recommended`: unless only MUST counts.
 * `informational`: it is told and never counts. `not scored`: as that, since the requirement set is older than the clause.
 */
export const WEIGHTS = ['required', 'recommended', 'informational', 'not scored'] as const;
export type Weight = (typeof WEIGHTS)[number];

/** What a clause weighs where no requirement set says otherwise. */
export function usualWeight(level: Level): Weight {
  return level === 'MUST' ? 'required' : 'recommended';
}

/** All that a verdict depends on, so that it can be given on a campaign, on a gated one and on parts put together. */
export interface Evidence {
  readonly clauses: readonly {
    readonly id: string;
    readonly outcome: ClauseOutcome;
    readonly weight: Weight;
    /** Every failure of it is in the baseline, or one that is stands in its way. */
    readonly waived: boolean;
  }[];
  /** How the target ended instead of answering, where no baseline knows it. */
  readonly endings: ReadonlySet<Counterexample['kind']>;
  readonly level: 'must' | 'should';
  /** Why the run ended before its tier was done. */
  readonly cutShort: string | undefined;
  /** What of the baseline no longer holds, a sentence each. */
  readonly drift: readonly string[];
}

export function verdictOf({ clauses, endings, level, cutShort, drift }: Evidence): Verdict {
  const scored = clauses.filter(({ weight }) => weight === 'required' || weight === 'recommended');
  const isBroken = (outcome: ClauseOutcome) => outcome === 'fail' || outcome === 'deviation';
  const broken = (wanted: Weight, waived: boolean) =>
    scored.filter((clause) => isBroken(clause.outcome) && clause.weight === wanted && clause.waived === waived);
  const because = (words: string, found: readonly { readonly id: string }[]) =>
    found.length > 0 ? [`${words}: ${found.map(({ id }) => id).join(', ')}`] : [];

  const deviations = because('a SHOULD clause was broken', broken('recommended', false));
  const wrong = [
    ...because('a MUST clause was broken', broken('required', false)),
    ...(endings.has('crash') ? ['the target crashed'] : []),
    ...(endings.has('timeout') ? ['the target did not answer in time'] : []),
    ...(level === 'should' ? deviations : []),
  ];
  const open = [
    ...(cutShort === undefined ? [] : [`the run ended early: ${cutShort}`]),
    ...because(
      'not verified',
      scored.filter(({ outcome, waived }) => outcome === 'not-verified' && !waived),
    ),
    ...(scored.every(({ outcome }) => outcome === 'not-applicable') ? ['no clause applies to this target'] : []),
  ];
  const known = [
    ...because('in the baseline', [...broken('required', true), ...broken('recommended', true)]),
    ...because(
      'not verified behind what the baseline knows',
      scored.filter(({ outcome, waived }) => outcome === 'not-verified' && waived),
    ),
  ];
  const given = (kind: VerdictKind, exitCode: number, reasons: readonly string[]): Verdict => ({
    kind,
    exitCode,
    reasons: [...reasons, ...known],
  });
  if (endings.has('adapter-fault')) {
    const reasons = ['the target broke the contract', ...wrong, ...drift, ...open];
    return given('target unusable', EXIT.targetUnusable, reasons);
  }
  if (wrong.length > 0) return given('does not conform', EXIT.doesNotConform, [...wrong, ...drift, ...open]);
  if (drift.length > 0) return given('baseline drift', EXIT.baselineDrift, [...drift, ...open]);
  if (open.length > 0) return given('inconclusive', EXIT.inconclusive, open);
  const atMust = deviations.length > 0 ? ' at level MUST' : '';
  const but = known.length > 0 ? ', but for what the baseline knows' : '';
  return given('conforms', EXIT.conforms, [`every clause that applies was honoured${atMust}${but}`, ...deviations]);
}
