/** The one finder of the culprit, on runs that are scripted. */
import { expect, test } from 'vitest';
import type { Program } from '../../../harness/target.ts';
import { TargetFailure } from '../../../harness/target.ts';
import type { Call } from '../../../spec/call.ts';
import type { Outcome, SearchOptions } from '../../../targets/culprit/find-culprit.ts';
import { findCulprit } from '../../../targets/culprit/find-culprit.ts';
import { FakeClock } from '../../fake-clock.ts';

const good: Call = { kind: 'enable', channel: 0 };
const bad: Call = { kind: 'disable', channel: 0 };

function crashing(program: Program): Outcome {
  return program.includes(bad)
    ? { kind: 'end', failure: new TargetFailure('crash', 'it died') }
    : { kind: 'answer', answer: [] };
}

/** What a search over these programs finds, a line a suspect, and the lengths of what was run for it. */
async function search(programs: readonly Program[], options: Partial<SearchOptions> = {}) {
  const lengths: number[] = [];
  const { alone = async (program) => crashing(program) } = options;
  const suspects = programs.map((program) => ({ program, resolve: () => undefined, reject: () => undefined }));
  const found: string[] = [];
  for await (const finding of findCulprit(suspects, {
    repeats: () => 1,
    prefixesFirst: () => true,
    prefixesMsMax: Infinity,
    ...options,
    alone(program) {
      lengths.push(program.length);
      return alone(program);
    },
  })) {
    found.push(finding.kind === 'confirmed' ? `confirmed at ${finding.failure.answered}` : finding.kind);
  }
  return { found, lengths };
}

test('every suspect is run alone, and each that ends again is confirmed at its call', async () => {
  expect(await search([[good], [good, bad, good], [good], [bad], [good]])).toEqual({
    found: ['cleared', 'confirmed at 1', 'cleared', 'confirmed at 0', 'cleared'],
    lengths: [1, 1, 2, 1, 1, 1],
  });
});

test('where no suspect ends again, the last one is told so', async () => {
  expect((await search([[good], [good]])).found).toEqual(['cleared', 'not-repeated']);
  expect((await search([])).found).toEqual([]);
});

test('a whole program that comes through costs one run where prefixes are not tried first', async () => {
  const options = { prefixesFirst: () => false };
  expect(await search([[good, good, good]], options)).toEqual({ found: ['not-repeated'], lengths: [3] });
  expect(await search([[good, bad, good]], options)).toEqual({ found: ['confirmed at 1'], lengths: [3, 1, 2] });
});

test('an end is believed when it has come as often in a row as was asked for', async () => {
  let ends = 2;
  const alone = async (program: Program): Promise<Outcome> =>
    ends-- > 0 ? { kind: 'end', failure: new TargetFailure('crash', 'the wire') } : crashing(program);
  expect((await search([[good, good]], { alone, repeats: () => 3 })).found).toEqual(['not-repeated']);
  expect((await search([[good, bad]], { repeats: () => 3 })).lengths).toEqual([1, 2, 2, 2]);
});

test('a failure of the run itself is an answer, and clears it', async () => {
  const answer = new TargetFailure('adapter-fault', 'not a status');
  expect((await search([[good], [good]], { alone: async () => ({ kind: 'answer', answer }) })).found).toEqual([
    'cleared',
    'not-repeated',
  ]);
});

test('prefixes that take too long make way for the whole program, whose end then has no place', async () => {
  const clock = new FakeClock();
  const alone = async (program: Program): Promise<Outcome> => {
    clock.pass(60);
    return crashing(program);
  };
  const program = [good, good, good, good, bad];
  expect(await search([program], { alone, clock, prefixesMsMax: 100 })).toEqual({
    found: ['confirmed at undefined'],
    lengths: [1, 2, 5],
  });
});
