/** What the rows and columns of a matrix add up to. What holds only so far counts for nothing. */
import type { Cell } from './cell.ts';
import { isBroken, isVerified, stands } from './cell-words.ts';
import type { Implementation } from './implementation.ts';

export interface RowTotal {
  readonly verified: number;
  readonly broken: number;
  /** Implementations for which it stands. */
  readonly of: number;
}

export function rowTotal(cells: readonly Cell[], implementations: readonly Implementation[]): RowTotal {
  const verified = cells.filter(({ word }, index) => isVerified(word) && !implementations[index]!.isProvisional);
  return {
    verified: verified.length,
    broken: cells.filter(({ word }) => isBroken(word)).length,
    of: cells.filter(({ word }) => stands(word)).length,
  };
}

/** `31 of 37`, and `31 of 37 so far` where that may still change. */
export function verifiedWords({ counts, clausesTotal, isProvisional }: Implementation): string {
  return `${counts.pass + counts.choice} of ${clausesTotal}${isProvisional ? ' so far' : ''}`;
}

export function brokenCount({ counts }: Implementation): number {
  return counts.fail + counts.deviation;
}
