/** Each implementation with its sentence, how it was tried, how its clauses came out, and what it chose where nothing decides. */
import type { Implementation } from '../../matrix/implementation.ts';
import type { AnswerRow, Matrix } from '../../matrix/matrix.ts';
import { brokenCount, verifiedWords } from '../../matrix/totals.ts';
import { OutcomeMark } from '../outcome-mark.tsx';
import { toneOf } from '../tone.ts';
import { breakable } from '../breakable.tsx';
import { moment } from './moment.ts';
import { OUTCOME_ORDER } from './outcome-order.ts';

export function ImplementationList({ matrix }: { readonly matrix: Matrix }) {
  return (
    <ol class="implementations">
      {matrix.implementations.map((one, index) => (
        <li key={one.label} class={`implementation tone-${toneOf(one.verdict)}`}>
          <ImplementationEntry one={one} isRun={matrix.kind === 'series'} />
          <div class="outcomes">
            <OutcomeStrip one={one} />
            <AnswerStrip rows={matrix.choices} readings={matrix.readings} of={index} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function ImplementationEntry({ one, isRun }: { readonly one: Implementation; readonly isRun: boolean }) {
  const { name, version, report, verdict, sentence, tier, seed, reading, points, suite, limits, startedAt } = one;
  const title = (
    <>
      <bdi>{name}</bdi> <bdi class="version">{version}</bdi>
    </>
  );
  return (
    <div class="entry">
      <h3>
        <OutcomeMark outcome={verdict} />
        {report === undefined ? title : <a href={report}>{title}</a>}
      </h3>
      <p class="sentence">
        <bdi>{sentence}</bdi>
      </p>
      <p class="asked">
        {isRun && <time dateTime={startedAt}>{moment(startedAt)}</time>}
        <span>tier {tier}</span>
        <span>seed {seed}</span>
        <span>reading {reading}</span>
        <span>suite {suite}</span>
        <span>{points.length === 0 ? 'observed nowhere' : `observed: ${points.join(', ')}`}</span>
      </p>
      {limits.length > 0 && (
        <ul class="limits" aria-label="What limits it">
          {limits.map((limit) => (
            <li key={limit}>
              <bdi>{limit}</bdi>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** One bar for all clauses, each outcome as wide as it is common, and the same in words. */
function OutcomeStrip({ one }: { readonly one: Implementation }) {
  const { counts, clausesTotal, isProvisional } = one;
  const shown = OUTCOME_ORDER.filter((outcome) => counts[outcome] > 0);
  const left = clausesTotal - OUTCOME_ORDER.reduce((sum, outcome) => sum + counts[outcome], 0);
  return (
    <div class={isProvisional ? 'provisional' : ''}>
      <div class="share" aria-hidden="true">
        {shown.map((outcome) => (
          <i key={outcome} class={`tone-${toneOf(outcome)}`} style={{ flexGrow: counts[outcome] }} />
        ))}
        {left > 0 && <i class="left-out" style={{ flexGrow: left }} />}
      </div>
      <p class="tally">
        <b>{verifiedWords(one)}</b> verified, <b>{brokenCount(one)}</b> broken
        {left > 0 && `, ${left} not selected`}
      </p>
    </div>
  );
}

interface AnswerStripProps {
  readonly rows: readonly AnswerRow[];
  readonly readings: readonly AnswerRow[];
  /** The implementation, by its place. */
  readonly of: number;
}

/** What was chosen where nothing decides, in one order for all, so that a column of strips can be compared; then the readings. */
function AnswerStrip({ rows, readings, of }: AnswerStripProps) {
  return (
    <dl class="answers">
      {rows.map(({ id, answers }) => (
        <div key={id} class={`answer-${kinds(answers).indexOf(answers[of]!) % ANSWER_STYLES}`}>
          <dt>{breakable(id)}</dt>
          <dd>
            <bdi>{answers[of]}</bdi>
          </dd>
        </div>
      ))}
      {readings.map(({ id, answers }) => (
        <div key={id} class={answers[of] === 'yes' ? 'answer-0' : 'answer-1'}>
          <dt>satisfies {id}</dt>
          <dd>{answers[of]}</dd>
        </div>
      ))}
    </dl>
  );
}

const ANSWER_STYLES = 4;

function kinds(answers: readonly string[]): readonly string[] {
  return [...new Set(answers)].toSorted();
}
