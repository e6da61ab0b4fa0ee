/** What a ledger counted of the calls that were judged, as facts: the cells are rows, state by state and class by class. */
import { LIVES } from '../../spec/model.ts';
import { cellIndex, COLUMNS } from '../judge/cells.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Facts } from './facts.ts';

type Counted = Pick<Ledger, 'cells' | 'brokenCells' | 'decisiveCalls' | 'situations'>;

export function judgedFacts(ledger: Counted): Pick<Facts, 'cells' | 'decisiveCalls' | 'situations'> {
  const { decisiveCalls, situations } = ledger;
  return { cells: cellFacts(ledger), decisiveCalls, situations };
}

function cellFacts({ cells, brokenCells }: Counted): Facts['cells'] {
  return LIVES.flatMap((state) =>
    COLUMNS.flatMap((call, column) => {
      const index = cellIndex(state, column);
      const calls = cells[index]!;
      const broken = [...(brokenCells.get(index) ?? [])];
      return calls > 0 || broken.length > 0 ? [{ state, call, calls, broken }] : [];
    }),
  );
}
