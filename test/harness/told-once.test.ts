/** What is told of a run bit by bit is told once; and how a target answers the open questions, in whatever order that comes. */
import { expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { ChoicesShown } from '../../harness/judge/choices-shown.ts';
import { findingSignature } from '../../harness/judge/finding-signature.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { PROGRAMS, runsOf } from './wrong-answers.ts';

const capabilities = new Set(CAPABILITIES.filter((capability) => capability !== 'misuse'));
const run = (text: string, ...statuses: readonly number[]): Trace => ({
  program: parseProgram(text.replaceAll('; ', '\n')),
  responses: statuses.map((status) => ({ kind: 'status', status })),
  end: COMPLETE,
});

it('a breach is told again where it is simpler, and an answer to an open question never', () => {
  const ledger = new Ledger('documented', { capabilities });
  const told = (trace: Trace, index: number) => {
    ledger.enter(trace, { strategy: 'boundary', index });
    const { breaches, witnesses } = ledger.take();
    return [breaches.length, witnesses.length];
  };
  ledger.take();
  const long = run('allocate 0 server; allocate 1 server; setMmioMegabytes 0 0 0', 0, 0, 0);
  const short = run('allocate 0 server; setMmioMegabytes 0 0 0', 0, 0);
  expect([told(long, 0), told(long, 1), told(short, 2), told(long, 3), told(short, 4)]).toEqual([
    [1, 0],
    [0, 0],
    [1, 0],
    [0, 0],
    [0, 0],
  ]);
  const answers = [0xc000_00ef, 0xc000_00ef, 0xc000_000d].map((status, index) =>
    told(run('setMmioMegabytes null 0 0', status), 5 + index),
  );
  expect(answers).toEqual([
    [0, 1],
    [0, 0],
    [0, 1],
  ]);
});

it('the answers to the open questions are those of the first programs, and where there are two every profile fits', () => {
  const shown = new ChoicesShown();
  expect([shown.all, shown.profile, shown.profiles]).toEqual([[], DEFAULT_PROFILE, [DEFAULT_PROFILE]]);
  const trace = run('setMmioMegabytes null 0 0', 0xc000_000d);
  const note = (
    id: 'either-code:null' | 'after-disable',
    answer: 'amounts-first' | 'channel-first' | 'kept' | 'reset',
    place: number,
  ) => shown.note({ id, answer, at: 0, trace, place });
  note('either-code:null', 'amounts-first', 4);
  expect([shown.has('either-code:null', 'amounts-first'), shown.has('either-code:null', 'channel-first')]).toEqual([
    true,
    false,
  ]);
  expect(shown.profile).toEqual({ ...DEFAULT_PROFILE, 'either-code:null': 'amounts-first' });
  note('after-disable', 'reset', 2);
  note('after-disable', 'kept', 9);
  note('either-code:null', 'channel-first', 6);
  expect(shown.conflicts.map(({ id, place }) => [id, place])).toEqual([
    ['either-code:null', 6],
    ['after-disable', 9],
  ]);
  const pairs = shown.profiles.map((profile) => `${profile['either-code:null']} ${profile['after-disable']}`);
  expect(pairs.toSorted()).toEqual([
    'amounts-first kept',
    'amounts-first reset',
    'channel-first kept',
    'channel-first reset',
  ]);
  expect(pairs[0]).toBe('amounts-first reset');
  // Another one that came sooner takes its place, and that of a conflict.
  note('either-code:null', 'channel-first', 1);
  expect(shown.profile['either-code:null']).toBe('channel-first');
  expect(shown.conflicts.map(({ id, place }) => [id, place])).toEqual([
    ['either-code:null', 4],
    ['after-disable', 9],
  ]);
  note('either-code:null', 'channel-first', 3);
  expect(shown.conflicts.map(({ place }) => place)).toEqual([4, 9]);
  // Of several at one place, as runs alike are, the one that came first.
  const other = run('setMmioMegabytes null 0 0; setMmioMegabytes null 0 0', 0xc000_00ef, 0xc000_00ef);
  shown.note({ id: 'either-code:null', answer: 'channel-first', at: 0, trace: other, place: 1 });
  expect(shown.conflicts[0]?.first).toBe(trace.program);
});

it('a signature says what class of answer was due', () => {
  const ledger = new Ledger('documented', { capabilities });
  const due = new Set<string>();
  for (const trace of PROGRAMS.slice(0, 5).flatMap(runsOf)) {
    for (const finding of ledger.judge(trace).findings) {
      const { call, expected } = findingSignature(finding);
      due.add(`${call}: ${expected}`);
    }
  }
  expect([...due].toSorted()).toMatchInlineSnapshot(`
    [
      "getMmioSpace: space",
      "readOffer: no-offer",
      "readOffer: offer",
      "readOffer: offer 0/0",
      "readReservation: reservation",
      "readReservation: reservation 0/0",
      "readReservation: reservation or reservation 0/0",
      "setMmioMegabytes: STATUS_INVALID_PARAMETER",
      "setMmioMegabytes: STATUS_INVALID_PARAMETER_1",
      "setMmioMegabytes: STATUS_INVALID_PARAMETER_1 or STATUS_INVALID_PARAMETER",
      "setMmioMegabytes: STATUS_SUCCESS",
    ]
  `);
});
