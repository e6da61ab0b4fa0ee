/** The one deadline, by a clock that is moved by hand. */
import { expect, test, vi } from 'vitest';
import { Deadline, withDeadline } from '../../harness/execute/deadline.ts';
import { FakeClock } from '../fake-clock.ts';

test('a deadline passes once, so long after it was last started', () => {
  const clock = new FakeClock();
  const onLate = vi.fn();
  const deadline = new Deadline(100, onLate, clock);
  clock.pass(500);
  deadline.start();
  clock.pass(99);
  deadline.start();
  clock.pass(99);
  expect(onLate).not.toHaveBeenCalled();
  clock.pass(1);
  expect(onLate).toHaveBeenCalledOnce();
  expect(deadline.isRunning).toBe(false);
  clock.pass(500);
  expect(onLate).toHaveBeenCalledOnce();
});

test('a deadline that was stopped does not pass', () => {
  const clock = new FakeClock();
  const onLate = vi.fn();
  const deadline = new Deadline(100, onLate, clock);
  deadline.start();
  deadline.stop();
  clock.pass(500);
  expect(onLate).not.toHaveBeenCalled();
});

test('an answer within the deadline is passed on, and silence is a timeout', async () => {
  const clock = new FakeClock();
  expect(await withDeadline(Promise.resolve(7), 100, '', clock)).toBe(7);
  const silent = withDeadline(new Promise(() => undefined), 100, '', clock);
  clock.pass(100);
  await expect(silent).rejects.toMatchObject({ kind: 'timeout', message: 'no answer within 100 ms' });
});
