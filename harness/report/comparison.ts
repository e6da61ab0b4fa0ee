/**
 * What changed from one report to a later one. A failure is the same where clause and signature are, and it is called new or fixed
 * only as far as the other run could have shown it: what no run could show is told as not tried, and never as gone.
 */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { Round } from '../campaign/soak-round.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { parseProgram, ProgramSyntaxError } from '../program/program.ts';
import type { Capability } from '../target.ts';
import { isSmallerTier, programsOf, whyUnseen } from '../verdict/found-by.ts';
import type { WhyUnseen } from '../verdict/found-by.ts';
import type { Report } from './report-schema.ts';

/** A failure that only one of two runs has. `why`: what keeps the other run from telling more. */
export interface FailureChange {
  readonly clause: string;
  readonly id: string;
  readonly why?: string | undefined;
}

export interface ValueChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface Comparison {
  /** In the later run alone. */
  readonly added: readonly FailureChange[];
  /** In the earlier run alone, whose clause the later one verified, by programs that would have shown it. */
  readonly fixed: readonly FailureChange[];
  /** Gone, and the clause is broken in another way. */
  readonly otherwise: readonly FailureChange[];
  /** Gone, and found by chance by a run of another seed. */
  readonly unseen: readonly FailureChange[];
  /** Gone from a run that could not have shown them. */
  readonly untried: readonly FailureChange[];
  /** What has to be the same for the numbers of both runs to mean the same. */
  readonly run: readonly ValueChange[];
  readonly clauses: readonly ValueChange[];
  readonly choices: readonly ValueChange[];
  readonly readings: readonly ValueChange[];
  /** Whatever of it is worse or no longer known, in words. */
  readonly worse: readonly string[];
}

export interface ComparisonOptions {
  /** Whether the later run tried the programs that failed in the earlier one, as part of its corpus. */
  readonly isTriedAgain?: boolean;
}

const NOT_TRIED = 'not tried';

/** Pure. */
export function comparison(old: Report, recent: Report, options: ComparisonOptions = {}): Comparison {
  const failures = failureChanges(old, recent, options);
  const soFar = ({ name, before, after }: ValueChange) => ({
    name,
    before: heldSoFar(before, old),
    after: heldSoFar(after, recent),
  });
  return {
    ...failures,
    run: changed(conditions(old), conditions(recent)),
    clauses: changed(outcomes(old), outcomes(recent)).map(soFar),
    choices: changed(choices(old), choices(recent)),
    readings: changed(readings(old), readings(recent)).map(soFar),
    worse: worseIn(old, recent, failures),
  };
}

type Failures = Pick<Comparison, 'added' | 'fixed' | 'otherwise' | 'unseen' | 'untried'>;
type Failure = Report['counterexamples'][number];

function failureChanges(old: Report, recent: Report, options: ComparisonOptions): Failures {
  const [before, after] = [waysOf(old), waysOf(recent)];
  const changes: { [Kind in keyof Failures]: FailureChange[] } = {
    added: [],
    fixed: [],
    otherwise: [],
    unseen: [],
    untried: [],
  };
  for (const one of recent.counterexamples) {
    if (before.has(keyOf(one.signature))) continue;
    changes.added.push(changeOf(one, untriedIn(one, recent, old) ?? weakerIn(one, recent, old)?.why));
  }
  for (const one of old.counterexamples) {
    if (after.has(keyOf(one.signature))) continue;
    const [kind, why] = goneAs(one, old, recent, options);
    changes[kind].push(changeOf(one, why));
  }
  return changes;
}

function goneAs(
  one: Failure,
  old: Report,
  recent: Report,
  { isTriedAgain = false }: ComparisonOptions,
): readonly [kind: Exclude<keyof Failures, 'added'>, why?: string] {
  const untried = untriedIn(one, old, recent);
  if (untried !== undefined) return ['untried', untried];
  if (isBroken(outcomeIn(recent, one.signature.clause))) return ['otherwise', 'the clause is broken in another way'];
  if (!one.repeats) return ['unseen', 'it never failed twice'];
  const isSure = isTriedAgain && recent.strategies.every(({ name, endedEarly }) => name !== 'corpus' || !endedEarly);
  // Parts of a run, workers and shorter runs have less run before it.
  if (!isSure && (one.history?.programs.length ?? 0) > 1)
    return ['unseen', 'it needs what ran before it in its process'];
  const weaker = isSure ? undefined : weakerIn(one, old, recent);
  return weaker === undefined ? ['fixed'] : [weaker.isByChance ? 'unseen' : 'untried', weaker.why];
}

function changeOf({ signature: { clause, id } }: Failure, why: string | undefined): FailureChange {
  return { clause, id, ...(why === undefined ? {} : { why }) };
}

/** All ways in which a run saw something broken: a clause shows one of its ways, and names the others. */
function waysOf({ counterexamples, clauses, endWays = [] }: Report): ReadonlySet<string> {
  return new Set([
    ...counterexamples.map(({ signature }) => keyOf(signature)),
    ...clauses.flatMap(({ id, outcome, ways = [] }) =>
      isBroken(outcome) ? ways.map((way) => keyOf({ clause: id, id: way })) : [],
    ),
    ...endWays.map(keyOf),
  ]);
}

function keyOf({ clause, id }: { readonly clause: string; readonly id: string }): string {
  return `${clause} ${id}`;
}

