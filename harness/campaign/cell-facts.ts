/** The cells of a ledger as rows, state by state and class by class. */
import { LIVES } from '../../spec/model.ts';
import { cellIndex, COLUMNS } from '../judge/cells.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { CellFacts } from './facts.ts';

export function cellFacts({ cells, brokenCells }: Pick<Ledger, 'cells' | 'brokenCells'>): readonly CellFacts[] {
  return LIVES.flatMap((state) =>
    COLUMNS.flatMap((call, column) => {
      const index = cellIndex(state, column);
      const calls = cells[index]!;
      const broken = [...(brokenCells.get(index) ?? [])];
      return calls > 0 || broken.length > 0 ? [{ state, call, calls, broken }] : [];
    }),
  );
}
