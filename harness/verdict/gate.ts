/**
 * Verdict and policy to an exit code. The gate decides what counts: requirement set, baseline, level, required points. It changes
 * nothing of the verdict, and green is only given by a gate that ran. Pure: the clock is a date given from outside.
 */
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import type { Facts } from '../campaign/facts.ts';
import { signatureOf } from '../campaign/signature.ts';
import type { Signature } from '../judge/finding-signature.ts';
import { driftOf, waiverOf, waysOf } from './baseline.ts';
import type { Baseline, Drift, Waiver } from './baseline.ts';
import type { ClauseResult } from './clause-results.ts';
import { EXIT } from './exit-codes.ts';
import type { Gate } from './exit-codes.ts';
import { CAPABILITIES_OF_POINT, POINTS } from './points.ts';
import type { Point } from './points.ts';
import type { Requirements } from './requirements.ts';
import { sentenceOf } from './sentence.ts';
import { soakCut } from './soak-words.ts';
import type { Known } from './sentence.ts';
import { ENDING_SENTENCES, named, ONLY_STATUS, REFUSED_ALONE, verdictOf } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import { countInDoubt, inDoubtWords } from './unrepeated-words.ts';
import { isScored, usualWeight } from './weight.ts';
import type { Weight } from './weight.ts';

/** What the user asks of a verdict. Nothing at all where absent: every clause counts by its level. */
export interface Policy {
  /** `must`: a deviation does not fail the target. `should` where absent. */
  readonly level?: 'must' | 'should';
  /** The points that have to be observed. `status` alone says that status codes are enough. */
  readonly require?: readonly Point[];
  /** So many hangs and broken answers that did not repeat leave the gate green; none where absent. */
  readonly tolerateFlaky?: number;
  /** Today as YYYY-MM-DD; needed where a baseline has entries that expire. */
  readonly today?: string;
  readonly requirements?: Requirements | undefined;
  readonly baseline?: Baseline | undefined;
  readonly isSelected?: (clause: string) => boolean;
}

/** Whether a failure counts. `informational`: its clause does not. */
export type Standing =
  | { readonly kind: 'counts' }
  | { readonly kind: 'waived'; readonly waiver: Waiver }
  | { readonly kind: 'informational'; readonly why: string };

/** The result of a clause, and how much it counts. */
export interface GatedClause extends ClauseResult {
  readonly weight: Weight;
  /** Every failure of it is in the baseline, or one that is stands in its way. */
  readonly waived: boolean;
}

/** A counterexample, its signature, and whether it counts. */
export interface GatedFailure {
  readonly counterexample: Counterexample;
  readonly signature: Signature;
  readonly standing: Standing;
}

/** Everything that is said of a run: the one sentence, the verdict and the gate, and what each failure counts for. */
export interface Gated {
  /** The one sentence for the verdict, which every renderer shows. */
  readonly sentence: string;
  readonly verdict: Verdict;
  readonly gate: Gate;
  readonly clauses: readonly GatedClause[];
  readonly failures: readonly GatedFailure[];
  readonly drift: readonly Drift[];
}

/** The sentence, the verdict and the exit code of a campaign under a policy. Pure; throws nothing. */
export function gate(facts: Facts, policy: Policy = {}): Gated {
  const verdict = verdictOf(facts);
  const failures = standingFailures(facts, verdict, policy);
  const clauses = gatedClauses(verdict, failures, policy);
  const drift = driftUnder(policy, facts, clauses, failures);
  const held: Held = { verdict, failures, clauses, drift, policy };
  const outcome = decide(held);
  const known = knownIn(held);
  return { sentence: sentenceOf(verdict, outcome, known), verdict, gate: outcome, clauses, failures, drift };
}

interface Held {
  readonly verdict: Verdict;
  readonly failures: readonly GatedFailure[];
  readonly clauses: readonly GatedClause[];
  readonly drift: readonly Drift[];
  readonly policy: Policy;
}

function weightUnder({ requirements }: Policy, id: ClauseId): Weight {
  return requirements?.weightOf(id) ?? usualWeight(CLAUSES[id].level);
}

/** Whether a clause fails the target where it is broken and not known. */
export function countsUnder(policy: Policy, id: ClauseId): boolean {
  const weight = weightUnder(policy, id);
  return weight === 'required' || (weight === 'recommended' && policy.level !== 'must');
}

function standingFailures(facts: Facts, verdict: Verdict, policy: Policy): readonly GatedFailure[] {
  const { baseline, requirements } = policy;
  return facts.counterexamples.map((counterexample): GatedFailure => {
    const signature = signatureOf(counterexample);
    const clause = verdict.clauses.find(({ id }) => id === signature.clause);
    const weight = clause && weightUnder(policy, clause.id);
    const standing = (): Standing => {
      // A target that breaks the contract was not tried at all, so there is nothing to waive.
      const waiver = signature.clause === 'adapter-fault' ? undefined : baseline && waiverOf(baseline, signature);
      if (waiver !== undefined) return { kind: 'waived', waiver };
      if (weight === undefined || isScored(weight)) return { kind: 'counts' };
      return { kind: 'informational', why: `${weight} by requirement set ${requirements?.revision}` };
    };
    return { counterexample, signature, standing: standing() };
  });
}