/** Why a failure that was found in one run could not have been shown by the other one; nothing where it could. */
function untriedIn(one: Failure, found: Report, other: Report): string | undefined {
  const { clause } = one.signature;
  const outcome = outcomeIn(other, clause);
  if (other.verdict.kind === 'target unusable') return 'the target could not be tried';
  if (other.extent.kind === 'shard') return 'one part of a run';
  if (other.extent.kind === 'partial') return 'the run ended early';
  if (found.reading !== other.reading) return `reading ${other.reading}`;
  if (outcome === undefined && isClause(clause)) return 'the clause was not selected';
  if (outcome === 'not-applicable') return 'it is not claimed';
  if (outcome === 'not-verified') return 'the clause was not verified';
  const unclaimed = found.target.capabilities.filter((claim) => !other.target.capabilities.includes(claim));
  const isOutOfReach = unclaimed.length > 0 && (outcome === undefined || !canRun(other, one));
  return isOutOfReach ? `not claimed: ${unclaimed.join(', ')}` : undefined;
}

/** Whether a target of these claims can be given the program. What a file says is no program cannot. */
function canRun({ target }: Report, { program }: Failure): boolean {
  try {
    return isRunnable(parseProgram(program.join('\n')), new Set(target.capabilities as Capability[]));
  } catch (error) {
    if (error instanceof ProgramSyntaxError) return false;
    throw error;
  }
}

/** Why the other run need not have come upon a failure although it tried the clause; nothing where it had to. */
function weakerIn({ original }: Failure, found: Report, other: Report): WhyUnseen | undefined {
  const { round, strategy } = original;
  if (round !== undefined && !isSmallerTier(other.tier, found.tier)) return roundMissing(round, found, other);
  const { tier, seed, strategies } = found;
  return whyUnseen({ tier, seed, strategy, programs: programsOf(strategy, strategies) }, other);
}

/** Nothing where the other run had the same round, and all of it. */
function roundMissing({ number, seed }: Round, found: Report, other: Report) {
  const had = other.verdict.scope.soak?.rounds ?? 0;
  if (found.seed === other.seed && had >= number) return undefined;
  return {
    why: `found in round ${number} of a soak, of seed ${seed}, and the other run had not that one`,
    isByChance: true,
  };
}

function isClause(id: string): boolean {
  return (CLAUSE_IDS as readonly string[]).includes(id);
}

function outcomeIn({ clauses }: Report, clause: string): string | undefined {
  return clauses.find(({ id }) => id === clause)?.outcome;
}

function isVerified(outcome: string | undefined): boolean {
  return outcome === 'pass' || outcome === 'choice';
}

function isBroken(outcome: string | undefined): boolean {
  return outcome === 'fail' || outcome === 'deviation';
}

type Rows = ReadonlyMap<string, string>;

function worseIn(old: Report, recent: Report, { added, untried }: Failures): readonly string[] {
  const gone = (before: Rows, after: Rows, isGood: (value: string) => boolean) =>
    [...before].filter(([key, value]) => isGood(value) && !isGood(after.get(key) ?? NOT_TRIED)).map(([key]) => key);
  const broken = recent.clauses.filter(({ outcome }) => isBroken(outcome)).map(({ id }) => id);
  const lost = gone(outcomes(old), outcomes(recent), isVerified).filter((id) => !broken.includes(id));
  const unsatisfied = gone(readings(old), readings(recent), (value) => value === 'satisfied');
  const answers = choices(recent);
  const otherwise = [...choices(old)].filter(([id, answer]) => answers.get(id) !== answer).map(([id]) => id);
  const isGiven = ({ verdict }: Report) => verdict.kind === 'conforms' || verdict.kind === 'does not conform';
  const isNoLonger =
    (old.verdict.kind === 'conforms' && recent.verdict.kind !== 'conforms') || (isGiven(old) && !isGiven(recent));
  return [
    ...(added.length > 0 ? [`${added.length} new ${added.length === 1 ? 'failure' : 'failures'}`] : []),
    ...(untried.length > 0 ? [`no longer tried: ${untried.map(keyOf).join(', ')}`] : []),
    ...(lost.length > 0 ? [`no longer verified: ${lost.join(', ')}`] : []),
    ...(unsatisfied.length > 0 ? [`no longer satisfied: reading ${unsatisfied.join(', ')}`] : []),
    ...(otherwise.length > 0 ? [`answered otherwise or no longer: ${otherwise.join(', ')}`] : []),
    ...(isNoLonger ? [`the verdict is ${recent.verdict.kind}`] : []),
  ];
}

function conditions({ suite, tier, reading, extent, asked, target }: Report): Rows {
  return new Map([
    ['target', target.name],
    ['suite', suite.version],
    ['tier', tier],
    ['reading', reading],
    ['extent', extent.kind],
    ['clauses', asked.clauses.join(' ') || 'all'],
    ['capabilities', target.capabilities.toSorted().join(' ') || 'none'],
  ]);
}

function outcomes({ clauses }: Report): Rows {
  return new Map(clauses.map(({ id, outcome, waived }) => [id, waived ? `${outcome}, waived` : outcome]));
}

function choices(report: Report): Rows {
  return new Map(report.choices.map(({ id, answer }) => [id, answer]));
}

/** What holds in a part of a run, or in one that ended early, holds so far. */
function heldSoFar(value: string, { extent }: Report): string {
  return extent.kind !== 'whole' && (isVerified(value) || value === 'satisfied') ? `${value} so far` : value;
}

function readings(report: Report): Rows {
  return new Map(report.readings.map(({ reading, satisfied }) => [reading, satisfied ? 'satisfied' : 'not satisfied']));
}

function changed(before: Rows, after: Rows): readonly ValueChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({ name, before: before.get(name) ?? NOT_TRIED, after: after.get(name) ?? NOT_TRIED }));
}
