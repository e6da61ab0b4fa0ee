/**
 * What a campaign comes to: an outcome a clause, and one verdict with its exit code and its reasons.
 */
import { CLAUSES } from '../spec/clauses.ts';
import type { ClauseId, Level } from '../spec/clauses.ts';
import { brokenClause } from './blame.ts';
import type { Counterexample } from './blame.ts';
import type { Ledger } from './ledger.ts';
import type { Capability } from './target.ts';

/**
 * - `pass`: honoured, at least once where it was decisive. - `choice`: the same, of a question that nothing decides.
 * - `fail`, `deviation`: broken, with a counterexample. - `not-applicable`: needs a capability that was never claimed.
 * - `not-verified`: should have been tried decisively and was not, or another fault stood in the way.
 */
export type ClauseOutcome = 'pass' | 'choice' | 'fail' | 'deviation' | 'not-applicable' | 'not-verified';

export interface ClauseResult {
  readonly id: ClauseId;
  readonly level: Level;
  readonly outcome: ClauseOutcome;
  /** Calls that honoured the clause, and those of them for which a neighbouring input would have had another answer. */
  readonly exercised: number;
  readonly decisive: number;
  /** Programs that broke it, before any was made small. */
  readonly breached: number;
  /** The clause whose fault stood in the way. */
  readonly maskedBy?: ClauseId;
}

export function clauseResults(
  ledger: Ledger,
  capabilities: ReadonlySet<Capability>,
  counterexamples: readonly Counterexample[],
  masked: ReadonlyMap<ClauseId, ClauseId>,
): readonly ClauseResult[] {
  const broken = new Map(counterexamples.map((counterexample) => [brokenClause(counterexample), counterexample]));
  return (Object.keys(CLAUSES) as ClauseId[])
    .filter((id) => (CLAUSES[id].reading ?? ledger.reading) === ledger.reading)
    .map((id) => {
      const { level, needs } = CLAUSES[id];
      const tally = { exercised: ledger.exercised(id), decisive: ledger.decisive(id), breached: ledger.breached(id) };
      const maskedBy = masked.get(id);
      const outcome = (): ClauseOutcome => {
        if (!needs.every((need) => capabilities.has(need))) return 'not-applicable';
        const counterexample = broken.get(id);
        if (counterexample !== undefined) return counterexample.kind === 'fail' ? 'fail' : 'deviation';
        if (tally.decisive === 0 || maskedBy !== undefined || tally.breached > 0) return 'not-verified';
        return level === 'choice' ? 'choice' : 'pass';
      };
      const result = { id, level, outcome: outcome(), ...tally };
      return maskedBy === undefined ? result : { ...result, maskedBy };
    });
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

export type VerdictKind = 'conforms' | 'does not conform' | 'inconclusive' | 'target unusable';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly exitCode: number;
  /** Why, one sentence each; never empty. */
  readonly reasons: readonly string[];
}

export function verdictOf(
  clauses: readonly ClauseResult[],
  counterexamples: readonly Counterexample[],
  level: 'must' | 'should',
  cutShort: string | undefined,
): Verdict {
  const idsWith = (outcome: ClauseOutcome) =>
    clauses.filter((clause) => clause.outcome === outcome).map(({ id }) => id);
  const ended = (kind: Counterexample['kind']) =>
    counterexamples.some((counterexample) => counterexample.kind === kind);
  const because = (words: string, ids: readonly ClauseId[]) => (ids.length > 0 ? [`${words}: ${ids.join(', ')}`] : []);

  const deviations = because('a SHOULD clause was broken', idsWith('deviation'));
  const wrong = [
    ...because('a MUST clause was broken', idsWith('fail')),
    ...(ended('crash') ? ['the target crashed'] : []),
    ...(ended('timeout') ? ['the target did not answer in time'] : []),
    ...(level === 'should' ? deviations : []),
  ];
  const open = [
    ...(cutShort === undefined ? [] : [`the run ended early: ${cutShort}`]),
    ...because('not verified', idsWith('not-verified')),
    ...(clauses.every(({ outcome }) => outcome === 'not-applicable') ? ['no clause applies to this target'] : []),
  ];
  if (ended('adapter-fault')) {
    return {
      kind: 'target unusable',
      exitCode: EXIT.targetUnusable,
      reasons: ['the target broke the contract', ...wrong, ...open],
    };
  }
  if (wrong.length > 0)
    return { kind: 'does not conform', exitCode: EXIT.doesNotConform, reasons: [...wrong, ...open] };
  if (open.length > 0) return { kind: 'inconclusive', exitCode: EXIT.inconclusive, reasons: open };
  const held = `every clause that applies was honoured${deviations.length > 0 ? ' at level MUST' : ''}`;
  return { kind: 'conforms', exitCode: EXIT.conforms, reasons: [held, ...deviations] };
}
