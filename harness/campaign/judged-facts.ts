/** What a ledger counted of the calls that were judged, as facts: clause by clause, and the cells state by state and class by class. */
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { CELL_STATES, cellIndex, COLUMNS } from '../judge/cells.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { ClauseFacts, Facts, Snapshot } from './facts.ts';

type Counted = Pick<Ledger, 'cells' | 'brokenCells' | 'decisiveCalls' | 'situations'>;

export function judgedFacts(ledger: Counted): Pick<Facts, 'cells' | 'decisiveCalls' | 'situations'> {
  const { decisiveCalls, situations } = ledger;
  return { cells: cellFacts(ledger), decisiveCalls, situations };
}

export function snapshotOf(
  ledger: Ledger,
  clauses: readonly ClauseFacts[],
): Omit<Snapshot, 'programs' | 'calls' | 'unrepeated'> {
  const { reading, choices } = ledger;
  return { reading, clauses, choices, ...judgedFacts(ledger) };
}

/** A row for each clause that is selected and stands under the reading. */
export function clauseFacts(
  ledger: Ledger,
  masked: ReadonlyMap<ClauseId, ClauseId>,
  selects: (clause: ClauseId) => boolean,
): readonly ClauseFacts[] {
  const { reading } = ledger;
  return CLAUSE_IDS.filter((id) => selects(id) && (CLAUSES[id].reading ?? reading) === reading).map((id) => {
    const maskedBy = masked.get(id);
    const ways = [...ledger.variants(id).keys()].toSorted();
    return {
      id,
      exercised: ledger.exercised(id),
      decisive: ledger.decisive(id),
      breached: ledger.breached(id),
      ...(maskedBy === undefined ? {} : { maskedBy }),
      ...(ways.length === 0 ? {} : { ways }),
    };
  });
}

function cellFacts({ cells, brokenCells }: Counted): Facts['cells'] {
  return CELL_STATES.flatMap((state) =>
    COLUMNS.flatMap((call, column) => {
      const index = cellIndex(state, column);
      const calls = cells[index]!;
      const broken = [...(brokenCells.get(index) ?? [])];
      return calls > 0 || broken.length > 0 ? [{ state, call, calls, broken }] : [];
    }),
  );
}
