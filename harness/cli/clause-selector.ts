/** Globs over clause ids. */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { matchesGlob } from '../program/glob.ts';
import { excerpt } from '../program/visible.ts';
import { didYouMean, nearest } from './suggestion.ts';
import { UsageError } from '../usage-error.ts';

/** Throws `UsageError` where a glob matches no clause: it would select nothing in silence. */
export function clauseSelector(globs: readonly string[]): (clause: string) => boolean {
  if (globs.length === 0) return () => true;
  const selected = new Set<string>();
  for (const glob of globs) {
    const ids = CLAUSE_IDS.filter((id) => matchesGlob(glob, id));
    if (ids.length === 0) {
      const hint = didYouMean(nearest(glob, CLAUSE_IDS));
      throw new UsageError(`no clause matches "${excerpt(glob)}"; see "kmcl-conformance list clauses"${hint}`);
    }
    for (const id of ids) selected.add(id);
  }
  return (clause) => selected.has(clause);
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
