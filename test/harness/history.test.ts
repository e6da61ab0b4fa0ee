/**
 * Failures that depend on what ran before in the process: the shortest sequence is found, and named for what it is.
 */
import { describe, expect, it } from 'vitest';
import { likelyReason } from '../../harness/campaign/counterexample.ts';
import { searchHistory } from '../../harness/campaign/history.ts';
import type { FailsInFreshProcess } from '../../harness/campaign/history.ts';
import { parseProgram } from '../../harness/program/program.ts';
import type { Program } from '../../harness/target.ts';

const capabilities = new Set(['reservation'] as const);

const SET = parseProgram('allocate 0 server\nsetMmioMegabytes 0 8 0\ncleanup 0');
const READ = parseProgram('allocate 0 server\nreadReservation 0\ncleanup 0');
const OTHER = parseProgram('allocate 0 server\nallocate 1 server\nenable 0\ndisable 0\ncleanup 0\ncleanup 1');

/** A process that fails as `isWrong` tells, given all calls that it was ever asked for and the number of programs. */
function processThat(isWrong: (calls: Program, programs: number, own: Program) => boolean): FailsInFreshProcess {
  return async (programs) => {
    const calls: Program[number][] = [];
    for (const [index, program] of programs.entries()) {
      for (const call of program) {
        calls.push(call);
        if (isWrong(calls, index + 1, program)) return index;
      }
    }
    return undefined;
  };
}

const WIDE = { capabilities, processesMax: 500, callsMax: 200_000 };

const search = (program: Program, before: readonly Program[], failsInFreshProcess: FailsInFreshProcess) =>
  searchHistory(program, before, { ...WIDE, failsInFreshProcess });

describe('a history', () => {
  it('is none where the program fails alone', async () => {
    const isWrong = processThat((calls) => calls.at(-1)!.kind === 'readReservation');
    expect(await search(READ, [SET, OTHER], isWrong)).toEqual({ kind: 'alone' });
  });

  it('that another failure needed is tried first, and is true by itself', async () => {
    const before = Array.from({ length: 60 }, (_, index) => (index === 5 ? SET : OTHER));
    const isWrong = processThat(
      (calls) => calls.at(-1)!.kind === 'readReservation' && calls.some(({ kind }) => kind === 'setMmioMegabytes'),
    );
    const far = await search(READ, before, isWrong);
    const known = { ...WIDE, failsInFreshProcess: isWrong, leaks: [[OTHER], [SET]] };
    const near = await searchHistory(READ, before, known);
    expect(near).toMatchObject({ kind: 'sequence', cause: 'leak', isMinimal: true });
    if (near.kind !== 'sequence' || far.kind !== 'sequence') throw new Error('no sequence');
    expect(near.programs).toEqual(far.programs);
    expect(near.processes).toBeLessThan(far.processes / 2);
    // Of what was left elsewhere nothing is said where it does not fail by it.
    expect(await searchHistory(READ, before, { ...known, leaks: [[OTHER]] })).toMatchObject({ programs: far.programs });
  });

  it.each([7, 40, 300])('is a count where the %i-th call of a process fails', async (wanted) => {
    const before = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? SET : OTHER));
    const found = await search(
      READ,
      before,
      processThat((calls) => calls.length >= wanted),
    );
    expect(found).toMatchObject({ kind: 'sequence', cause: 'count', isMinimal: true });
    if (found.kind !== 'sequence') return;
    expect(found.programs.flat().length).toBe(wanted);
  });

  it('is a count where the 33rd program of a process fails', async () => {
    const before = Array.from({ length: 100 }, () => OTHER);
    const found = await search(
      READ,
      before,
      processThat((_calls, programs) => programs === 33),
    );
    expect(found).toMatchObject({ kind: 'sequence', cause: 'count' });
    if (found.kind === 'sequence')
      expect(found.programs.map(({ length }) => length)).toEqual(Array.from({ length: 33 }, () => 1));
  });

  it('is a leak where an amount of an earlier program is seen', async () => {
    const leaks = processThat(
      (calls, programs, own) =>
        programs > 1 &&
        calls.at(-1)!.kind === 'readReservation' &&
        calls.some(({ kind }) => kind === 'setMmioMegabytes') &&
        !own.some(({ kind }) => kind === 'setMmioMegabytes'),
    );
    const before = [OTHER, SET, OTHER, OTHER, OTHER, OTHER];
    const found = await search(READ, before, leaks);
    expect(found).toMatchObject({ kind: 'sequence', cause: 'leak', isMinimal: true });
    if (found.kind !== 'sequence') return;
    expect(found.programs.map((program) => program.map(({ kind }) => kind))).toEqual([
      ['allocate', 'setMmioMegabytes'],
      ['allocate', 'readReservation'],
    ]);
  });

  it('is not invented where nothing repeats', async () => {
    const found = await search(
      READ,
      [SET, OTHER],
      processThat(() => false),
    );
    expect(found).toMatchObject({ kind: 'unrepeated' });
  });

  it('ends with its budget, and does not call that minimal', async () => {
    const before = Array.from({ length: 64 }, () => SET);
    const isWrong = processThat((calls, programs) => programs > 20 && calls.at(-1)!.kind === 'readReservation');
    const found = await searchHistory(READ, before, {
      capabilities,
      failsInFreshProcess: isWrong,
      processesMax: 9,
      callsMax: 200_000,
    });
    expect(found).toMatchObject({ kind: 'sequence', isMinimal: false });
  });
});

describe('the likely reason', () => {
  const counted = (program: Program) =>
    likelyReason({ programs: [program, program, program], cause: 'count', processes: 9, isMinimal: true });
  const onNull = parseProgram('setMmioMegabytes null 1 0');

  it.each([
    ['Allocates alone', parseProgram('allocate 0 server'), /3rd call of a process, behind programs that only allocate/],
    ['one other call', onNull, /the 3rd time that this program is run/],
    ['a program', SET, /the 3rd time that this program is run/],
  ])('of a count of %s says what ran', (_, program, said) => expect(counted(program)).toMatch(said));
});
