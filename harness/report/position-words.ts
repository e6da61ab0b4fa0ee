/** The position that a clause takes, and of an open question also what a target is free to do and what it is not. */
import type { Clause } from '../../spec/clause.ts';

export function positionWords({ level, position }: Pick<Clause, 'level' | 'position'>): string {
  if (level !== 'choice') return position;
  return `${position} It has to be one of the two, and the same one each time: another answer, or now one and now the other, breaks it.`;
}
