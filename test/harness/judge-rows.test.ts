/** What the judge says where an oracle of another make answers, where no clause speaks, and of what it only counts. */
import { describe, expect, it } from 'vitest';
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Response } from '../../spec/call.ts';
import { permitted } from '../../spec/oracle.ts';
import type { Oracle } from '../../spec/oracle.ts';
import { deviates, FAILURE, silent, SUCCESS } from '../../spec/permitted.ts';
import { READINGS } from '../../spec/readings.ts';
import { STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1 } from '../../spec/status.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { classOf } from '../../harness/judge/cells.ts';
import { claimsOf, tabulated } from '../../harness/judge/claims.ts';
import { handleIndex } from '../../harness/judge/handle-index.ts';
import { Ledger, ledgerOf } from '../../harness/judge/ledger.ts';
import { inconsistent, judge, judgeAndCompare } from '../../harness/judge/judge.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability, Program } from '../../harness/target.ts';
import { PROGRAMS, runsOf } from './wrong-answers.ts';

const capabilities = new Set(CAPABILITIES.filter((capability) => capability !== 'misuse'));

/** It knows nothing of parts, and gives every answer each time. */
const whole: Oracle = (channel, call, reading, around) => permitted(channel, call, reading, around);

it('an oracle that gives all answers each time is judged by as one that gives them in parts', () => {
  for (const trace of PROGRAMS.slice(0, 4).flatMap(runsOf)) {
    for (const reading of READINGS) {
      const options = { reading, capabilities };
      const { judgement, dependsOnReading } = judgeAndCompare(trace, { ...options, oracle: whole });
      expect(judgement).toEqual(judge(trace, options));
      // Only of our own oracle is it known where the readings part.
      expect(dependsOnReading).toBe(true);
    }
  }
});

it('nothing is held against an answer of which no clause speaks, and nothing is judged behind it', () => {
  const program = parseProgram('allocate 0 server\nsetMmioMegabytes 0 0 0');
  const trace: Trace = { program, responses: [{ kind: 'nothing' }, { kind: 'status', status: 0 }], end: COMPLETE };
  const { outcome, findings, judgedCalls } = judge(trace, { reading: 'documented', capabilities });
  expect([outcome, findings, judgedCalls]).toEqual(['pass', [], 1]);
  // Nor where one speaks that only a deviation would break.
  const loose: Oracle = (channel) => [silent(FAILURE, channel), deviates(SUCCESS, 'accept.required', channel)];
  expect(judge(trace, { reading: 'documented', capabilities, oracle: loose }).findings).toEqual([]);
});

it('what a channel holds is told as the fault of its own last call, where that came behind the one on another channel', () => {
  const program = parsed(
    'allocate 0 server; allocate 1 server; setMmioMegabytes 1 2 2; setMmioMegabytes 0 1 1; pause 1; readReservation 1',
  );
  const blamed = (order: readonly number[]) => {
    const responses = [status(0), status(0), status(0), status(0), NOTHING, ZERO_HELD];
    const trace = {
      program: order.map((at) => program[at]!),
      responses: order.map((at) => responses[at]!),
      end: COMPLETE,
    };
    return judge(trace, { reading: 'documented', capabilities }).findings.map(({ clause }) => clause);
  };
  expect([blamed([0, 1, 2, 3, 4, 5]), blamed([0, 1, 2, 4, 3, 5])]).toEqual([
    ['held.start-pause'],
    ['held.independent'],
  ]);
});

it('a question that is answered both ways is held against the clause that looks at it', () => {
  const clauses = (['readReservation', 'readOffer'] as const).map((kind) =>
    inconsistent('after-disable', { kind, channel: 0 }),
  );
  expect(clauses).toEqual(['held.after-disable', 'offer.after-disable']);
  expect(inconsistent('either-code:null', { kind: 'readOffer', channel: 0 })).toBe('refuse.either-code');
});

const SET_NULL = parseProgram('setMmioMegabytes null 0 0');
const status = (number: number) => ({ kind: 'status', status: number }) as const;
const answered = (program: Program, ...statuses: readonly number[]): Trace => ({
  program,
  responses: statuses.map(status),
  end: COMPLETE,
});
const channelFirst = answered(SET_NULL, STATUS_INVALID_PARAMETER_1);
const NOTHING = { kind: 'nothing' } as const;
const ZERO_HELD = { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 } as const;
const amountsFirst = answered(SET_NULL, STATUS_INVALID_PARAMETER);
const parsed = (text: string) => parseProgram(text.replaceAll('; ', '\n'));
const at = (index: number) => ({ strategy: 'boundary', index });
const ledger = (claimed: ReadonlySet<Capability> = capabilities) => new Ledger('documented', { capabilities: claimed });

