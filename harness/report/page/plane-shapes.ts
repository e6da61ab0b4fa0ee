/** What is drawn on the plane of pairs: regions of one answer by the oracle, the lines that were tried whole, and the pairs that were. */
import { describeAnswers } from '../../../spec/answer.ts';
import { AMOUNT_MAX } from '../../../spec/call.ts';
import type { Reservation } from '../../../spec/call.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { Permitted } from '../../../spec/permitted.ts';
import type { Reading } from '../../../spec/readings.ts';
import { argumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { pairAt } from '../../pair-plan.ts';
import { modelOf } from './handle-states.ts';
import type { HandleState } from './handle-states.ts';
import { pairAtPoint, pointOf, SIDE } from './plane-scale.ts';
import { outcomeOf } from './target-answer.ts';
import type { KnownAnswer } from './target-answer.ts';

/** The side of a square of which one pair is asked about: half an octave where the oracle is asked, less where it costs nothing. */
const ORACLE_STEP = 8;
const CLASS_STEP = 4;

export interface Region {
  /** The answers that conform, in words, or the class of amounts. */
  readonly name: string;
  readonly path: string;
}

type Oracle = (pair: Reservation) => readonly Permitted[];

export function oracleOn(state: HandleState, reading: Reading): Oracle {
  const model = modelOf(state, reading);
  return (pair) => permitted(model, { kind: 'setMmioMegabytes', channel: state.handle, ...pair }, reading);
}

export function answerRegions(oracle: Oracle): readonly Region[] {
  const answersTo = (pair: Reservation) =>
    describeAnswers(oracle(pair).filter(({ conformance }) => conformance.kind === 'conforms')).join(' or ');
  return regionsBy(answersTo, ORACLE_STEP);
}

export function classRegions(): readonly Region[] {
  return regionsBy(argumentClass, CLASS_STEP);
}

/** The plane cut into regions with the same `nameOf`, each row of squares in as few rectangles as can be. */
function regionsBy(nameOf: (pair: Reservation) => string, step: number): readonly Region[] {
  const paths = new Map<string, string>();
  for (let y = 0; y < SIDE; y += step) {
    let begin = 0;
    let name = nameOf(pairAtPoint(step / 2, y + step / 2));
    for (let x = step; x <= SIDE; x += step) {
      const next = x < SIDE ? nameOf(pairAtPoint(x + step / 2, y + step / 2)) : undefined;
      if (next === name) continue;
      paths.set(name, `${paths.get(name) ?? ''}M${begin} ${y}H${x}V${y + step}H${begin}Z`);
      [begin, name] = [x, next ?? name];
    }
  }
  return [...paths].map(([region, path]) => ({ name: region, path }));
}

const LINES = 9;

/** The nine lines of which strategy `lines` tries every value, as one path. */
export function linesPath(): string {
  // Even on paper, from either end: half of the lines turn where the other amount is small.
  const low = Array.from({ length: 65 }, (_, index) => Math.round(2 ** (index / 4)) % (AMOUNT_MAX + 1));
  const values = [...new Set([...low, ...low.map((value) => AMOUNT_MAX - value)])].toSorted((a, b) => a - b);
  return Array.from({ length: LINES }, (_, line) =>
    values
      // With 0 begins the band without a logarithm, to which no stroke leads.
      .map((value) => pairAt('lines', line * (AMOUNT_MAX + 1) + value))
      .map((pair, index, all) => {
        const jumps = index > 0 && hasZero(pair) !== hasZero(all[index - 1]!);
        const [x, y] = pointOf(pair);
        return `${index === 0 || jumps ? 'M' : 'L'}${round(x)} ${round(y)}`;
      })
      .join(''),
  ).join('');
}

const hasZero = ({ mmioMegabytes, mmioMegabytesOptional }: Reservation): boolean =>
  mmioMegabytes === 0 || mmioMegabytesOptional === 0;

export type DotOutcome = ReturnType<typeof outcomeOf>;
export const DOT_OUTCOMES = ['pass', 'deviation', 'fail'] as const satisfies readonly DotOutcome[];

export interface Dots {
  readonly path: string;
  readonly count: number;
}

/** The pairs by what the oracle says of the statuses that were seen, each outcome as one path of marks of its own shape. */
export function dotsOf(known: Iterable<KnownAnswer>, oracle: Oracle): Readonly<Record<DotOutcome, Dots>> {
  const places = { pass: new Set<string>(), deviation: new Set<string>(), fail: new Set<string>() };
  const counts = { pass: 0, deviation: 0, fail: 0 };
  for (const { pair, statuses } of known) {
    const outcome = outcomeOf(statuses, oracle(pair));
    counts[outcome] += 1;
    // Many pairs lie at one place on paper, where one mark will do.
    places[outcome].add(pointOf(pair).map(round).join(' '));
  }
  const dots = (outcome: DotOutcome): Dots => ({
    path: [...places[outcome]].map((place) => `M${place}${MARKS[outcome]}`).join(''),
    count: counts[outcome],
  });
  return { pass: dots('pass'), deviation: dots('deviation'), fail: dots('fail') };
}

/** From the middle of a mark: a stroke of no length, which is a dot by its round ends; a triangle; a cross. */
const MARKS: Readonly<Record<DotOutcome, string>> = {
  pass: 'h0',
  deviation: 'm0 -5l5 9h-10z',
  fail: 'm-4 -4l8 8m0 -8l-8 8',
};

function round(place: number): number {
  return Math.round(place * 2) / 2;
}
