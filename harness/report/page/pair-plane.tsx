/** The plane of all pairs, shaded by what the oracle permits, with the pairs that the target is known to have been asked. */
import { useMemo } from 'preact/hooks';
import type { Reservation } from '../../../spec/call.ts';
import { argumentClass } from '../../../spec/set-mmio-megabytes.ts';
import type { Reading } from '../../../spec/readings.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { HANDLE_STATES } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import { counted } from './numbers.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { along, pairAtPoint, pointOf, SIDE, ZERO_BAND } from './plane-scale.ts';
import { answerRegions, classRegions, DOT_OUTCOMES, dotsOf, linesPath, oracleOn } from './plane-shapes.ts';
import type { Dots, DotOutcome, Region } from './plane-shapes.ts';
import type { Report } from './read-report.ts';
import { knownAnswers } from './target-answer.ts';

interface PairPlaneProps {
  readonly report: Report;
  readonly stateId: HandleStateId;
  readonly reading: Reading;
  /** The pair of the fields; nothing where they hold none. */
  readonly pair: Reservation | undefined;
  readonly onChoose: (pair: Reservation) => void;
}

/** Room for what stands at the axes. */
const MARGIN = { left: 66, bottom: 40, top: 12, right: 12 } as const;
const TICKS = [0, 1, 16, 256, 4096, 65535] as const;

export function PairPlane({ report, stateId, reading, pair, onChoose }: PairPlaneProps) {
  const oracle = useMemo(() => oracleOn(HANDLE_STATES[stateId], reading), [stateId, reading]);
  const regions = useMemo(() => answerRegions(oracle), [oracle]);
  const dots = useMemo(() => dotsOf(knownAnswers(report, stateId), oracle), [report, stateId, oracle]);
  const lines = hasLines(report, stateId);
  const onClick = (event: MouseEvent) => {
    const { left, top, width } = (event.currentTarget as Element).getBoundingClientRect();
    const unit = SIDE / width;
    onChoose(pairAtPoint((event.clientX - left) * unit, (event.clientY - top) * unit));
  };
  const { left, top, right, bottom } = MARGIN;
  return (
    <figure class="plane">
      <svg
        viewBox={`${-left} ${-top} ${SIDE + left + right} ${SIDE + top + bottom}`}
        role="img"
        aria-label={`All pairs on ${HANDLE_STATES[stateId].name}: ${spokenOf(regions)}. ${triedWords(dots, lines)}`}
      >
        <Patterns />
        {regions.map(({ name, path }) => (
          <path key={name} class={`region ${toneOfAnswers(name)}`} d={path} />
        ))}
        <Axes />
        {pair !== undefined && <ChosenClass pair={pair} />}
        {lines && <path class="tried-lines" d={LINES_PATH} />}
        {DOT_OUTCOMES.map((outcome) => (
          <path key={outcome} class={`dots ${outcome}`} d={dots[outcome].path} />
        ))}
        {pair !== undefined && <Crosshair pair={pair} />}
        <rect class="pick" width={SIDE} height={SIDE} onClick={onClick} />
      </svg>
      <figcaption>
        <ul class="swatches">
          {regions.map(({ name }) => (
            <li key={name}>
              <svg viewBox="0 0 14 14" aria-hidden="true">
                <rect class={`region ${toneOfAnswers(name)}`} width="14" height="14" />
              </svg>
              {name}
            </li>
          ))}
        </ul>
        {DOT_OUTCOMES.every((outcome) => dots[outcome].count === 0) ? (
          <p>No answer to any pair is known here.</p>
        ) : (
          <DotKey dots={dots} />
        )}
        <p class="dim">
          A mark is a pair of which the report knows the status: those of the pool, a sample of all others, and those of
          the failures.{lines && ' The strokes are the nine lines on which every value was tried.'} Click to choose a
          pair.
        </p>
      </figcaption>
    </figure>
  );
}

const LINES_PATH = linesPath();

