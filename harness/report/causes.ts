/**
 * Failures by cause: one that differs from another in nothing but amounts and clause, or whose answers have the same pattern, or that
 * shows in the same kind of call that something was left in the process, is told with it, and so are the clauses that could not be verified because it stood in the way.
 */
import type { ClauseResult } from '../verdict/clause-results.ts';
import type { ReportCounterexample } from './report-schema.ts';

export interface Cause<Failure> {
  readonly shown: Failure;
  /** The same calls with other amounts, answered alike, or answers of the same pattern, under other clauses. */
  readonly also: readonly Failure[];
  /** Clauses that say nothing before this is mended. */
  readonly behind: readonly string[];
}

/** What tells one cause from another, as a report has it. `saw` is there where a call was answered wrongly. */
export type Traits = Pick<ReportCounterexample, 'clause' | 'repeats' | 'program' | 'at' | 'saw' | 'permitted'> & {
  readonly signature: Pick<ReportCounterexample['signature'], 'id'>;
  readonly standing: Pick<ReportCounterexample['standing'], 'kind'>;
  readonly history?: Pick<NonNullable<ReportCounterexample['history']>, 'cause'> | undefined;
  readonly hint?: { readonly pattern: { readonly kind: string } } | undefined;
};

type Clause = Pick<ClauseResult, 'outcome'> & { readonly id: string; readonly maskedBy?: string | undefined };

/** In the order of the failures. Each failure is in one of them. */
export function causesOf<Failure>(
  failures: readonly Failure[],
  clauses: readonly Clause[],
  traitsOf: (failure: Failure) => Traits,
): readonly Cause<Failure>[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const key = kinship(traitsOf(failure));
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].map(([shown, ...also]) => {
    const own = [shown!, ...also].map((failure) => traitsOf(failure).clause);
    const behind = clauses.flatMap((clause) => {
      const root = standsBefore(clause, clauses);
      return root !== undefined && own.includes(root) ? [clause.id] : [];
    });
    return { shown: shown!, also, behind };
  });
}

function kinship(traits: Traits): string {
  const { signature, standing, history, hint, repeats, program, at, saw, permitted } = traits;
  // What is left in a process is seen by many clauses, wherever something is read in the same way.
  if (history?.cause === 'leak' && saw !== undefined)
    return JSON.stringify(['leak', program[at!]!.split(' ')[0], standing.kind]);
  if (saw === undefined || !repeats || history !== undefined) return signature.id;
  // Two amounts that go the same wrong way are one line of code; a condition only says when, and not what.
  if (hint !== undefined && hint.pattern.kind !== 'condition') return JSON.stringify([hint.pattern, standing.kind]);
  return JSON.stringify([program.map(withoutAmounts), at, saw, permitted, standing.kind]);
}

function withoutAmounts(printed: string): string {
  return printed.replace(/ \d+ \d+$/, '');
}

/** The clause at the root of those that stand before one that could not be verified. */
function standsBefore({ id, outcome, maskedBy }: Clause, clauses: readonly Clause[]): string | undefined {
  if (outcome !== 'not-verified' || maskedBy === undefined) return undefined;
  const seen = new Set([id]);
  let root = maskedBy;
  for (;;) {
    const before = clauses.find((other) => other.id === root);
    if (before?.outcome !== 'not-verified' || before.maskedBy === undefined || seen.has(root)) return root;
    seen.add(root);
    root = before.maskedBy;
  }
}
