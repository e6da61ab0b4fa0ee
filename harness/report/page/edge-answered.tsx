/** One pair in one state: what the oracle permits, what the target answered, and what it comes to for the guest. */
import { useMemo } from 'preact/hooks';
import { describeAnswer, describePair } from '../../../spec/answer.ts';
import type { Reservation } from '../../../spec/call.ts';
import { CLAUSES } from '../../../spec/clauses.ts';
import type { Permitted } from '../../../spec/permitted.ts';
import { READING_GISTS } from '../../../spec/readings.ts';
import type { Reading } from '../../../spec/readings.ts';
import { cellProgram, replayOf } from './cell-program.ts';
import { ClauseLink } from './clause-link.tsx';
import { Copyable } from './copyable.tsx';
import { bytesOf, edgeAnswer, peculiarities, wireBytes } from './edge-answer.ts';
import { Fact } from './fact.tsx';
import { HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';
import { outcomeOf, targetAnswer } from './target-answer.ts';

interface EdgeAnsweredProps {
  readonly report: Report;
  readonly stateId: HandleStateId;
  readonly pair: Reservation;
  readonly reading: Reading;
}

export function EdgeAnswered({ report, stateId, pair, reading }: EdgeAnsweredProps) {
  const state = HANDLE_STATES[stateId];
  const { before, permits, after, offered } = edgeAnswer(state, pair, reading);
  const known = useMemo(() => targetAnswer(report, stateId, pair), [report, stateId, pair]);
  return (
    <div class="answer">
      <PermittedAnswers title={state.name} pair={pair} permits={permits} />
      <dl class="facts consequences">
        <Fact name="this target">
          {known === undefined ? (
            <span class="dim">was not asked this very pair here, or its answer was not kept</span>
          ) : (
            <>
              <OutcomeWord outcome={outcomeOf(known, permits)} /> <span class="said">{known.join(', ')}</span>
            </>
          )}
        </Fact>
        <Fact name="held">
          {after.life === 'freed' || typeof state.handle !== 'number' ? (
            <span class="dim">no channel to hold anything</span>
          ) : (
            <>
              {describePair(before.held)} <span class="dim">before,</span> {describePair(after.held)}{' '}
              <span class="dim">after</span>
            </>
          )}
        </Fact>
        <OfferFacts offered={offered} />
        <Fact name="reading" class="dim">
          {READING_GISTS[reading]}
        </Fact>
      </dl>
      <Copyable
        text={replayOf(cellProgram(state, pair, report.target.capabilities), { ...report, reading })}
        label="command that tries this pair"
      />
    </div>
  );
}

interface PermittedAnswersProps {
  readonly title: string;
  readonly pair: Reservation;
  readonly permits: readonly Permitted[];
}

function PermittedAnswers({ title, pair, permits }: PermittedAnswersProps) {
  const conforming = permits.filter(({ conformance }) => conformance.kind === 'conforms');
  const clauses = [...new Set(conforming.flatMap((permit) => permit.clauses))];
  const notes = peculiarities(pair);
  return (
    <div class="permitted" role="status">
      <h3>
        {describePair(pair)} <span class="dim">on</span> {title}
      </h3>
      <p class="codes">
        {conforming.map(({ answer, choice }, index) => (
          <span key={index}>
            {index > 0 && <i> or </i>}
            <b>{describeAnswer(answer)}</b>
            {choice && <span class="dim"> {choice.answer}</span>}
          </span>
        ))}
      </p>
      <ul class="clause-list">
        {clauses.map((id) => (
          <li key={id}>
            <ClauseLink id={id} /> <span class="level">{CLAUSES[id].level}</span> {CLAUSES[id].gist}
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
  );
}

/** What the offer says, and what the guest is given by it. */
function OfferFacts({ offered }: { readonly offered: Reservation | undefined }) {
  if (offered === undefined) {
    return (
      <>
        <Fact name="offer">
          <span class="dim">none</span>
        </Fact>
        <Fact name="guest gets">
          <span class="dim">nothing</span>
        </Fact>
      </>
    );
  }
  const { mmioMegabytes, mmioMegabytesOptional } = offered;
  return (
    <>
      <Fact name="offer">
        {describePair(offered)}{' '}
        <span class="dim">
          bytes 58..59 <code>{wireBytes(mmioMegabytes)}</code>, 182..183 <code>{wireBytes(mmioMegabytesOptional)}</code>
        </span>
      </Fact>
      <Fact name="guest gets">
        {bytesOf(mmioMegabytes)} <span class="dim">to</span> {bytesOf(mmioMegabytes + mmioMegabytesOptional)}{' '}
        <span class="dim">bytes</span>
      </Fact>
    </>
  );
}
