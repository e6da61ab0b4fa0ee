/** The rows of the grid: clauses by family, each of which opens to what stands behind it, and the ways in which a target ended. */
import { cellWords, isVerified } from '../../matrix/cell-words.ts';
import type { Cell } from '../../matrix/cell.ts';
import type { ClauseRow, Matrix } from '../../matrix/matrix.ts';
import { clauseLink } from '../../matrix/report-links.ts';
import { rowTotal } from '../../matrix/totals.ts';
import { counted } from '../numbers.ts';
import { Fact } from '../fact.tsx';
import { useSelection } from '../selection.ts';
import { breakable } from '../breakable.tsx';
import { GridCell } from './grid-cell.tsx';
import type { Place } from './grid-cell.tsx';

interface RowsProps {
  readonly matrix: Matrix;
  /** The place of the first row. */
  readonly first: number;
  /** The cell that the keyboard comes to. */
  readonly place: Place;
  readonly onFocus: (place: Place) => void;
}

interface FamilyRowsProps extends RowsProps {
  readonly family: string;
  readonly members: readonly ClauseRow[];
}

export function FamilyRows({ family, members, first, ...shared }: FamilyRowsProps) {
  const [{ clause: opened }, select] = useSelection();
  return (
    <tbody>
      <FamilyHead matrix={shared.matrix} name={family} count={counted(members.length, 'clause')} />
      {members.map((row, index) => {
        const isOpened = opened === row.id;
        return (
          <>
            <tr key={row.id} class={isOpened ? 'opened' : ''}>
              <th scope="row">
                <button
                  type="button"
                  class="opener"
                  aria-expanded={isOpened}
                  onClick={() => select({ clause: isOpened ? undefined : row.id })}
                >
                  {breakable(row.id)}
                </button>{' '}
                <span class="level">{row.level}</span>
                <span class="gist">{row.gist}</span>
              </th>
              <Cells cells={row.cells} id={row.id} row={first + index} {...shared} />
              <td class="total">{totalWords(row, shared.matrix)}</td>
            </tr>
            {isOpened && <MoreOfClause key={`${row.id} more`} row={row} matrix={shared.matrix} />}
          </>
        );
      })}
    </tbody>
  );
}

export function EndingRows({ matrix, first, ...shared }: RowsProps) {
  if (matrix.endings.length === 0) return null;
  return (
    <tbody>
      <FamilyHead matrix={matrix} name="endings" count="instead of an answer" />
      {matrix.endings.map(({ id, cells }, index) => (
        <tr key={id}>
          <th scope="row">
            <code>{id}</code>
          </th>
          <Cells cells={cells} row={first + index} matrix={matrix} {...shared} />
          <td class="total" />
        </tr>
      ))}
    </tbody>
  );
}

function FamilyHead({
  matrix,
  name,
  count,
}: {
  readonly matrix: Matrix;
  readonly name: string;
  readonly count: string;
}) {
  return (
    <tr class="family">
      <th scope="rowgroup" colSpan={matrix.implementations.length + 2}>
        <span>
          <b>{name}</b> {count}
        </span>
      </th>
    </tr>
  );
}

interface CellsProps extends Omit<RowsProps, 'first'> {
  readonly cells: readonly Cell[];
  /** The clause; absent for a way of ending. */
  readonly id?: string;
  readonly row: number;
}

function Cells({ cells, id, row, matrix, place, onFocus }: CellsProps) {
  return cells.map((cell, column) => (
    <GridCell
      key={column}
      cell={cell}
      one={matrix.implementations[column]!}
      clause={id}
      place={[row, column]}
      isStop={place[0] === row && place[1] === column}
      onFocus={onFocus}
    />
  ));
}

function totalWords({ cells }: ClauseRow, { implementations }: Matrix): string {
  const { verified, of } = rowTotal(cells, implementations);
  return `${verified} of ${of}`;
}

/** What the clause says, and how each came to an outcome that is no pass. */
function MoreOfClause({ row, matrix }: { readonly row: ClauseRow; readonly matrix: Matrix }) {
  const { gist, source, position, needs, cells } = row;
  return (
    <tr class="more">
      <td colSpan={matrix.implementations.length + 2}>
        <div class="more-of-clause">
          <p class="promise">{gist}</p>
          <dl class="facts">
            <Fact name="source">{source}</Fact>
            <Fact name="position">{position}</Fact>
            {needs.length > 0 && <Fact name="needs">{needs.join(', ')}</Fact>}
            {cells.map((cell, index) => {
              const { label, isProvisional, report } = matrix.implementations[index]!;
              if (isVerified(cell.word) && !isProvisional) return null;
              return (
                <Fact key={label} name={label}>
                  {report === undefined ? (
                    cellWords(cell, isProvisional)
                  ) : (
                    <a href={clauseLink(report, row.id)}>{cellWords(cell, isProvisional)}</a>
                  )}
                  {notesOf(cell)}
                </Fact>
              );
            })}
          </dl>
        </div>
      </td>
    </tr>
  );
}

function notesOf({ decisive, exercised, maskedBy, failure }: Cell): string {
  const notes = [
    ...(failure === undefined ? [] : [failure]),
    ...(maskedBy === undefined ? [] : [`${maskedBy} stands in the way`]),
    ...(decisive === undefined || exercised === undefined || exercised === 0
      ? []
      : [`${decisive} decisive of ${counted(exercised, 'call')}`]),
  ];
  return notes.length === 0 ? '' : `: ${notes.join('; ')}`;
}
