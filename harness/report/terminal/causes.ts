/**
 * Failures by cause: one that differs from another in nothing but amounts and clause, or whose answers have the same pattern, or that
 * shows in the same kind of call that something was left in the process, is told with it, and so are the clauses that could not be verified because it stood in the way.
 */
import { describeAnswers, describeResponse } from '../../../spec/answer.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { brokenClause } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import type { Gated, GatedClause, GatedFailure } from '../../verdict/gate.ts';

export interface Cause {
  readonly shown: GatedFailure;
  /** The same calls with other amounts, answered alike, or answers of the same pattern, under other clauses. */
  readonly also: readonly GatedFailure[];
  /** Clauses that say nothing before this is mended. */
  readonly behind: readonly ClauseId[];
}

/** In the order of the failures. Each failure is in one of them. */
export function causesOf({ failures, clauses }: Pick<Gated, 'failures' | 'clauses'>): readonly Cause[] {
  const groups = new Map<string, GatedFailure[]>();
  for (const failure of failures) {
    const key = kinship(failure);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].map(([shown, ...also]) => {
    const own = [shown!, ...also].map(({ counterexample }) => brokenClause(counterexample));
    const behind = clauses.flatMap((clause) => {
      const root = standsBefore(clause, clauses);
      return root !== undefined && own.includes(root) ? [clause.id] : [];
    });
    return { shown: shown!, also, behind };
  });
}

function kinship({ counterexample, standing, signature }: GatedFailure): string {
  // What is left in a process is seen by many clauses, wherever something is read in the same way.
  if (counterexample.history?.cause === 'leak' && 'finding' in counterexample)
    return JSON.stringify(['leak', counterexample.finding.call.kind, standing.kind]);
  if (!isAlone(counterexample)) return signature.id;
  const { finding, hint, minimized } = counterexample;
  // Two amounts that go the same wrong way are one line of code; a condition only says when, and not what.
  if (hint !== undefined && hint.pattern.kind !== 'condition') return JSON.stringify([hint.pattern, standing.kind]);
  const calls = minimized.program.map((call) => [call.kind, call.channel, 'endpoint' in call ? call.endpoint : '']);
  return JSON.stringify([
    calls,
    finding.at,
    describeResponse(finding.saw),
    describeAnswers(finding.permitted),
    standing.kind,
  ]);
}

function isAlone(one: Counterexample): one is Counterexample & { readonly kind: 'fail' } {
  return 'finding' in one && one.repeats && one.history === undefined;
}

/** The clause at the root of those that stand before one that could not be verified. */
function standsBefore({ id, outcome, maskedBy }: GatedClause, clauses: readonly GatedClause[]): ClauseId | undefined {
  if (outcome !== 'not-verified' || maskedBy === undefined) return undefined;
  const seen = new Set<ClauseId>([id]);
  let root = maskedBy;
  for (;;) {
    const before = clauses.find((other) => other.id === root);
    if (before?.outcome !== 'not-verified' || before.maskedBy === undefined || seen.has(root)) return root;
    seen.add(root);
    root = before.maskedBy;
  }
}
