/**
 * The outcome of each clause of a campaign. The one classification that every renderer counts by.
 */
import { CLAUSES } from '../../spec/clauses.ts';
import type { Level } from '../../spec/clause.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { brokenClause } from '../campaign/counterexample.ts';
import type { ClauseFacts, Facts } from '../campaign/facts.ts';
import { inconsistent } from '../judge/judge.ts';

/**
 * - `pass`: honoured, at least once where it was decisive. - `choice`: the same, of a question that nothing decides.
 * - `fail`, `deviation`: broken, with a counterexample. - `not-applicable`: needs a capability that was never claimed.
 * - `not-verified`: should have been tried decisively and was not, or another fault stood in the way.
 */
export const CLAUSE_OUTCOMES = ['pass', 'choice', 'fail', 'deviation', 'not-applicable', 'not-verified'] as const;
export type ClauseOutcome = (typeof CLAUSE_OUTCOMES)[number];

/** What became of one clause: its counts, its level, and the outcome that follows from them. */
export interface ClauseResult extends ClauseFacts {
  readonly level: Level;
  readonly outcome: ClauseOutcome;
}

/** The outcome of each clause that was selected, in the order of the specification. Pure. */
export function clauseResults(
  facts: Pick<Facts, 'target' | 'clauses' | 'counterexamples' | 'choices'>,
): readonly ClauseResult[] {
  const capabilities = new Set(facts.target.capabilities);
  const disputed = disputedClauses(facts.choices);
  return facts.clauses.map((clause) => {
    const { level, needs } = CLAUSES[clause.id];
    const outcome = (): ClauseOutcome => {
      // What was seen broken is told first: no capability that is claimed or not can take it back.
      const against = facts.counterexamples.filter((counterexample) => brokenClause(counterexample) === clause.id);
      if (against.length > 0) return against.some(({ kind }) => kind === 'fail') ? 'fail' : 'deviation';
      if (!needs.every((need) => capabilities.has(need))) return 'not-applicable';
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
