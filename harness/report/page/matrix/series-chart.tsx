/**
 * What was broken and not verified in each run of a series, as a bar that grows as things get worse, with what became new and was fixed.
 * The same stands in words below it.
 */
import type { Implementation } from '../../matrix/implementation.ts';
import type { Matrix } from '../../matrix/matrix.ts';
import { brokenCount, verifiedWords } from '../../matrix/totals.ts';
import { counted } from '../numbers.ts';
import { toneOf } from '../tone.ts';
import { moment } from './moment.ts';

/** In the units of the drawing, which are pixels where there is room for it. */
const BAR = 44;
const STEP = 84;
const HEIGHT = 96;
const ABOVE = 24;
const BELOW = 58;

/** From the ground up. */
const PARTS = ['fail', 'deviation', 'not-verified'] as const;

const openCount = ({ counts }: Implementation) => PARTS.reduce((sum, outcome) => sum + counts[outcome], 0);

export function SeriesChart({ matrix: { implementations, steps } }: { readonly matrix: Matrix }) {
  const most = Math.max(1, ...implementations.map(openCount));
  const width = implementations.length * STEP;
  const told = implementations.map(
    (one) =>
      `${moment(one.startedAt)} ${one.version}: ${brokenCount(one)} broken, ${one.counts['not-verified']} not verified, ${verifiedWords(one)} verified`,
  );
  return (
    <div class="series-chart" role="region" aria-label="Chart" tabIndex={0}>
      <svg
        viewBox={`0 0 ${width} ${ABOVE + HEIGHT + BELOW}`}
        style={{ width: `${width}px` }}
        role="img"
        aria-label={`Clauses broken and not verified over ${counted(implementations.length, 'run')}. ${told.join('. ')}`}
      >
        <line class="axis" x1={0} x2={width} y1={ABOVE + HEIGHT} y2={ABOVE + HEIGHT} />
        {implementations.map((one, index) => (
          <g key={one.label} transform={`translate(${index * STEP + STEP / 2} ${ABOVE})`}>
            <title>{told[index]}</title>
            <Bar one={one} most={most} />
            <text y={HEIGHT + 18}>{one.version.length > 10 ? `${one.version.slice(0, 9)}…` : one.version}</text>
            <text class="soft" y={HEIGHT + 34}>
              {one.startedAt.slice(0, 10)}
            </text>
            {index > 0 && <Changes added={steps[index - 1]!.added.length} fixed={steps[index - 1]!.fixed.length} />}
          </g>
        ))}
      </svg>
    </div>
  );
}

function Bar({ one, most }: { readonly one: Implementation; readonly most: number }) {
  let top = HEIGHT;
  return (
    <g class={one.isProvisional ? 'provisional' : ''}>
      {PARTS.map((outcome) => {
        const height = (one.counts[outcome] / most) * HEIGHT;
        top -= height;
        if (height === 0) return null;
        return (
          <rect
            key={outcome}
            class={`bar-part tone-${toneOf(outcome)}`}
            x={-BAR / 2}
            y={top}
            width={BAR}
            height={height}
          />
        );
      })}
      <text class="count" y={top - 6}>
        {openCount(one)}
        {one.isProvisional && '…'}
      </text>
    </g>
  );
}

function Changes({ added, fixed }: { readonly added: number; readonly fixed: number }) {
  return (
    <text class="changed" y={HEIGHT + 51}>
      {added > 0 && <tspan class="tone-fail">+{added} new</tspan>}
      {added > 0 && fixed > 0 && ' '}
      {fixed > 0 && <tspan class="tone-pass">−{fixed} fixed</tspan>}
    </text>
  );
}
