/**
 * A failure that is known, or that does not count, hides no other one: rows for what could turn a gate green that should be closed.
 */
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { endSignature, signatureOf } from '../../harness/campaign/signature.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { Session, Target } from '../../harness/target.ts';
import { waiverOf, waysOf } from '../../harness/verdict/baseline.ts';
import type { Baseline, Waiver } from '../../harness/verdict/baseline.ts';
import { countsUnder, gate } from '../../harness/verdict/gate.ts';
import type { Policy } from '../../harness/verdict/gate.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import type { Call, Response } from '../../spec/call.ts';
import { STATUS_SUCCESS } from '../../spec/status.ts';
import { reference } from '../../targets/reference/reference.ts';

const run = (target: Target, options: CampaignOptions = {}): Promise<Facts> =>
  runCampaign(target, { tier: 'smoke', searchProgramsMax: 0, ...options });

const waiving = (...ways: readonly { readonly clause: string; readonly id: string }[]): Baseline => ({
  file: 'kmcl-baseline.yaml',
  waivers: ways.map(({ clause, id }): Waiver => ({ clause, signature: id, kind: 'known-failure', reason: 'known' })),
});

const knowing = (baseline: Baseline): CampaignOptions & Policy => ({
  isKnown: (clause, id) => waiverOf(baseline, { clause, id }) !== undefined,
  baseline,
});

/** The reference, with answers of its own where `answer` gives any. The number is that of the instance. */
function answering(answer: (call: Call, instance: number) => Response | undefined): Target {
  const { open, ...target } = reference();
  let instances = 0;
  return {
    ...target,
    open: (): Session => {
      const session = open!();
      const instance = (instances += 1);
      return { perform: (call) => answer(call, instance) ?? session.perform(call) };
    },
  };
}

it('an open question that is answered both ways hides no other one', { tags: ['slow'] }, async () => {
  const kinds = [reference(), reference({ afterDisable: 'reset', precedence: 'amounts-first' })];
  let instances = 0;
  const facts = await run(
    { ...kinds[0]!, open: () => kinds[(instances += 1) % 2]!.open!() },
    { selects: (clause) => CLAUSES[clause].level === 'choice' },
  );
  const disputed = facts.counterexamples.filter(({ kind }) => kind === 'inconsistent' || kind === 'deviation');
  const clauses = new Set(disputed.map((one) => signatureOf(one).clause));
  expect([...clauses].toSorted()).toEqual(expect.arrayContaining(['held.after-disable', 'refuse.either-code']));
});

const isZeroSet = (call: Call) =>
  call.kind === 'setMmioMegabytes' && call.mmioMegabytes === 0 && call.mmioMegabytesOptional === 0;
const ACCEPTED: Response = { kind: 'status', status: STATUS_SUCCESS };
const FAILED: Response = { kind: 'status', status: 0xc000_0001 };

it('every way in which a clause is broken is told, however many there are', async () => {
  const readsWrong = answering((call, instance) => {
    if (call.kind !== 'readReservation') return undefined;
    const amount = instance % 2 === 0 ? 0 : 9_999;
    return { kind: 'reservation', mmioMegabytes: amount, mmioMegabytesOptional: amount };
  });
  const { clauses } = await run(readsWrong);
  expect(Math.max(...clauses.map(({ ways = [] }) => ways.length))).toBeGreaterThan(8);
});

it('a clause is known where every way in which it was broken is, shown or not', async () => {
  const facts = await run(
    answering((call, instance) => (isZeroSet(call) ? (instance % 2 === 0 ? ACCEPTED : FAILED) : undefined)),
    { counts: () => false },
  );
  const ways = waysOf(facts.clauses);
  expect(ways.length).toBeGreaterThan(1);
  const shown = waiving(...facts.counterexamples.map(signatureOf));
  expect(gate(facts, { baseline: shown }).gate.exitCode).toBe(1);
  expect(gate(facts, { baseline: waiving(...ways) }).gate.exitCode).toBe(0);
});