function gatedClauses({ clauses }: Verdict, failures: readonly GatedFailure[], policy: Policy): readonly GatedClause[] {
  const { baseline } = policy;
  /** A clause behind a known failure cannot be verified until that is mended, which the baseline says may wait. */
  function isWaived({ id, outcome, maskedBy, ways = [] }: ClauseResult, seen: readonly string[] = []): boolean {
    const against = failures.filter(({ signature }) => signature.clause === id);
    const isKnown = (way: string) =>
      baseline !== undefined && waiverOf(baseline, { clause: id, id: way }) !== undefined;
    if (against.length > 0) return against.every(({ standing }) => standing.kind === 'waived') && ways.every(isKnown);
    const before = outcome === 'not-verified' && clauses.find((other) => other.id === maskedBy);
    return before && !seen.includes(id) ? isWaived(before, [...seen, id]) : false;
  }
  return clauses.map((clause) => ({ ...clause, weight: weightUnder(policy, clause.id), waived: isWaived(clause) }));
}

function driftUnder(
  { baseline, today = '', isSelected }: Policy,
  facts: Facts,
  clauses: readonly GatedClause[],
  failures: readonly GatedFailure[],
): readonly Drift[] {
  if (baseline === undefined) return [];
  return driftOf(baseline, today, {
    clauses,
    signatures: [...failures.map(({ signature }) => signature), ...waysOf(clauses, facts.endWays)],
    isWhole: facts.cutShort === undefined && facts.shard === undefined,
    tried: facts,
    isSelected: isSelected ?? ((clause) => facts.deselected.every(({ id }) => id !== clause)),
  });
}

/** By precedence: unusable, does not conform, baseline drift, inconclusive, and only then green. */
function decide(held: Held): Gate {
  const { verdict, drift } = held;
  const wrong = countingFailures(held);
  const { unfinished } = verdict.scope;
  const drifted = drift.map(({ message }) => `baseline ${message}`);
  const open = openAtTheGate(held);
  const given = (exitCode: number, ...reasons: (readonly string[])[]): Gate => ({ exitCode, reasons: reasons.flat() });
  if (verdict.kind === 'target unusable') return given(EXIT.targetUnusable, verdict.reasons, drifted);
  if (wrong.length > 0) return given(EXIT.doesNotConform, wrong, drifted, open);
  if (drifted.length > 0) return given(EXIT.baselineDrift, drifted, open);
  if (open.length > 0) return given(EXIT.inconclusive, open);
  // A strategy that gave up may have had more to show.
  if (unfinished.length > 0) return given(EXIT.inconclusive, [`ended early: ${unfinished.join(', ')}`]);
  return given(EXIT.conforms);
}

function isBroken({ outcome }: ClauseResult): boolean {
  return outcome === 'fail' || outcome === 'deviation';
}

/** Broken, neither known nor left out by the policy. */
function countsAgainst(clause: GatedClause, { policy }: Held): boolean {
  return isBroken(clause) && !clause.waived && countsUnder(policy, clause.id);
}

function countingFailures(held: Held): readonly string[] {
  const endings = held.failures.flatMap(({ counterexample, standing }) =>
    standing.kind === 'counts' && 'end' in counterexample ? [counterexample.end.kind] : [],
  );
  const ends = held.failures.flatMap(({ counterexample }) => ('end' in counterexample ? [counterexample.kind] : []));
  // What has no program to show is in no baseline.
  endings.push(...held.verdict.endings.filter((kind) => kind !== 'adapter-fault' && !ends.includes(kind)));
  return [
    ...held.clauses.filter((clause) => countsAgainst(clause, held)).map(({ id }) => `${named(id)} was broken`),
    ...[...new Set(endings)].map((kind) => ENDING_SENTENCES[kind]),
  ];
}

function openAtTheGate({ verdict, clauses, policy }: Held): readonly string[] {
  const { part, cutShort, points, unrepeated, isRefusedAlone } = verdict.scope;
  const isTolerated = countInDoubt(unrepeated) <= (policy.tolerateFlaky ?? 0);
  const required = POINTS.filter((point) =>
    [policy.require, policy.requirements?.points].some((asked) => asked?.includes(point)),
  );
  const early = cutShort === undefined ? [] : [`the run ended early: ${cutShort}`];
  if (part !== undefined) return [`part ${part.number} of ${part.of}: merge the parts for a verdict`, ...early];
  const notVerified = clauses.filter(
    ({ outcome, waived, weight }) => outcome === 'not-verified' && !waived && isScored(weight),
  );
  const applies = clauses.some(({ outcome, weight }) => outcome !== 'not-applicable' && isScored(weight));
  const onlyStatus = points.length === 1 && points[0] === 'status' && required.length === 0;
  return [
    ...early,
    ...soakCut(verdict.scope),
    ...(notVerified.length > 0 ? [`not verified: ${notVerified.map(({ id }) => id).join(', ')}`] : []),
    ...(applies ? [] : ['no clause applies to this target']),
    ...required.filter((point) => !points.includes(point)).map(notObserved),
    ...(onlyStatus ? [`${ONLY_STATUS}; --require status says that this is enough`] : []),
    ...(isRefusedAlone ? [REFUSED_ALONE] : []),
    ...(isTolerated ? [] : inDoubtWords(unrepeated).map((words) => `${words}; --tolerate-flaky N lets N of them pass`)),
  ];
}

function notObserved(point: Point): string {
  const needs = CAPABILITIES_OF_POINT[point].join(' and ');
  return `${point} is required and was not observed${needs === '' ? '' : `: claim ${needs}`}`;
}

function knownIn(held: Held): Known {
  const broken = held.clauses.filter(isBroken);
  const ended = held.failures.filter(({ counterexample }) => 'end' in counterexample);
  const endings = held.verdict.endings.filter((kind) => {
    const alike = ended.filter(({ counterexample }) => counterexample.kind === kind);
    return alike.length > 0 && alike.every(({ standing }) => standing.kind === 'waived');
  });
  return {
    inBaseline: [...broken.filter(({ waived }) => waived).map(({ id }) => id), ...endings],
    notCounted: broken.filter((clause) => !clause.waived && !countsAgainst(clause, held)).map(({ id }) => id),
  };
}
