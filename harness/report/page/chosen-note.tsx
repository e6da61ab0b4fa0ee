/** Which cell is chosen, what of this part of the page belongs to it, and the way to let it go. */
import { cellWords, chosenCell } from './chosen-cell.ts';
import type { Cell } from './chosen-cell.ts';
import type { Report } from './read-report.ts';
import { useSelection } from './selection.ts';

interface ChosenNoteProps {
  readonly report: Report;
  /** What is marked here for the cell, as a sentence goes on. */
  readonly told: (cell: Cell) => string;
}

export function ChosenNote({ report, told }: ChosenNoteProps) {
  const [selection, select] = useSelection();
  const cell = chosenCell(selection, report);
  if (cell === undefined) return null;
  return (
    <p class="chosen-note">
      <span>
        Chosen: <b>{cellWords(cell)}</b>. {told(cell)}
      </span>
      <button
        type="button"
        onClick={() => select({ state: undefined, class: undefined, call: undefined, pair: undefined })}
      >
        clear
      </button>
    </p>
  );
}
