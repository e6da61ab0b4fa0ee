/** Any pair in any state under either reading, answered by the oracle in this page and compared with the target. */
import { useMemo, useState } from 'preact/hooks';
import { describeAnswer, describePair } from '../../../spec/answer.ts';
import { AMOUNT_MAX } from '../../../spec/call.ts';
import type { Reservation } from '../../../spec/call.ts';
import { READING_GISTS, READINGS } from '../../../spec/readings.ts';
import type { Reading } from '../../../spec/readings.ts';
import { CLAUSES } from '../../../spec/clauses.ts';
import { bytesOf, edgeAnswer, peculiarities, wireBytes } from './edge-answer.ts';
import { Copyable } from './copyable.tsx';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';
import { cellProgram, replayOf } from './cell-program.ts';
import { SUBJECT_IDS, HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { outcomeOf, targetAnswer } from './target-answer.ts';

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
  const [subjectId, setSubjectId] = useState<HandleStateId>('fresh');
  const [reading, setReading] = useState<Reading>(report.reading);
  const pair = parsed(amounts);
  return (
    <div class="explorer">
      <form onSubmit={(event) => event.preventDefault()} aria-label="Edge case">
        <div class="fields">
          <Amount label="MmioMegabytes" value={amounts[0]} onInput={(text) => setAmounts([text, amounts[1]])} />
          <Amount label="MmioMegabytesOptional" value={amounts[1]} onInput={(text) => setAmounts([amounts[0], text])} />
          <label>
            <span>channel</span>
            <select
              name="channel"
              value={subjectId}
              onChange={(event) => setSubjectId(event.currentTarget.value as HandleStateId)}
            >
              {SUBJECT_IDS.map((id) => (
                <option key={id} value={id}>
                  {HANDLE_STATES[id].name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>reading</span>
            <select
              name="reading"
              value={reading}
              onChange={(event) => setReading(event.currentTarget.value as Reading)}
            >
              {READINGS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
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
        <Answered report={report} subjectId={subjectId} pair={pair} reading={reading} />
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

interface AnsweredProps {
  readonly report: Report;
  readonly subjectId: HandleStateId;
  readonly pair: Reservation;
  readonly reading: Reading;
}

function Answered({ report, subjectId, pair, reading }: AnsweredProps) {
  const subject = HANDLE_STATES[subjectId];
  const { before, permits, after, offered } = edgeAnswer(subject, pair, reading);
  const known = useMemo(() => targetAnswer(report, subjectId, pair), [report, subjectId, pair]);
  const conforming = permits.filter(({ conformance }) => conformance.kind === 'conforms');
  const clauses = [...new Set(conforming.flatMap((permit) => permit.clauses))];
  const allowed = conforming.map(({ answer }) => describeAnswer(answer));
  const notes = peculiarities(pair);
  return (
    <div class="answer">
      <div class="permitted" role="status">
        <h3>
          {describePair(pair)} <span class="dim">on</span> {subject.name}
        </h3>
        <p class="codes">
          {conforming.map((permit, index) => (
            <span key={index}>
              {index > 0 && <i> or </i>}
              <b>{allowed[index]}</b>
              {permit.choice && <span class="dim"> {permit.choice.answer}</span>}
            </span>
          ))}
        </p>
        <ul class="clause-list">
          {clauses.map((id) => (
            <li key={id}>
              <code>{id}</code> <span class="level">{CLAUSES[id].level}</span> {CLAUSES[id].gist}
            </li>
          ))}
        </ul>
        {notes.length > 0 && (
          <ul class="peculiar">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
      <dl class="facts consequences">
        <dt>this target</dt>
        <dd>
          {known === undefined ? (
            <span class="dim">was not asked this very pair here, or its answer was not kept</span>
          ) : (
            <>
              <OutcomeWord outcome={outcomeOf(known, permits)} /> <span class="said">{known.join(', ')}</span>
            </>
          )}
        </dd>
        <dt>held</dt>
        <dd>
          {after.life === 'freed' || typeof subject.handle !== 'number' ? (
            <span class="dim">no channel to hold anything</span>
          ) : (
            <>
              {describePair(before.held)} <span class="dim">before,</span> {describePair(after.held)}{' '}
              <span class="dim">after</span>
            </>
          )}
        </dd>
        <dt>offer</dt>
        <dd>
          {offered === undefined ? (
            <span class="dim">none</span>
          ) : (
            <>
              {describePair(offered)}{' '}
              <span class="dim">
                bytes 58..59 <code>{wireBytes(offered.mmioMegabytes)}</code>, 182..183{' '}
                <code>{wireBytes(offered.mmioMegabytesOptional)}</code>
              </span>
            </>
          )}
        </dd>
        <dt>guest gets</dt>
        <dd>
          {offered === undefined ? (
            <span class="dim">nothing</span>
          ) : (
            <>
              {bytesOf(offered.mmioMegabytes)} <span class="dim">to</span>{' '}
              {bytesOf(offered.mmioMegabytes + offered.mmioMegabytesOptional)} <span class="dim">bytes</span>
            </>
          )}
        </dd>
        <dt>reading</dt>
        <dd class="dim">{READING_GISTS[reading]}</dd>
      </dl>
      <Copyable
        text={replayOf(cellProgram(subject, pair, report.target.capabilities), { ...report, reading })}
        label="command that tries this pair"
      />
    </div>
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
