/**
 * The score line: clauses by outcome, the waived ones apart, and beside them the ways in which the target ended, which are no
 * clause's. The counts add up to all clauses; those that are zero are left out of the line.
 */
import type { Counterexample } from '../campaign/counterexample.ts';
import type { Facts } from '../campaign/facts.ts';
import type { ClauseOutcome } from '../verdict/clause-results.ts';

export type Counts = Readonly<Record<ClauseOutcome | 'crash' | 'timeout' | 'adapter-fault' | 'waived', number>>;

export function countsOf(
  clauses: readonly { readonly outcome: ClauseOutcome; readonly waived: boolean }[],
  endings: readonly { readonly kind: Counterexample['kind'] }[],
): Counts {
  const having = (outcome: ClauseOutcome) =>
    clauses.filter((clause) => !clause.waived && clause.outcome === outcome).length;
  const ended = (kind: Counterexample['kind']) => endings.filter((one) => one.kind === kind).length;
  return {
    pass: having('pass'),
    choice: having('choice'),
    fail: having('fail'),
    deviation: having('deviation'),
    'not-applicable': having('not-applicable'),
    'not-verified': having('not-verified'),
    crash: ended('crash'),
    timeout: ended('timeout'),
    'adapter-fault': ended('adapter-fault'),
    waived: clauses.filter(({ waived }) => waived).length,
  };
}

/** How many calls had an answer that was judged, of all that were made. */
export function callsJudged({ cells }: Pick<Facts, 'cells'>): number {
  return cells.reduce((sum, { calls }) => sum + calls, 0);
}

/** Whether the target satisfies a reading: of one that was judged in no call it cannot be told. */
export function satisfiedWord({ satisfied }: Facts['readings'][number], judged: number): 'yes' | 'no' | 'not known' {
  if (judged === 0) return 'not known';
  return satisfied ? 'yes' : 'no';
}

export function tallyLine(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${outcome}`)
    .join(', ');
}