it('a wrong answer that came once is a failure behind one that is known', async () => {
  const known = await run(answering((call) => (isZeroSet(call) ? ACCEPTED : undefined)));
  const policy = knowing(waiving(...waysOf(known.clauses)));
  let once = 0;
  const target = answering((call, instance) => {
    if (!isZeroSet(call)) return undefined;
    return instance > 300 && (once += 1) === 1 ? FAILED : ACCEPTED;
  });
  const facts = await run(target, policy);
  const { gate: decided, failures } = gate(facts, policy);
  expect(failures.map(({ counterexample, standing }) => [counterexample.repeats, standing.kind])).toEqual(
    expect.arrayContaining([
      [true, 'waived'],
      [false, 'counts'],
    ]),
  );
  expect(decided.exitCode).toBe(1);
});

it('an end that is known is not told as all of them', async () => {
  const crash = (kind: 'enable' | 'disable'): Counterexample => {
    const program = [
      { kind: 'allocate', channel: 0, endpoint: 'server' },
      { kind, channel: 0 },
    ] as const;
    const end = { kind: 'crash', message: '', at: 1 } as const;
    const spent = { spentPrograms: 0, spentCalls: 0, certifyingCalls: 0, searchCalls: 0 };
    return {
      kind: 'crash',
      end,
      original: program,
      source: { strategy: 'corpus', index: 0 },
      minimized: { program, certificate: 'out of budget', ...spent },
      trace: { program, responses: [], end },
      repeats: true,
    };
  };
  const facts = { ...(await run(reference())), counterexamples: [crash('enable'), crash('disable')] };
  const [first, second] = facts.counterexamples.map(signatureOf) as [{ clause: string; id: string }, any];
  const told = (...ways: readonly { readonly clause: string; readonly id: string }[]) =>
    gate(facts, { baseline: waiving(...ways) }).sentence;
  expect(told(first)).toBe('DOES NOT CONFORM: the target crashed');
  expect(told(first, second)).toBe('DOES NOT CONFORM: the target crashed, known in the baseline; the gate passes');
});

describe('a crash that is known', () => {
  /** Each end was seen at the second call. */
  const idOf = (message: string, clause: 'crash' | 'timeout' = 'crash') => {
    const program = [
      { kind: 'allocate', channel: 0, endpoint: 'server' },
      { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 1, mmioMegabytesOptional: 0 },
    ] as const;
    return endSignature({ program, end: { kind: clause, message, at: 1 } }).id;
  };
  const ABORTED = 'the process of the library was killed by SIGABRT';

  it.each([
    ['boom A', 'Error: boom A', 'Error: boom B'],
    ['an exception', 'Error: boom A', 'TypeError: boom A'],
    ['an abort', ABORTED, 'the process of the library was killed by SIGSEGV'],
    ['an abort', ABORTED, 'Error: boom A'],
    ['an exit', 'the process of the module exited with code 1', 'the process of the module exited with code 2'],
    ['an abort of a command', 'the command ended: exit code 134, killed by SIGABRT', 'the command ended: exit code 3'],
    [
      'a memory error',
      `${ABORTED}\n==7==ERROR: AddressSanitizer: heap-buffer-overflow`,
      `${ABORTED}\n==7==ERROR: AddressSanitizer: heap-use-after-free`,
    ],
  ])('%s is not another one', (_, known, other) => {
    expect(idOf(known)).not.toBe(idOf(other));
  });

  it.each([
    ['numbers', 'Error: no slot 7 of 8', 'Error: no slot 12 of 16'],
    ['addresses', 'Error: bad pointer 0x7ffe12', 'Error: bad pointer 0x55aa'],
    ['paths', 'Error: in /home/a/bus.js', 'Error: in C:\\work\\bus.js'],
    ['its stack', 'Error: boom\n    at set (a.js:1:2)', 'Error: boom\n    at set (b.js:3:4)'],
    ['what it printed', `${ABORTED}\npid 17`, `${ABORTED}\npid 18`],
    [
      'half a line',
      'the command ended: killed by SIGKILL, in the middle of a line: "{"',
      'the command ended: killed by SIGKILL',
    ],
    ['who told of it', 'the command ended: exit code 134, killed by SIGABRT', ABORTED],
    ['how a connection broke', 'the peer closed the connection', 'the connection was reset'],
  ])('is the same one with other %s', (_, known, other) => {
    expect(idOf(known)).toBe(idOf(other));
  });

  it('is not told by how long was waited', () => {
    expect(idOf('no answer within 100 ms', 'timeout')).toBe(idOf('no answer within 200 ms', 'timeout'));
  });

  it('hides no other way of dying at the same call, and is told as gone', { tags: ['slow'] }, async () => {
    /** At the second call of an instance, so that there is one state in which it dies. */
    const dying = (message: string, from: number) => {
      let [last, calls] = [0, 0];
      return answering((call, instance) => {
        [last, calls] = [instance, instance === last ? calls + 1 : 1];
        if (calls === 2 && call.kind === 'setMmioMegabytes' && call.mmioMegabytes >= from) throw new Error(message);
        return undefined;
      });
    };
    const before = await run(dying('boom A', 60_000));
    const policy = knowing(waiving(...before.endWays!));
    expect(gate(await run(dying('boom A', 60_000), policy), policy).gate.exitCode).not.toBe(1);
    const facts = await run(dying('boom B', 65_535), policy);
    expect(gate(facts, policy).gate.exitCode).toBe(1);
    const gone = gate(await run(reference(), policy), policy);
    expect(gone.drift.map(({ kind }) => kind)).toEqual(before.endWays!.map(() => 'stale'));
    expect(gone.gate.exitCode).toBe(3);
  });

  it('hides none of the same words in another state', async () => {
    /** At the second call of an instance, where its channel is fresh; or at the third one too, behind Enable. */
    const dying = (isEnabledToo: boolean) => {
      let [last, kinds] = [0, ''];
      return answering((call, instance) => {
        kinds = `${instance === last ? kinds : ''} ${call.kind}`;
        last = instance;
        const isDeadly = kinds === ' allocate setMmioMegabytes' || kinds === ' allocate enable setMmioMegabytes';
        if (isDeadly && call.kind === 'setMmioMegabytes' && call.mmioMegabytes > 60_000)
          if (isEnabledToo || !kinds.includes('enable')) throw new Error('boom');
        return undefined;
      });
    };
    const policy = knowing(waiving(...(await run(dying(false))).endWays!));
    expect(gate(await run(dying(false), policy), policy).gate.exitCode).not.toBe(1);
    expect(gate(await run(dying(true), policy), policy).gate.exitCode).toBe(1);
  });
});

