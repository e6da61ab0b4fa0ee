/** Any pair in any state under either reading, answered by the oracle in this page and compared with the target. */
import { useState } from 'preact/hooks';
import { AMOUNT_MAX } from '../../../spec/call.ts';
import type { Reservation } from '../../../spec/call.ts';
import { READINGS } from '../../../spec/readings.ts';
import type { Reading } from '../../../spec/readings.ts';
import { EdgeAnswered } from './edge-answered.tsx';
import { HANDLE_STATE_IDS, HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { LabelledSelect } from './labelled-select.tsx';
import type { Report } from './read-report.ts';

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
  const [amounts, setAmounts] = useState<readonly [string, string]>(['0', '0']);
  const [stateId, setStateId] = useState<HandleStateId>('fresh');
  const [reading, setReading] = useState<Reading>(report.reading);
  const pair = parsed(amounts);
  return (
    <div class="explorer">
      <form onSubmit={(event) => event.preventDefault()} aria-label="Edge case">
        <div class="fields">
          <Amount label="MmioMegabytes" value={amounts[0]} onInput={(text) => setAmounts([text, amounts[1]])} />
          <Amount label="MmioMegabytesOptional" value={amounts[1]} onInput={(text) => setAmounts([amounts[0], text])} />
          <LabelledSelect
            label="channel"
            value={stateId}
            names={HANDLE_STATE_IDS}
            textOf={(id) => HANDLE_STATES[id].name}
            onChoose={setStateId}
          />
          <LabelledSelect label="reading" value={reading} names={READINGS} onChoose={setReading} />
        </div>
        <div class="presets" role="group" aria-label="Pairs worth trying">
          {PRESETS.map(([required, optional]) => (
            <button
              key={`${required}/${optional}`}
              type="button"
              aria-pressed={amounts[0] === String(required) && amounts[1] === String(optional)}
              onClick={() => setAmounts([String(required), String(optional)])}
            >
              {required}/{optional}
            </button>
          ))}
        </div>
      </form>
      {pair === undefined ? (
        <p class="warning" role="status">
          An amount is a UINT16: a whole number from 0 to {AMOUNT_MAX}.
        </p>
      ) : (
        <EdgeAnswered report={report} stateId={stateId} pair={pair} reading={reading} />
      )}
    </div>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
}

function Amount({ label, value, onInput }: AmountProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        name={label}
        inputMode="numeric"
        maxLength={5}
        autoComplete="off"
        value={value}
        aria-invalid={amount(value) === undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

function amount(text: string): number | undefined {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) <= AMOUNT_MAX ? Number(text) : undefined;
}

function parsed([required, optional]: readonly [string, string]): Reservation | undefined {
  const [mmioMegabytes, mmioMegabytesOptional] = [amount(required), amount(optional)];
  if (mmioMegabytes === undefined || mmioMegabytesOptional === undefined) return undefined;
  return { mmioMegabytes, mmioMegabytesOptional };
}
