/** What programs and calls cost, out of stretches of a run; and what fits into a time. */
import { describe, expect, it } from 'vitest';
import { fitting } from '../../harness/campaign/budget.ts';
import { type Extent, Pace } from '../../harness/campaign/pace.ts';
import type { Strategy } from '../../harness/generate/generate.ts';

/** Stretches of a second or so on a target where a program and a call cost so much; now and then one takes longer. */
function paceOf(perProgram: number, perCall: number, callsPerProgram: readonly number[]): Pace {
  let now = 0;
  const pace = new Pace(() => now);
  let ran: Extent = { programs: 0, calls: 0 };
  for (const [index, length] of callsPerProgram.entries()) {
    const programs = Math.ceil(1_000 / (perProgram + length * perCall));
    ran = { programs: ran.programs + programs, calls: ran.calls + programs * length };
    now += programs * (perProgram + length * perCall) * (index % 3 === 0 ? 1.1 : 1);
    pace.note(ran);
  }
  return pace;
}

const LENGTHS = [14, 17, 21, 12, 19, 16];

describe('long programs are foreseen from short ones', () => {
  it.each([
    ['a slow device, 5 ms a call', 0, 5],
    ['a slow link, 100 ms a window of 128', 100 / 128, 0],
    ['both', 20, 5],
  ])('%s', (_, perProgram, perCall) => {
    const walks = { programs: 400, calls: 120_000 };
    const due = walks.programs * perProgram + walks.calls * perCall;
    const foreseen = paceOf(perProgram, perCall, LENGTHS).ms(walks);
    expect(Math.abs(foreseen - due) / due).toBeLessThan(0.3);
  });
});

it('programs that are all as long tell what a call costs, and nothing else', () => {
  expect(paceOf(0, 5, [10, 10, 10]).ms({ programs: 1, calls: 100 })).toBeCloseTo(500, 0);
});

it('the first stretch, in which all is loaded, tells nothing', () => {
  let now = 0;
  const pace = new Pace(() => now);
  expect(pace.isKnown).toBe(false);
  now = 2_000;
  pace.note({ programs: 1, calls: 10 });
  expect(pace.isKnown).toBe(false);
  now = 3_000;
  pace.note({ programs: 101, calls: 1_010 });
  expect(pace.ms({ programs: 100, calls: 1_000 })).toBeCloseTo(1_000, 0);
});

describe('what fits', () => {
  const strategy = (name: string) => ({ name, guarantee: '', programs: () => [] }) satisfies Strategy;
  const [cheap, dear, dull] = [strategy('cheap'), strategy('dear'), strategy('dull')];
  const shown: Record<string, number> = { first: 50, cheap: 20, dear: 60, dull: 0 };
  const worth = (names: readonly string[]) => names.reduce((sum, name) => sum + shown[name]!, 0);
  const toCome = [
    { strategy: dear, ms: 100 },
    { strategy: cheap, ms: 10 },
    { strategy: dull, ms: 5 },
  ];

  it.each([
    [4, []],
    [9, ['dull']],
    [50, ['cheap', 'dull']],
    [112, ['cheap', 'dear']],
    [115, ['cheap', 'dear', 'dull']],
  ] as const)('into %d ms: %j', (leftMs, names) => {
    const chosen = fitting({ ms: leftMs, worth }, ['first'], toCome, leftMs);
    expect([...chosen].map(({ name }) => name).toSorted()).toEqual([...names].toSorted());
  });
});
