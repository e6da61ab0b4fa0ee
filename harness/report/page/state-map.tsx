/** The map of state by class of amounts, coloured by outcome, and beside it what lies behind the chosen cell. */
import { useRef } from 'preact/hooks';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { CLASS_FACTS } from './argument-classes.ts';
import { CellDetails } from './cell-details.tsx';
import { addressOf, cellOf, chosenCell, isSameCell } from './chosen-cell.ts';
import { counted } from './numbers.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { MapCell, Report } from './read-report.ts';
import { gridNavigation } from './grid-navigation.ts';
import { HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { useSelection } from './selection.ts';
import { toneOf } from './tone.ts';

/** The cell that a reader has most likely come for. */
const URGENCY = ['crash', 'adapter-fault', 'timeout', 'fail', 'deviation', 'unseen', 'choice', 'pass'] as const;
/** What a key explains always, and what where it was met. */
const KEY = ['pass', 'choice', 'deviation', 'fail'] as const;
const RARE = ['crash', 'timeout', 'adapter-fault', 'unseen', 'not-applicable'] as const;

export function StateMap({ report }: { readonly report: Report }) {
  const { states, arguments: classes, cells } = report.map;
  const [selection, select] = useSelection();
  const chosen = chosenCell(selection, report);
  const shown = cells.find((cell) => isSameCell(placeOf(cell), chosen)) ?? mostUrgent(report);
  const table = useRef<HTMLTableElement>(null);
  const choose = (row: number, column: number, isStep = false) => {
    const cell = cellOf(states[row]!, classes[column]!);
    // The pair in the explorer is of another class.
    if (!isSameCell(cell, chosen)) select({ ...addressOf(cell), pair: undefined }, isStep);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = (event.target as HTMLElement).dataset['place']?.split(' ').map(Number) as
      | [number, number]
      | undefined;
    const next = place && gridNavigation(event.key, place, [states.length, classes.length]);
    if (next === undefined) return;
    event.preventDefault();
    choose(next[0], next[1], true);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.join(' ')}"]`)?.focus();
  };
  return (
    <div class="map-and-details">
      <div>
        <table class="map" ref={table} onKeyDown={onKeyDown}>
          <caption class="hidden">State of the channel by class of amounts; arrow keys move, and choose</caption>
          <ClassHeads classes={classes} />
          <tbody>
            {states.map((state, row) => (
              <tr key={state} class={chosen?.state === state ? 'chosen-row' : ''}>
                <th scope="row" title={HANDLE_STATES[state as HandleStateId]?.gist}>
                  {HANDLE_STATES[state as HandleStateId]?.name ?? state}
                </th>
                {classes.map((name, column) => (
                  <td key={name}>
                    <MapButton
                      cell={cells.find((cell) => cell.state === state && cell.arguments === name)}
                      place={[row, column]}
                      isShown={shown?.state === state && shown.arguments === name}
                      isChosen={isSameCell(cellOf(state, name), chosen)}
                      onChoose={() => choose(row, column)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <MapKey cells={cells} />
      </div>
      <div class="panel" aria-live="polite">
        {shown === undefined ? <p>Nothing is said of any cell.</p> : <CellDetails cell={shown} report={report} />}
      </div>
    </div>
  );
}

function ClassHeads({ classes }: { readonly classes: readonly string[] }) {
  return (
    <thead>
      <tr>
        <td />
        {classes.map((name) => (
          <th key={name} scope="col" title={CLASS_FACTS[name as ArgumentClass]?.gist}>
            {CLASS_FACTS[name as ArgumentClass]?.name ?? name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function MapKey({ cells }: { readonly cells: readonly MapCell[] }) {
  const shown = [...KEY, ...RARE.filter((outcome) => cells.some((cell) => cell.outcome === outcome))];
  return (
    <ul class="key" aria-label="Key">
      {shown.map((outcome) => (
        <li key={outcome}>
          <OutcomeMark outcome={outcome} /> {outcome}
        </li>
      ))}
    </ul>
  );
}

interface MapButtonProps {
  readonly cell: MapCell | undefined;
  readonly place: readonly [number, number];
  /** Its details are beside the map; it is chosen where the reader has asked for that. */
  readonly isShown: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function MapButton({ cell, place, isShown, isChosen, onChoose }: MapButtonProps) {
  if (cell === undefined) return null;
  const { outcome, calls, state, arguments: shape } = cell;
  const subject = HANDLE_STATES[state as HandleStateId]?.name ?? state;
  const name = CLASS_FACTS[shape as ArgumentClass]?.name ?? shape;
  return (
    <button
      type="button"
      class={`cell tone-${toneOf(outcome)} ${isChosen ? 'chosen' : ''}`}
      data-place={place.join(' ')}
      tabIndex={isShown ? 0 : -1}
      aria-pressed={isShown}
      aria-current={isChosen || undefined}
      aria-label={`${subject} with ${name}: ${outcome}, ${counted(calls, 'call')}`}
      onClick={onChoose}
    >
      <OutcomeMark outcome={outcome} />
      <span>{calls > 0 ? short(calls) : ''}</span>
    </button>
  );
}

/** A count that fits a cell on a telephone. */
function short(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 1_000_000) return `${(count / 1_000).toPrecision(count < 10_000 ? 2 : 3)}k`;
  return `${(count / 1_000_000).toPrecision(3)}M`;
}

function placeOf({ state, arguments: shape }: MapCell) {
  return cellOf(state, shape);
}

function mostUrgent({ map }: Report): MapCell | undefined {
  return URGENCY.map((outcome) => map.cells.find((cell) => cell.outcome === outcome)).find(
    (cell) => cell !== undefined,
  );
}