it('what the gate does not count ends no strategy early', { tags: ['slow'] }, async () => {
  const narrow = reference({ windowMegabytes: 100 });
  const unfinished = ({ strategies }: Facts) => strategies.filter(({ endedEarly }) => endedEarly).length;
  const broken = await run(narrow);
  expect(unfinished(broken)).toBeGreaterThan(0);
  expect(gate(broken, { level: 'must' }).gate).toEqual({ exitCode: 2, reasons: ['ended early: boundary'] });
  const policy = { level: 'must' } as const;
  const facts = await run(narrow, { counts: (clause) => countsUnder(policy, clause) });
  expect(unfinished(facts)).toBe(0);
  expect(gate(facts, policy).gate.exitCode).toBe(0);
  expect(unfinished(await run(narrow, { selects: (clause) => !clause.startsWith('space.') }))).toBe(0);
});

/** The reference, which goes wrong where no call is made: in this process as it closes, elsewhere as it is asked. */
const onNoCalls = (kind: 'crash' | 'adapter-fault'): Target => {
  const { info, run: answer } = reference();
  return {
    info,
    run: (program) => (program.length > 0 ? answer(program) : Promise.reject(new TargetFailure(kind, 'no calls'))),
  };
};
const closing: Target = {
  ...reference(),
  open: () => {
    const session = reference().open!();
    let calls = 0;
    return {
      perform: (call) => ((calls += 1), session.perform(call)),
      close: () => {
        if (calls === 0) throw new Error('no calls');
      },
    };
  },
};

it.each([
  ['a close that throws', closing, 1],
  ['a crash', onNoCalls('crash'), 1],
  ['an adapter fault', onNoCalls('adapter-fault'), 5],
] as const)('%s on an empty program is a failure like any other', async (_, target, exitCode) => {
  const facts = await run(target, { corpus: [[[]]], failuresMax: 1 });
  expect(facts.counterexamples.map(({ minimized }) => minimized.program)).toEqual([[]]);
  expect(gate(facts).gate.exitCode).toBe(exitCode);
});
