/** The map of lifecycle state by argument class, coloured by outcome, and beside it what lies behind the chosen cell. */
import { useRef, useState } from 'preact/hooks';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { CLASS_FACTS } from './argument-classes.ts';
import { CellDetails } from './cell-details.tsx';
import { withThousands } from '../../program/with-thousands.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { MapCell, Report } from './read-report.ts';
import { gridNavigation } from './grid-navigation.ts';
import { HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { toneOf } from './tone.ts';

/** The cell that a reader has most likely come for. */
const URGENCY = ['fail', 'deviation', 'unseen', 'choice', 'pass'] as const;

export function StateMap({ report }: { readonly report: Report }) {
  const { states, arguments: classes, cells } = report.map;
  const at = (row: number, column: number) =>
    cells.find((cell) => cell.state === states[row] && cell.arguments === classes[column]);
  const [chosen, setChosen] = useState(() => mostUrgent(report));
  const table = useRef<HTMLTableElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const place = gridNavigation(event.key, chosen, [states.length, classes.length]);
    if (place === undefined) return;
    event.preventDefault();
    setChosen(place);
    table.current?.querySelector<HTMLElement>(`[data-place="${place.join(' ')}"]`)?.focus();
  };
  const cell = at(...chosen);
  return (
    <div class="map-and-details">
      <div>
        <table class="map" ref={table} onKeyDown={onKeyDown}>
          <caption class="hidden">Lifecycle state by class of amounts; arrow keys move, Enter chooses</caption>
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
          <tbody>
            {states.map((state, row) => (
              <tr key={state}>
                <th scope="row" title={HANDLE_STATES[state as HandleStateId]?.gist}>
                  {HANDLE_STATES[state as HandleStateId]?.name ?? state}
                </th>
                {classes.map((name, column) => (
                  <td key={name}>
                    <MapButton
                      cell={at(row, column)}
                      place={[row, column]}
                      isChosen={row === chosen[0] && column === chosen[1]}
                      onChoose={setChosen}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <MapKey />
      </div>
      <div class="panel" aria-live="polite">
        {cell === undefined ? <p>Nothing is said of this cell.</p> : <CellDetails cell={cell} report={report} />}
      </div>
    </div>
  );
}

function MapKey() {
  return (
    <ul class="key" aria-label="Key">
      {['pass', 'choice', 'deviation', 'fail', 'unseen', 'not-applicable'].map((outcome) => (
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
  readonly isChosen: boolean;
  readonly onChoose: (place: readonly [number, number]) => void;
}

function MapButton({ cell, place, isChosen, onChoose }: MapButtonProps) {
  const outcome = cell?.outcome ?? 'not-applicable';
  const name = CLASS_FACTS[cell?.arguments as ArgumentClass]?.name ?? cell?.arguments;
  return (
    <button
      type="button"
      class={`cell tone-${toneOf(outcome)}`}
      data-place={place.join(' ')}
      tabIndex={isChosen ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={`${cell?.state} with ${name}: ${outcome}, ${withThousands(cell?.calls ?? 0)} calls`}
      onClick={() => onChoose(place)}
    >
      <OutcomeMark outcome={outcome} />
      <span>{(cell?.calls ?? 0) > 0 ? short(cell!.calls) : ''}</span>
    </button>
  );
}

/** A count that fits a cell on a telephone. */
function short(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 1_000_000) return `${(count / 1_000).toPrecision(count < 10_000 ? 2 : 3)}k`;
  return `${(count / 1_000_000).toPrecision(3)}M`;
}

function mostUrgent({ map }: Report): readonly [number, number] {
  for (const outcome of URGENCY) {
    const cell = map.cells.find((candidate) => candidate.outcome === outcome);
    if (cell) return [map.states.indexOf(cell.state), map.arguments.indexOf(cell.arguments)];
  }
  return [0, 0];
}
