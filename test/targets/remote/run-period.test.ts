/** Breaks by the run and by the clock. */
import { describe, expect, it } from 'vitest';
import { RunPeriod } from '../../../targets/remote/run-period.ts';

/** After how many breaks a period is told, if ever. */
function toldAfter(gaps: Iterable<number>, underWay: number): number | undefined {
  const period = new RunPeriod();
  let answered = 0;
  let breaks = 0;
  for (const gap of gaps) {
    answered += gap;
    breaks += 1;
    period.note({ answered, underWay });
    if (period.runs !== undefined) return breaks;
  }
  return undefined;
}

describe('breaks by the run are told', () => {
  it.each([
    ['every 500 runs, 8 under way', Array<number>(9).fill(500), 8, 3],
    ['every 500 runs, 128 under way', Array<number>(20).fill(500), 128, 20],
    ['the first after what others had asked for', [113, ...Array<number>(9).fill(500)], 8, 6],
    ['one run apart and no more', [500, 501, 499, 500, 501], 8, 4],
  ])('%s', (_, gaps, underWay, most) => {
    expect(toldAfter(gaps, underWay)).toBeLessThanOrEqual(most);
  });
});

it('of 1,000 links that break by chance every 2,000 runs or so, ten times each, hardly one is taken for an adapter', () => {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
  const gaps = () => Array.from({ length: 10 }, () => Math.ceil(-Math.log(random()) * 2_000));
  const taken = Array.from({ length: 1_000 }, () => toldAfter(gaps(), 16)).filter((breaks) => breaks !== undefined);
  expect(taken.length).toBeLessThanOrEqual(5);
});
