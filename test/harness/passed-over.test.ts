/** Calls behind a refusal are counted, and said of the strategy whose they are; what was answered is noted as far as the channel is known. */
import { expect, it } from 'vitest';
import { COMPLETE } from '../../harness/execute/trace.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { AnswersSeen } from '../../harness/judge/answers-seen.ts';
import type { Judgement } from '../../harness/judge/judge.ts';
import { PassedOver } from '../../harness/judge/passed-over.ts';
import { callsPerNew, SituationsMet } from '../../harness/judge/situations-met.ts';
import { parseProgram } from '../../harness/program/program.ts';

const REFUSED = 0xc000_0001;
const run = (text: string, ...statuses: readonly number[]): Trace => ({
  program: parseProgram(text.replaceAll('; ', '\n')),
  responses: statuses.map((status) => ({ kind: 'status', status })),
  end: COMPLETE,
});
const judged = (judgedCalls: number, outcome: Judgement['outcome'] = 'pass') => ({ judgedCalls, outcome }) as Judgement;
const strategy = { name: 'any', guarantee: '', programs: () => [] };
const refused = run('allocate 0 server; readReservation 0; readReservation 0', REFUSED, 0, 0);

/** What is told after one run was noted so many times. */
function told(trace: Trace, judgement: Judgement, times = 1) {
  const passed = new PassedOver();
  passed.note(trace, judgement, times);
  return passed.told(strategy);
}

it('counts the calls that were not judged, but for those of a run that failed or ended', () => {
  expect(new PassedOver().told(strategy)).toEqual({});
  expect(new PassedOver().words).toBe('');
  expect(told(refused, judged(1))).toEqual({ passedOver: 2, isRefusedAlone: true });
  expect(told(refused, judged(1), 3)).toEqual({ passedOver: 6, isRefusedAlone: true });
  expect(told(refused, judged(3))).toEqual({});
  const passed = new PassedOver();
  passed.note(run('allocate 0 server', REFUSED), judged(1), 1);
  expect(passed.take()).toEqual({ passedOver: 0, isRefusedAlone: false });
  expect(told(refused, judged(1, 'fail'))).toEqual({});
  expect(told({ ...refused, end: { kind: 'crash', message: '', at: 1 } }, judged(1))).toEqual({});
});

it.each([
  ['allocate 0 server; allocate 1 server; readOffer 1', [0, REFUSED, 0], false],
  ['allocate 0 server; cleanup 0; allocate 1 server; readOffer 1', [0, 0, REFUSED, 0], true],
  ['allocate 0 server; pause 0; allocate 1 server; readOffer 1', [0, 0, REFUSED, 0], false],
  ['allocate 0 server; enable 0; readOffer 0', [0, REFUSED, 0], false],
] as const)('%s: refused alone', (text, statuses, isAlone) => {
  expect(told(run(text, ...statuses), judged(1)).isRefusedAlone ?? false).toBe(isAlone);
});

it('is told of one strategy, and less of one whose instances live side by side', () => {
  const passed = new PassedOver();
  passed.note(refused, judged(1), 1);
  expect(passed.told({ ...strategy, instancesAtOnce: 2 })).toEqual({ passedOver: 2 });
  expect(passed.words).toBe(', as far as Allocate and Enable were not refused');
  expect([passed.take(), passed.take()]).toEqual([
    { passedOver: 2, isRefusedAlone: true },
    { passedOver: 0, isRefusedAlone: true },
  ]);
  passed.begin();
  expect([passed.take(), passed.told(strategy), passed.words]).toEqual([
    { passedOver: 0, isRefusedAlone: false },
    {},
    '',
  ]);
  passed.add({ passedOver: 4, isRefusedAlone: false });
  expect([passed.told(strategy), passed.take()]).toEqual([{ passedOver: 4 }, { passedOver: 0, isRefusedAlone: false }]);
});

it('notes no answer behind a refusal, nor beyond the last one', () => {
  const statesOf = (trace: Trace) => {
    const seen = new AnswersSeen();
    seen.note(trace);
    return seen.all.map(({ state, statuses }) => `${state} ${statuses.join(' ')}`);
  };
  const set = 'setMmioMegabytes 0 1 0';
  expect(statesOf(run(`allocate 0 server; ${set}`, 0, 7))).toEqual(['fresh 7']);
  expect(statesOf(run(`allocate 0 server; ${set}`, REFUSED, 7))).toEqual([]);
  expect(statesOf(run(`allocate 0 server; ${set}; ${set}`, 0, 7))).toEqual(['fresh 7']);
  expect(
    statesOf({
      ...run(`allocate 0 server; ${set}`, 0),
      responses: [{ kind: 'status', status: 0 }, { kind: 'nothing' }],
    }),
  ).toEqual([]);
  const seen = new AnswersSeen();
  const row = { state: 'fresh', pair: { mmioMegabytes: 1, mmioMegabytesOptional: 0 }, statuses: [7] } as const;
  expect([seen.add(row), seen.add(row), seen.add({ ...row, statuses: [7, 8] })]).toEqual([true, false, true]);
});

it('no situation is met where none was added', () => {
  const situations = new SituationsMet();
  situations.add([]);
  expect([situations.counts, situations.met]).toEqual([undefined, []]);
});

it('so many calls are between new situations, and no more than there were where none was met just once', () => {
  const calls = [0, 1, 4].map((metOnce) => callsPerNew({ calls: 100, metOnce }));
  expect(calls).toEqual([100, 100, 25]);
});
