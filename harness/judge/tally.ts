/**
 * What a campaign has shown so far under one reading, counted. Arrays of numbers, since every call of every trace is counted.
 */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { LIVES } from '../../spec/model.ts';
import { COLUMNS } from './cells.ts';

export interface Tally {
  /** By index into `CLAUSE_IDS`: calls that honoured the clause, and those of them that were decisive. */
  readonly honoured: Float64Array;
  readonly decisive: Float64Array;
  /** By `cellIndex`: how often a call was judged there. */
  readonly cells: Float64Array;
  calls: number;
  decisiveCalls: number;
}

export function emptyTally(): Tally {
  return {
    honoured: new Float64Array(CLAUSE_IDS.length),
    decisive: new Float64Array(CLAUSE_IDS.length),
    cells: new Float64Array(LIVES.length * COLUMNS.length),
    calls: 0,
    decisiveCalls: 0,
  };
}

const CLAUSE_INDICES: ReadonlyMap<ClauseId, number> = new Map(CLAUSE_IDS.map((clause, index) => [clause, index]));

export function clauseIndex(clause: ClauseId): number {
  return CLAUSE_INDICES.get(clause)!;
}
