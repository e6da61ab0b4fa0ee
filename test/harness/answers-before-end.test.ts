/** What is said of the calls before an end is what the target answers to them, and nothing where that cannot be had. */
import { describe, expect, it } from 'vitest';
import { withAnswersBeforeEnd } from '../../harness/execute/answers-before-end.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { FailureKind, Program, Target } from '../../harness/target.ts';
import type { Response } from '../../spec/call.ts';

const OPTIONS = { deadlineMs: 1_000 };
const status = (code: number): Response => ({ kind: 'status', status: code });

/** Sets with amounts 0, 1, 2 and so on, each answered with its amount. */
const sets = (calls: number): Program =>
  Array.from({ length: calls }, (_, amount) => ({
    kind: 'setMmioMegabytes',
    channel: 0,
    mmioMegabytes: amount,
    mmioMegabytesOptional: 0,
  }));

/** Ends at a call with this amount, in this way. */
function ending(amount: number, kind: FailureKind = 'crash') {
  const runs: number[] = [];
  let restarts = 0;
  const target: Target = {
    info: { name: 'ending', version: '1', capabilities: [] },
    async run(program) {
      runs.push(program.length);
      const at = program.findIndex((call) => call.kind === 'setMmioMegabytes' && call.mmioMegabytes === amount);
      if (at >= 0) throw new TargetFailure(kind, 'over');
      return program.map((call) => status(call.kind === 'setMmioMegabytes' ? call.mmioMegabytes : 0));
    },
    async restart() {
      restarts += 1;
    },
  };
  return { target, runs, restarts: () => restarts };
}

const ended = (calls: number, at: number | undefined, kind: 'crash' | 'timeout' = 'crash'): Trace => ({
  program: sets(calls),
  responses: [],
  end: { kind, message: 'over', at },
});

describe('the calls before an end', () => {
  it('are told with the answers that the beginning has', async () => {
    const { target, runs } = ending(3);
    const { responses, end } = await withAnswersBeforeEnd(target, ended(5, 3), OPTIONS);
    expect(responses).toEqual([0, 1, 2].map(status));
    expect(end).toMatchObject({ at: 3 });
    expect(runs).toEqual([3]);
  });

  it.each([0, 3, 4])(
    'are found where the call that ended it is not known: it is call %i, counted from 0',
    async (at) => {
      const { target } = ending(at);
      const { responses, end } = await withAnswersBeforeEnd(target, ended(5, undefined), OPTIONS);
      expect(responses).toEqual(Array.from({ length: at }, (_, amount) => status(amount)));
      expect(end).toMatchObject({ kind: 'crash', at });
    },
  );

  it('are run behind what ran before them, in a process that is fresh each time', async () => {
    const { target, runs, restarts } = ending(9);
    const { responses } = await withAnswersBeforeEnd(target, ended(3, 2), OPTIONS, [sets(4), sets(5)]);
    expect(responses).toEqual([0, 1].map(status));
    expect(runs).toEqual([4, 5, 2]);
    expect(restarts()).toBe(1);
  });
});

describe('is left as it was', () => {
  const rows: readonly {
    readonly name: string;
    readonly trace: Trace;
    readonly target: Target;
    readonly earlier?: readonly Program[];
  }[] = [
    { name: 'a run that is complete', trace: { ...ended(2, 1), end: COMPLETE }, target: ending(0).target },
    { name: 'what has answers already', trace: { ...ended(2, 1), responses: [status(7)] }, target: ending(0).target },
    {
      name: 'an end in another way than its beginning has',
      trace: ended(5, undefined, 'timeout'),
      target: ending(2).target,
    },
    {
      name: 'a program too long to be tried by its beginnings',
      trace: ended(40, undefined),
      target: ending(39).target,
    },
    { name: 'what can be used no more', trace: ended(5, 3), target: ending(0, 'unusable').target },
    {
      name: 'what ends before its turn',
      trace: ended(5, undefined),
      target: ending(3).target,
      earlier: [sets(4)],
    },
  ];
  it.each(rows)('$name', async ({ trace, target, earlier = [] }) => {
    expect(await withAnswersBeforeEnd(target, trace, OPTIONS, earlier)).toEqual(trace);
  });

  it('an end whose beginning ends too now', async () => {
    const { responses, end } = await withAnswersBeforeEnd(ending(0).target, ended(5, 3), OPTIONS);
    expect(responses).toEqual([]);
    expect(end).toMatchObject({ at: 3 });
  });
});