/** Whether every value on the nine lines was tried: on fresh channels, by a whole run of a strategy that came to its end. */
function hasLines({ strategies, extent }: Report, stateId: HandleStateId): boolean {
  if (stateId !== 'fresh' || extent.kind !== 'whole') return false;
  return strategies.some(({ name, endedEarly, isLeftOut }) => name === 'lines' && !endedEarly && isLeftOut !== true);
}

function triedWords(dots: Readonly<Record<DotOutcome, Dots>>, lines: boolean): string {
  const shown = DOT_OUTCOMES.filter((outcome) => dots[outcome].count > 0);
  const total = shown.reduce((sum, outcome) => sum + dots[outcome].count, 0);
  if (total === 0) return 'No answer to any pair is known here.';
  const parts = shown.map((outcome) => `${withThousands(dots[outcome].count)} ${outcome}`).join(', ');
  return `The status of ${counted(total, 'pair')} is known: ${parts}.${lines ? ' Every value on the nine lines was tried.' : ''}`;
}

function DotKey({ dots }: { readonly dots: Readonly<Record<DotOutcome, Dots>> }) {
  return (
    <ul class="key" aria-label="Pairs tried, by the status seen">
      {DOT_OUTCOMES.filter((outcome) => dots[outcome].count > 0).map((outcome) => (
        <li key={outcome}>
          {outcome === 'pass' ? <i class="dot" /> : <OutcomeMark outcome={outcome} />}
          <b>{withThousands(dots[outcome].count)}</b> {dots[outcome].count === 1 ? 'pair' : 'pairs'}: {outcome}
        </li>
      ))}
    </ul>
  );
}

function spokenOf(regions: readonly Region[]): string {
  return regions.map(({ name }) => name).join('; ');
}

/** A pattern of its own for each answer, so that no shade is told by colour alone. */
function toneOfAnswers(answers: string): string {
  if (answers.includes(' or ')) return 'either';
  if (answers.includes('STATUS_SUCCESS')) return 'accepted';
  return answers.includes('STATUS_INVALID_PARAMETER_1') || !answers.includes('STATUS_INVALID_PARAMETER')
    ? 'refused-channel'
    : 'refused-amounts';
}

function Patterns() {
  return (
    <defs>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V7" />
      </pattern>
      <pattern id="hatch-both" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V7M0 0H7" />
      </pattern>
    </defs>
  );
}

function Axes() {
  return (
    <g class="axes" aria-hidden="true">
      <path d={`M${ZERO_BAND} 0V${SIDE}M0 ${SIDE - ZERO_BAND}H${SIDE}`} class="band" />
      <rect width={SIDE} height={SIDE} class="frame" />
      {TICKS.map((tick) => (
        <g key={tick}>
          <text x={along(tick)} y={SIDE + 16} text-anchor={tick === 65535 ? 'end' : 'middle'}>
            {tick}
          </text>
          <text x={-6} y={SIDE - along(tick) + (tick === 65535 ? 11 : 4)} text-anchor="end">
            {tick}
          </text>
        </g>
      ))}
      <text class="axis-name" x={SIDE} y={SIDE + 34} text-anchor="end">
        MmioMegabytes
      </text>
      <text class="axis-name" x={-54} y={0} text-anchor="end" transform="rotate(-90 -54 0)">
        MmioMegabytesOptional
      </text>
    </g>
  );
}

/** The region of the class that the pair belongs to. */
function ChosenClass({ pair }: { readonly pair: Reservation }) {
  const shape = argumentClass(pair);
  return <path class="chosen-class" d={CLASS_REGIONS.find(({ name }) => name === shape)?.path ?? ''} />;
}

const CLASS_REGIONS = classRegions();

function Crosshair({ pair }: { readonly pair: Reservation }) {
  const [x, y] = pointOf(pair);
  return (
    <g class="crosshair" aria-hidden="true">
      <path d={`M${x} 0V${y - 9}M${x} ${y + 9}V${SIDE}M0 ${y}H${x - 9}M${x + 9} ${y}H${SIDE}`} />
      <circle cx={x} cy={y} r="8" />
    </g>
  );
}
