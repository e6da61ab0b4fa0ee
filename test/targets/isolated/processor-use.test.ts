import { expect, test } from 'vitest';
import { FairTrial, processorUse } from '../../../targets/isolated/processor-use.ts';
import type { ProcessorUse } from '../../../targets/isolated/processor-use.ts';
import { FakeClock } from '../../fake-clock.ts';

/** Whether more time is owed after so many milliseconds, in which so many were spent on a processor. */
function isOwed(passedMs: number, usedMs: number, isRunnable: boolean): boolean {
  const clock = new FakeClock();
  let use: ProcessorUse = { ms: 50, isRunnable: true };
  const trial = new FairTrial(1_000, () => use, clock);
  trial.begin();
  clock.pass(passedMs);
  use = { ms: 50 + usedMs, isRunnable };
  return trial.isOwedTime;
}

test.each([
  ['was hardly let run', 1_000, 20, true, true],
  ['ran all the time', 1_000, 990, true, false],
  ['sleeps', 1_000, 20, false, false],
  ['was hardly let run, for ever', 4_000, 20, true, false],
])('a process that %s', (_, passed, used, isRunnable, owed) => {
  expect(isOwed(passed, used, isRunnable)).toBe(owed);
});

test('the clock alone decides where the system does not tell', () => {
  const trial = new FairTrial(1_000, () => undefined, new FakeClock());
  trial.begin();
  expect(trial.isOwedTime).toBe(false);
  expect(processorUse(undefined)).toBeUndefined();
});

test.runIf(process.platform === 'linux')('Linux tells', () => {
  expect(processorUse(process.pid)).toMatchObject({ ms: expect.any(Number), isRunnable: expect.any(Boolean) });
});