describe('a ledger', () => {
  it('is not satisfied with a target that changed its mind, and goes by the reading that objects to less', () => {
    const [steady, changing] = [ledger(), ledger()];
    for (const [index, trace] of [channelFirst, amountsFirst].entries()) changing.enter(trace, at(index));
    steady.enter(channelFirst, at(0));
    expect([steady.isSatisfied, changing.isSatisfied]).toEqual([true, false]);
    expect(ledgerOf('any', [changing, steady])).toBe(steady);
  });

  it('keeps of two programs that need as much the first one, in whatever order they come', () => {
    const [one, other] = ['1 0', '2 0'].map((pair) =>
      answered(parsed(`allocate 0 server; setMmioMegabytes 0 ${pair}`), 0, 0xc000_0001),
    );
    for (const order of [
      [2, 5],
      [5, 2],
    ]) {
      const own = ledger();
      for (const index of order) own.enter(index === 2 ? one! : other!, at(index));
      expect(own.breaches.map(({ trace }) => trace)).toEqual([one]);
    }
  });

  it('keeps of one program the call that broke the clause first', () => {
    const own = ledger();
    const codes = [STATUS_INVALID_PARAMETER_1, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER];
    own.enter(answered([...SET_NULL, ...SET_NULL, ...SET_NULL], ...codes), at(0));
    expect([own.breached('refuse.either-code'), own.breaches.map(({ finding }) => finding.at)]).toEqual([2, [1]]);
  });

  it('keeps rather a long program than one with misuse', () => {
    const own = ledger(new Set(CAPABILITIES));
    const nothing = NOTHING;
    const run = (text: string, ...responses: Trace['responses']): Trace => ({
      program: parsed(text),
      responses,
      end: COMPLETE,
    });
    own.enter(run('allocate 0 server; guestOpen 0; setMmioMegabytes 0 0 0', status(0), nothing, status(0)), at(0));
    own.enter(
      run('allocate 0 server; pause 0; pause 0; setMmioMegabytes 0 0 0', status(0), nothing, nothing, status(0)),
      at(1),
    );
    expect(own.breaches.map(({ finding, place }) => [finding.clause, place])).toEqual([['refuse.both-zero', 1]]);
  });

  it('knows whether the first Enable of a channel was refused', () => {
    const refuses = (text: string, ...statuses: readonly number[]) => {
      const own = ledger();
      own.enter(answered(parsed(text), ...statuses), at(0));
      return own.refusesEnable;
    };
    const failed = 0xc000_0001;
    expect(refuses('allocate 0 server; enable 0', 0, 0)).toBe(false);
    expect(refuses('allocate 0 server; enable 0', 0, failed)).toBe(true);
    expect(refuses('allocate 0 server; setMmioMegabytes 0 0 0', 0, STATUS_INVALID_PARAMETER)).toBe(false);
  });

  it('counts runs alike behind the strategy at hand and before the next one', () => {
    const alike = (order: number, index: number) => {
      const own = ledger();
      own.enterAlike(channelFirst, 3);
      own.order = order;
      own.enter(amountsFirst, at(index));
      return own.choices.find(({ id }) => id === 'either-code:null')?.answer;
    };
    expect([alike(0, 7), alike(1, 0)]).toEqual(['amounts-first', 'channel-first']);
    const own = ledger();
    own.enterAlike(channelFirst, 3);
    expect([own.exercised('refuse.either-code'), own.decisiveCalls]).toEqual([3, 3]);
  });

  it('tells nothing twice, and nothing of what it was told', () => {
    const [own, elsewhere] = [ledger(), ledger()];
    own.enter(channelFirst, at(0));
    expect(own.take()).toMatchObject({ honoured: [], cells: [], pairs: [], decisiveCalls: 0 });
    elsewhere.take();
    elsewhere.enter(amountsFirst, at(1));
    own.add(elsewhere.take());
    expect(own.take()).toMatchObject({ honoured: [], cells: [], decisiveCalls: 0 });
    own.enter(answered(parsed('allocate 0 server'), 0), at(2));
    expect(own.take()).toMatchObject({ cells: [expect.any(Number), 1], calls: 1 });
    own.enterAlike(channelFirst, 3);
    expect(own.take().calls).toBe(3);
    own.takesNoMore();
    own.enter(channelFirst, at(3));
    expect(own.take().calls).toBe(0);
  });

  it('keeps track from when it is first asked, and not since it was told', () => {
    const [own, elsewhere] = [ledger(), ledger()];
    own.add(elsewhere.take());
    own.enter(channelFirst, at(0));
    expect([own.take().calls, own.decisiveCalls]).toEqual([0, 1]);
  });

  it('judges by the oracle that it was given', () => {
    const none: Oracle = () => [];
    const trace = answered(parsed('allocate 0 server; setMmioMegabytes 0 0 0'), 0, 0);
    expect(ledger().judge(trace)).toEqual(judge(trace, { reading: 'documented', capabilities }));
    expect(new Ledger('documented', { capabilities }, none).judge(trace).judgedCalls).toBe(0);
  });
});

