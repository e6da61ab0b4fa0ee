/**
 * Globs over clause ids: `*` is any text, `?` any one character.
 */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { UsageError } from '../usage-error.ts';

/** Throws `UsageError` where a glob matches no clause: it would select nothing in silence. */
export function clauseSelector(globs: readonly string[]): (clause: string) => boolean {
  if (globs.length === 0) return () => true;
  const patterns = globs.map((glob) => new RegExp(`^${escaped(glob).replace(/\*/g, '.*').replace(/\?/g, '.')}$`));
  for (const [index, pattern] of patterns.entries()) {
    if (!CLAUSE_IDS.some((id) => pattern.test(id))) {
      throw new UsageError(`no clause matches "${globs[index]}"; see "kmcl-conformance list clauses"`);
    }
  }
  return (clause) => patterns.some((pattern) => pattern.test(clause));
}

/**
 * The same for a run that is over, out of its globs and the clauses in its report. How a target can end is no clause, and is
 * always selected.
 */
export function reportedSelector(
  globs: readonly string[],
  reported: readonly { readonly id: string }[],
): (clause: string) => boolean {
  const selected = new Set(reported.map(({ id }) => id));
  return (clause) => globs.length === 0 || selected.has(clause) || !isClause(clause);
}

export function isClause(id: string): id is ClauseId {
  return (CLAUSE_IDS as readonly string[]).includes(id);
}

function escaped(glob: string): string {
  return glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
}
