/** One clause of one implementation: a mark, its word where there is room, and the way to the report. */
import { cellWords, isLeftOut } from '../../matrix/cell-words.ts';
import type { Cell } from '../../matrix/cell.ts';
import type { Implementation } from '../../matrix/implementation.ts';
import { clauseLink, failureLink } from '../../matrix/report-links.ts';
import { OutcomeMark } from '../outcome-mark.tsx';
import { toneOf } from '../tone.ts';

/** The place of a cell: its row among those that are shown, and its implementation. */
export type Place = readonly [row: number, column: number];

interface GridCellProps {
  readonly cell: Cell;
  readonly one: Implementation;
  /** Absent for a way of ending. */
  readonly clause: string | undefined;
  readonly place: Place;
  /** It is the one cell that the keyboard comes to. */
  readonly isStop: boolean;
  readonly onFocus: (place: Place) => void;
}

export function GridCell({ cell, one, clause, place, isStop, onFocus }: GridCellProps) {
  const { label, isProvisional } = one;
  const words = cellWords(cell, isProvisional);
  const outcome = outcomeOf(cell);
  const shared = {
    'data-place': place.join(' '),
    tabIndex: isStop ? 0 : -1,
    title: `${label}: ${words}`,
    onFocus: () => onFocus(place),
  };
  const content = (
    <>
      {outcome === undefined ? <span class="left-out" aria-hidden="true" /> : <OutcomeMark outcome={outcome} />}
      <span class="word">{words}</span>
      <span class="note" aria-hidden="true">
        {noteOf(cell, words)}
      </span>
    </>
  );
  const href = linkOf(cell, one, clause);
  return (
    <td class={`tone-${toneOf(outcome ?? '')}`}>
      {href === undefined ? (
        <span class="cell-inner" {...shared}>
          {content}
        </span>
      ) : (
        <a class="cell-inner" href={href} {...shared}>
          {content}
        </a>
      )}
    </td>
  );
}

/** The outcome whose mark it has; none where the run was not asked. */
function outcomeOf({ word }: Cell): string | undefined {
  if (isLeftOut(word)) return undefined;
  if (word === 'broken, not selected') return 'fail';
  return word.endsWith(', unrepeated') ? 'inconclusive' : word;
}

/** What the mark alone would not tell: that it holds only so far, that a baseline knows it, in how many ways it is broken. */
function noteOf({ isKnown, ways }: Cell, words: string): string {
  if (isKnown === true) return 'w';
  if (words.includes(' so far')) return '…';
  return ways === undefined ? '' : `${ways}`;
}

function linkOf({ failure }: Cell, { report }: Implementation, clause: string | undefined): string | undefined {
  if (report === undefined) return undefined;
  if (failure !== undefined) return failureLink(report, failure);
  return clause === undefined ? report : clauseLink(report, clause);
}
