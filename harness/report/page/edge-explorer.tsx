/** Any pair in any state under either reading, answered by the oracle in this page and compared with the target. */
import type { Reservation } from '../../../spec/call.ts';
import { argumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { READINGS } from '../../../spec/readings.ts';
import { AmountField } from './amount-field.tsx';
import { ARGUMENT_CLASSES, CLASS_FACTS } from './argument-classes.ts';
import { cellOf, isOnMap, isSameCell } from './chosen-cell.ts';
import type { Cell } from './chosen-cell.ts';
import { ChosenNote } from './chosen-note.tsx';
import { EdgeAnswered } from './edge-answered.tsx';
import { HANDLE_STATE_IDS, HANDLE_STATES } from './handle-states.ts';
import { LabelledSelect } from './labelled-select.tsx';
import { PairPlane } from './pair-plane.tsx';
import type { Report } from './read-report.ts';
import { useSelection } from './selection.ts';
import type { Selection } from './selection.ts';
import { pairText, reservationOf, typedOf, typedPair } from './typed-amount.ts';
import type { TypedPair } from './typed-amount.ts';

/** Pairs at which implementations have gone wrong. */
const PRESETS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [8, 0],
  [5, 5],
  [1, 65535],
  [256, 256],
  [32768, 32768],
  [4096, 0],
  [65535, 65535],
];

export function EdgeExplorer({ report }: { readonly report: Report }) {
  const [selection, select] = useSelection();
  const stateId = HANDLE_STATE_IDS.find((id) => id === selection.state) ?? 'fresh';
  const reading = READINGS.find((name) => name === selection.reading) ?? report.reading;
  const typed = typedIn(selection);
  const pair = reservationOf(typed);
  /** What is typed chooses a cell of the map as a click on it does; what is no amount chooses none. */
  const choose = (next: TypedPair, state: string, isTyping: boolean) => {
    const chosen = reservationOf(next);
    const name = chosen === undefined ? undefined : CLASS_FACTS[argumentClass(chosen)].name;
    select({ pair: pairText(next), state, class: name, call: undefined }, isTyping);
  };
  return (
    <div class="explorer">
      <form onSubmit={(event) => event.preventDefault()} aria-label="Edge case">
        <div class="fields">
          <AmountField
            name="MmioMegabytes"
            value={typed[0]}
            onInput={(text) => choose([text, typed[1]], stateId, true)}
          />
          <AmountField
            name="MmioMegabytesOptional"
            value={typed[1]}
            onInput={(text) => choose([typed[0], text], stateId, true)}
          />
          <LabelledSelect
            label="channel"
            value={stateId}
            names={HANDLE_STATE_IDS}
            textOf={(id) => HANDLE_STATES[id].name}
            onChoose={(id) => choose(typed, id, false)}
          />
          <LabelledSelect
            label="reading"
            value={reading}
            names={READINGS}
            onChoose={(name) => select({ reading: name })}
          />
        </div>
        <Presets pair={pair} onChoose={(next) => choose(next, stateId, false)} />
      </form>
      <ChosenNote report={report} told={(cell) => relation(cell, stateId, pair)} />
      <div class="plane-and-answer">
        <PairPlane
          report={report}
          stateId={stateId}
          reading={reading}
          pair={pair}
          onChoose={(next) => choose(typedOf(next), stateId, false)}
        />
        {pair === undefined ? (
          <p class="dim">There is no answer before both are amounts.</p>
        ) : (
          <EdgeAnswered report={report} stateId={stateId} pair={pair} reading={reading} />
        )}
      </div>
    </div>
  );
}

/** An address that was written by hand may name one class and a pair of another. */
function relation(cell: Cell, stateId: string, pair: Reservation | undefined): string {
  if (pair === undefined) return 'What is typed here is no pair.';
  if (!isOnMap(cell)) return 'It takes no amounts.';
  const isOwn = isSameCell(cell, cellOf(stateId as Cell['state'], argumentClass(pair)));
  return isOwn ? 'The pair here is one of its class.' : 'The pair here is of another class.';
}

interface PresetsProps {
  readonly pair: Reservation | undefined;
  readonly onChoose: (pair: TypedPair) => void;
}

function Presets({ pair, onChoose }: PresetsProps) {
  return (
    <div class="presets" role="group" aria-label="Pairs worth trying">
      {PRESETS.map(([required, optional]) => (
        <button
          key={`${required}/${optional}`}
          type="button"
          aria-pressed={pair?.mmioMegabytes === required && pair.mmioMegabytesOptional === optional}
          onClick={() => onChoose([String(required), String(optional)])}
        >
          {required}/{optional}
        </button>
      ))}
    </div>
  );
}

/** What was typed; else the pair that stands for the chosen class. */
function typedIn({ pair, class: name }: Selection): TypedPair {
  if (pair !== undefined) return typedPair(pair);
  const shape = ARGUMENT_CLASSES.find((one) => CLASS_FACTS[one].name === name) ?? 'zero';
  return typedOf(CLASS_FACTS[shape].example);
}
