/** Every clause by implementation, its heads in sight wherever it is scrolled to; narrowed by words, to differences, or to what is broken. */
import { useRef, useState } from 'preact/hooks';
import { cellWords, isBroken, isLeftOut } from '../../matrix/cell-words.ts';
import type { ClauseRow, Matrix } from '../../matrix/matrix.ts';
import { gridNavigation } from '../grid-navigation.ts';
import { LabelledSelect } from '../labelled-select.tsx';
import { useSelection } from '../selection.ts';
import { ColumnHead } from './column-head.tsx';
import type { Place } from './grid-cell.tsx';
import { GridKey } from './grid-key.tsx';
import { EndingRows, FamilyRows } from './grid-rows.tsx';
import { GridTotals } from './grid-totals.tsx';

/** From so many columns on, a cell has room for its mark alone, and heads stand upright. */
const WORDS_MAX = 7;

const ONLY = { differences: 'differences only', broken: 'broken only' } as const;
type Only = keyof typeof ONLY;

export function ClauseGrid({ matrix }: { readonly matrix: Matrix }) {
  const [{ find = '', only = '' }, select] = useSelection();
  const shown = matrix.clauses.filter((row) => isShown(row, matrix, find, only));
  return (
    <>
      <form class="grid-filter" role="search" aria-label="Clauses" onSubmit={(event) => event.preventDefault()}>
        <label>
          <span>filter</span>
          <input
            type="search"
            name="find"
            value={find}
            placeholder="refuse, offer, not-verified …"
            onInput={(event) => select({ find: event.currentTarget.value || undefined }, true)}
          />
        </label>
        <LabelledSelect
          label="show"
          value={only in ONLY ? (only as Only) : ''}
          names={Object.keys(ONLY) as Only[]}
          anyText="all clauses"
          textOf={(name) => ONLY[name]}
          onChoose={(name) => select({ only: name || undefined })}
        />
        <output>
          {shown.length} of {matrix.clauses.length}
        </output>
      </form>
      <Grid matrix={matrix} shown={shown} />
      <GridKey />
      {shown.length === 0 && <p class="dim">No clause is like that.</p>}
    </>
  );
}

function Grid({ matrix, shown }: { readonly matrix: Matrix; readonly shown: readonly ClauseRow[] }) {
  const { implementations, endings } = matrix;
  const [focused, setFocused] = useState<Place>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const rows = shown.length + endings.length;
  const place: Place = [Math.min(focused[0], Math.max(0, rows - 1)), focused[1]];
  const onKeyDown = (event: KeyboardEvent) => {
    // The names of clauses are buttons of their own.
    if ((event.target as HTMLElement).dataset['place'] === undefined) return;
    const next = gridNavigation(event.key, place, [rows, implementations.length]);
    if (next === undefined) return;
    event.preventDefault();
    setFocused(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.join(' ')}"]`)?.focus();
  };
  const isDense = implementations.length > WORDS_MAX;
  return (
    <div class="grid-scroll" role="region" aria-label="Clauses by implementation" tabIndex={0}>
      <table class={`grid ${isDense ? 'dense' : ''}`} ref={table} onKeyDown={onKeyDown}>
        <caption class="hidden">
          Clauses by implementation; arrow keys move between cells, Enter opens the report
        </caption>
        <thead>
          <tr>
            <td />
            {implementations.map((one) => (
              <ColumnHead key={one.label} one={one} isRun={matrix.kind === 'series'} />
            ))}
            <th scope="col" class="total">
              verified by
            </th>
          </tr>
        </thead>
        {familiesOf(shown).map(({ family, first, members }) => (
          <FamilyRows key={family} {...{ family, first, members, matrix, place }} onFocus={setFocused} />
        ))}
        <EndingRows first={shown.length} {...{ matrix, place }} onFocus={setFocused} />
        <GridTotals matrix={matrix} />
      </table>
    </div>
  );
}

/** Clauses by the first part of their names, each group with the place of its first row. */
function familiesOf(rows: readonly ClauseRow[]) {
  const groups = new Map<string, ClauseRow[]>();
  for (const row of rows) {
    const family = row.id.split('.')[0]!;
    groups.set(family, [...(groups.get(family) ?? []), row]);
  }
  let first = 0;
  return [...groups].map(([family, members]) => {
    const group = { family, first, members };
    first += members.length;
    return group;
  });
}

function isShown(row: ClauseRow, { implementations }: Matrix, find: string, only: string): boolean {
  const words = row.cells.map((cell, index) => cellWords(cell, implementations[index]!.isProvisional));
  if (only === 'differences' && !isDifferent(row)) return false;
  if (only === 'broken' && !row.cells.some(({ word }) => isBroken(word))) return false;
  const text = [row.id, row.level, row.gist, row.source, ...words].join(' ').toLowerCase();
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Among those that were asked: what was left out differs from nothing, and so does what holds so far from what holds. */
function isDifferent({ cells }: ClauseRow): boolean {
  const asked = cells.filter(({ word }) => !isLeftOut(word));
  return new Set(asked.map((cell) => cellWords(cell, false))).size > 1;
}
