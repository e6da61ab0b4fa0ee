/** Where the target ended instead of answering, entered into the cells: no call was judged there, and the silence has a name. */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { CELL_STATES, COLUMNS } from '../judge/cells.ts';
import type { AbnormalEnd, Counterexample } from './counterexample.ts';
import { cellAt, failingCell } from './failing-cell.ts';
import type { Cell } from './failing-cell.ts';
import { END_KINDS } from './facts.ts';
import type { CellFacts, EndKind } from './facts.ts';

/** The cells with the ends that the counterexamples show, and with those of the same kinds of which nobody made one small. */
export function withEnds(
  cells: readonly CellFacts[],
  abnormalEnds: readonly AbnormalEnd[],
  counterexamples: readonly Counterexample[],
): readonly CellFacts[] {
  const shown = counterexamples.flatMap((one) => ('end' in one ? [one] : []));
  const repeated = new Set(shown.filter(({ repeats }) => repeats).map(({ kind }) => kind));
  const others = abnormalEnds.filter(({ end }) => repeated.has(end.kind));
  return mergedCells([
    cells,
    shown.flatMap((one) => endedCell(one.kind, failingCell(one))),
    others.flatMap(({ end, program }) => endedCell(end.kind, cellAt(program, end.at))),
  ]);
}

function endedCell(kind: EndKind, cell: Cell | undefined): readonly CellFacts[] {
  return cell === undefined ? [] : [{ ...cell, calls: 0, broken: [], ended: [kind] }];
}

/** The cells of several parts: calls are added, and everything comes out in one order. */
export function mergedCells(parts: readonly (readonly CellFacts[])[]): readonly CellFacts[] {
  const merged = new Map<string, CellFacts>();
  for (const row of parts.flat()) {
    const { state, call, calls } = row;
    const key = `${state} ${call}`;
    const rows = [row, ...(merged.has(key) ? [merged.get(key)!] : [])];
    const broken = CLAUSE_IDS.filter((id) => rows.some((one) => one.broken.includes(id)));
    const ended = END_KINDS.filter((kind) => rows.some((one) => one.ended?.includes(kind)));
    const sum = calls + (merged.get(key)?.calls ?? 0);
    merged.set(key, { state, call, calls: sum, broken, ...(ended.length === 0 ? {} : { ended }) });
  }
  return CELL_STATES.flatMap((state) => COLUMNS.flatMap((call) => merged.get(`${state} ${call}`) ?? []));
}
