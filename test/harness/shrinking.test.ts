/** The driver of the steps: what it spends, when it is done, what it makes of misuse, and which candidates it leaves out. */
import { describe, expect, it } from 'vitest';
import type { ShrinkOptions } from '../../harness/minimize/shrinking.ts';
import { Shrinking } from '../../harness/minimize/shrinking.ts';
import type { Step } from '../../harness/minimize/step.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { parseProgram, printCall } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';

const parsed = (text: string) => parseProgram(text.replaceAll('; ', '\n'));
const line = (program: Program) => program.map(printCall).join('; ');
const capabilities = new Set(CAPABILITIES);
const last = async (program: Program) => program.length - 1;
const THREE = parsed('allocate 0 server; setMmioMegabytes 0 9 9; readReservation 0');

const shrinkingOf = (more: Partial<ShrinkOptions>) =>
  new Shrinking({ capabilities, callsMax: 1_000, programsMax: 1_000, failsAt: last, steps: [], ...more });

describe('what shrinking spends', () => {
  it('is nothing before it begins', () => {
    const { isDone, found, programs, calls } = shrinkingOf({});
    expect({ isDone, found, programs, calls }).toEqual({
      isDone: false,
      found: { programs: 0, calls: 0 },
      programs: 0,
      calls: 0,
    });
  });

  it.each([
    // The first run is always made; then there has to be room for all of a program.
    [{ callsMax: 0 }, 1, false],
    [{ callsMax: 5 }, 1, false],
    [{ callsMax: 6 }, 2, true],
    [{ callsMax: 7, programsMax: 1 }, 1, false],
    [{ callsMax: 7, programsMax: 2 }, 2, true],
  ])('within %j is so many of two runs', async (limits, programs, isDone) => {
    const shrinking = shrinkingOf(limits);
    expect(await shrinking.shrink(THREE)).toEqual(THREE);
    expect([shrinking.programs, shrinking.isDone]).toEqual([1, true]);
    const second = [...THREE];
    const left = await shrinking.shrink(second);
    expect(left).toEqual(THREE);
    expect(left === second).toBe(!isDone);
    expect([shrinking.programs, shrinking.calls, shrinking.isDone]).toEqual([programs, programs * 3, isDone]);
  });
});

describe('misuse', () => {
  const misused = parsed('allocate 0 server; enable 0; enable 0; setMmioMegabytes 0 0 0');
  const made = async (program: Program, more: Partial<ShrinkOptions> = {}) => {
    let mayMisuse: boolean | undefined;
    const asked: string[] = [];
    const looking: Step = {
      name: 'looking',
      *candidates(_, context) {
        mayMisuse = context.capabilities.has('misuse');
      },
    };
    const failsAt = async (candidate: Program) => (asked.push(line(candidate)), (more.failsAt ?? last)(candidate));
    const shrinking = shrinkingOf({ ...more, failsAt, steps: [looking] });
    return [line(await shrinking.shrink(program)), mayMisuse, asked.length];
  };

  it('goes where it is not needed, and then none comes in again', async () => {
    const without = 'allocate 0 server; enable 0; setMmioMegabytes 0 0 0';
    expect(await made(misused)).toEqual([without, false, 2]);
    expect(await made(parsed(without))).toEqual([without, false, 1]);
    const needsIt = async (program: Program) => (program.length === 4 ? 3 : undefined);
    expect(await made(misused, { failsAt: needsIt })).toEqual([line(misused), true, 2]);
    // Without room to try, and where nothing is left to be tried.
    expect(await made(misused, { callsMax: 6 })).toEqual([line(misused), true, 1]);
    expect(await made([{ kind: 'guestClose', channel: 0 }])).toEqual(['guestClose 0', true, 1]);
  });
});

it('candidates outside of an alphabet that was given are not tried', async () => {
  const tried: string[] = [];
  const smaller: Step = {
    name: 'smaller',
    *candidates() {
      for (const amount of [5, 1]) yield parsed(`allocate 0 server; setMmioMegabytes 0 ${amount} 0; readReservation 0`);
    },
  };
  const search = {
    explore: () => ({ programs: 0, calls: 0, complete: true }),
    reading: 'documented' as const,
    profiles: [DEFAULT_PROFILE],
    programsMax: 10,
  };
  const shrunk = async (alphabet?: Program) => {
    tried.length = 0;
    const onTry = (_: Step, candidate: Program) => void tried.push(line(candidate));
    const options = { ...search, ...(alphabet === undefined ? {} : { alphabet }) };
    const failsAt = async (program: Program) => (program === THREE ? 2 : undefined);
    await shrinkingOf({ failsAt, steps: [smaller], search: options, onTry }).shrink(THREE);
    return tried.length;
  };
  expect(await shrunk()).toBe(2);
  expect(await shrunk(parsed('allocate 0 server; setMmioMegabytes 0 1 0; readReservation 0'))).toBe(1);
  expect(tried[0]).toContain(' 0 1 0');
});