it('claims are what a target says, and a table is for all of them but space in a room of a stated size', () => {
  const claims = claimsOf({ capabilities: ['offer', 'mmio-space'], roomMegabytes: 12 });
  expect(claims).toEqual({ capabilities: new Set(['offer', 'mmio-space']), roomMegabytes: 12 });
  expect(tabulated(claims)).toEqual(new Set(['offer']));
  expect(tabulated({ ...claims, roomMegabytes: undefined })).toEqual(claims.capabilities);
});

it('each handle and each class of calls has a place of its own', () => {
  const places = [...Array.from({ length: SLOTS_MAX }, (_, slot) => slot), 'null', 'forged'] as const;
  expect(places.map(handleIndex)).toEqual([...places.keys()]);
  expect(classOf({ kind: 'allocate', channel: 0, endpoint: 'client' })).toBe('allocate client');
  expect(classOf({ kind: 'pause', channel: 0 })).toBe('pause');
});

describe('no space in a room of 512 MB', () => {
  const OPENED = (slot: number, pair: string) =>
    `allocate ${slot} server; setMmioMegabytes ${slot} ${pair}; enable ${slot}; guestOpen ${slot}`;
  const brokenBy = (text: string, ...spaces: readonly (readonly [size: bigint, address: bigint])[]) => {
    const program = parsed(text);
    const left = [...spaces];
    const responses = program.map(({ kind }): Response => {
      if (kind === 'getMmioSpace') {
        const [size = 0n, address = 0n] = left.shift() ?? [];
        return { kind: 'space', address, size };
      }
      return ['allocate', 'enable', 'setMmioMegabytes'].includes(kind) ? status(0) : { kind: 'nothing' };
    });
    const claims = { reading: 'documented', capabilities, roomMegabytes: 512 } as const;
    return judge({ program, responses, end: COMPLETE }, claims).findings.map(({ clause }) => clause);
  };

  it.each([
    ['beside one that takes much', `${OPENED(0, '300 0')}; ${OPENED(1, '257 0')}; getMmioSpace 1`, []],
    [
      'beside one that was disabled again',
      `${OPENED(0, '300 0')}; disable 0; ${OPENED(1, '257 0')}; getMmioSpace 1`,
      ['space.required'],
    ],
    [
      'beside one that takes nothing',
      `allocate 0 server; enable 0; ${OPENED(1, '257 0')}; getMmioSpace 1`,
      ['space.required'],
    ],
    [
      'beside one that may offer much since it was disabled',
      `${OPENED(0, '300 0')}; disable 0; enable 0; ${OPENED(1, '257 0')}; getMmioSpace 1`,
      [],
    ],
  ] as const)('%s', (_, text, clauses) => expect(brokenBy(text)).toEqual(clauses));

  it('beside one whose space ends within a megabyte, which counts as a whole one', () => {
    const text = (required: number) =>
      `${OPENED(0, '8 1')}; getMmioSpace 0; ${OPENED(1, `${required} 0`)}; getMmioSpace 1`;
    const half = [(17n << 20n) / 2n, 64n << 20n] as const;
    expect([brokenBy(text(252), half), brokenBy(text(251), half)]).toEqual([[], ['space.required']]);
  });
});
