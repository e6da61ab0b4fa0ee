/** The steps of `npm run docs:follow` are all that the pages show; what is quick of them is run by test/cli/documented-commands-run.test.ts. */
import { expect, it } from 'vitest';
import { LEFT_OUT, SHOWN, STEPS } from './follow-docs-steps.ts';

it('has a step for every command in the blocks of README, start and the five minutes in C, or leaves it out with a reason', () => {
  const followed = new Set([...STEPS.map(({ line }) => line), ...Object.keys(LEFT_OUT)]);
  expect([...SHOWN].filter((line) => !followed.has(line))).toEqual([]);
  expect(Object.keys(LEFT_OUT).filter((line) => !SHOWN.has(line))).toEqual([]);
  expect(SHOWN.size).toBeGreaterThan(10);
});
