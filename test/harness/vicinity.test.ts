/**
 * What is said of the surroundings of a failure is true, or it is not said:
 *
 * | it could say                                                   | row                                         |
 * | -------------------------------------------------------------- | ------------------------------------------- |
 * | that a program passes which fails, or differs in more          | every fault: the neighbour                  |
 * | a pattern that the next pair of amounts breaks                 | every fault: the hint, on hundreds of pairs |
 * | another pattern than the fault's own                           | pinned patterns                             |
 * | a pattern by coincidence, of one pair alone                    | one pair of all                             |
 * | a pattern that is too narrow, or too wide                      | near and far                                |
 * | that a call is to blame where the promise is another without it| the promise is the same                     |
 * | something of a failure that may be chance, or of what ran before | unrepeated, history, wavering             |
 * | it at any price                                                | calls, hangs, an interrupted run            |
 * | what somebody has written into a report                        | a report that was changed                   |
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { FailingAmounts } from '../../harness/campaign/failing-amounts.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import { neighbourWords, hintWords } from '../../harness/campaign/pattern-words.ts';
import { observed, predicted, subjectOf } from '../../harness/campaign/pattern.ts';
import type { Pattern } from '../../harness/campaign/pattern.ts';
import { programsLike } from '../../harness/campaign/pattern-candidates.ts';
import { TRIAL_CALLS_MAX } from '../../harness/campaign/trials.ts';
import type { Judged } from '../../harness/campaign/trials.ts';
import { vicinityOf } from '../../harness/campaign/vicinity.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { judge } from '../../harness/judge/judge.ts';
import { slotsExchanged, withSlotsExchanged } from '../../harness/campaign/neighbour.ts';
import type { Call, Response, Slot } from '../../spec/call.ts';
import { untruthsIn } from '../../harness/cli/verify-report.ts';
import { reportSchema } from '../../harness/report/report-schema.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { runFromReport } from '../../harness/report/stored/run-from-report.ts';
import { reportOn } from '../browser/reports.ts';
import { isWithoutMisuse } from '../../harness/program/lifecycle.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { CAPABILITIES, fromSession } from '../../harness/target.ts';
import type { Program, Session } from '../../harness/target.ts';
import { STATUS_INVALID_PARAMETER } from '../../spec/status.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { OTHER_FAULTS, SAMPLED_FAULTS } from '../fault-sample.ts';
import { reference } from '../../targets/reference/reference.ts';

const SLOW = { tags: ['slow'] };

const capabilities = new Set(CAPABILITIES);
const options = { reading: 'documented', capabilities } as const;
const findings = (trace: Trace) => judge(trace, options).findings;

/** A target that counts its calls. */
function counted(open: () => Session) {
  const spent = { calls: 0, runs: 0 };
  const run = async (program: Program): Promise<Trace> => {
    spent.calls += program.length;
    spent.runs += 1;
    return executeInProcess(open, program);
  };
  return { judged: { run, alone: run, findings } satisfies Judged, spent };
}

/** The failure of a program on a target, as blame would have it. */
function failureOf(open: () => Session, program: Program): Counterexample | undefined {
  const trace = executeInProcess(open, program);
  const finding = findings(trace)[0];
  const spent = { spentPrograms: 0, spentCalls: 0, certifyingCalls: 0, searchCalls: 0 };
  const minimized = { program, certificate: '1-minimal', ...spent } as const;
  const shared = {
    original: program,
    source: { strategy: 'corpus', index: 0 },
    minimized,
    trace,
    repeats: true,
  } as const;
  if (trace.end.kind !== 'complete') return { ...shared, kind: trace.end.kind, end: trace.end };
  return finding && { ...shared, kind: finding.outcome, finding };
}

async function around(open: () => Session, program: Program) {
  const failure = failureOf(open, program)!;
  const { judged, spent } = counted(open);
  return { failure, spent, ...(await vicinityOf(failure, judged, { capabilities })) };
}

type Around = Awaited<ReturnType<typeof around>>;

/** The emulator, but for its answer to the function under test. */
function answering(other: (a: number, b: number) => 'crash' | 'refuse' | 'as it is'): () => Session {
  return () => {
    const session = reference({}).open!();
    return {
      perform(call) {
        if (call.kind !== 'setMmioMegabytes') return session.perform(call);
        const how = other(call.mmioMegabytes, call.mmioMegabytesOptional);
        if (how === 'crash') throw new Error('it is gone');
        return how === 'refuse' ? { kind: 'status', status: STATUS_INVALID_PARAMETER } : session.perform(call);
      },
    };
  };
}

const SET = (pair: string) => parseProgram(`allocate 0 server\nsetMmioMegabytes 0 ${pair}\n`);

const openOf = (fault: string) => reference({ fault }).open!;

function aroundFault(fault: string): Promise<Around> {
  return around(openOf(fault), FAULTS.find(({ name }) => name === fault)!.witness);
}

it.each(['neighbour', 'confirmation'])(
  'what goes wrong at the search for its %s costs a failure no more than that',
  async (step) => {
    const open = answering((a) => (a > 100 ? 'crash' : 'as it is'));
    const { judged } = counted(open);
    const broken = () => Promise.reject(new Error('a bug of ours'));
    const judgedSo: Judged = { ...judged, ...(step === 'neighbour' ? { run: broken } : { alone: broken }) };
    const failure = failureOf(open, SET('101 0'))!;
    expect((await vicinityOf(failure, judged, { capabilities })).neighbour).toBeDefined();
    expect(await vicinityOf(failure, judgedSo, { capabilities })).toEqual({});
  },
);

describe('of a sample of the planted faults', () => trial(SAMPLED_FAULTS, { failing: 25, neighbours: 15, hints: 12 }));
describe('of all the others', SLOW, () => trial(OTHER_FAULTS, { failing: 170, neighbours: 100, hints: 80 }));

/** `least`: of how many faults so much has to be said, so that nothing is true because nothing is said. */
function trial(faults: typeof FAULTS, least: Readonly<Record<'failing' | 'neighbours' | 'hints', number>>): void {
  const all = new Map<string, Around>();

  beforeAll(async () => {
    for (const { name, witness } of faults) {
      if (failureOf(openOf(name), witness) !== undefined) all.set(name, await aroundFault(name));
    }
  });

  it('costs no more than it may', () => {
    expect(all.size).toBeGreaterThanOrEqual(least.failing);
    expect(Math.max(...[...all.values()].map(({ spent }) => spent.calls))).toBeLessThanOrEqual(TRIAL_CALLS_MAX);
  });

  it('the neighbour passes, and differs in one call', () => {
    const told = [...all].filter(([, { neighbour }]) => neighbour !== undefined);
    expect(told.length).toBeGreaterThanOrEqual(least.neighbours);
    for (const [name, { failure, neighbour }] of told) {
      const { change, changedAt, trace } = neighbour!;
      const again = executeInProcess(openOf(name), trace.program);
      expect({ name, end: again.end.kind, findings: findings(again) }).toEqual({ name, end: 'complete', findings: [] });
      if (change === 'other slots') {
        const slots = [...new Set(slotsExchanged(failure.trace.program, neighbour!))] as [Slot, Slot];
        expect(withSlotsExchanged(failure.trace.program, ...slots)).toEqual(trace.program);
        continue;
      }
      const without = failure.trace.program.toSpliced(changedAt, 1);
      if (isWithoutMisuse(failure.trace.program, capabilities))
        expect({ name, misuses: !isWithoutMisuse(trace.program, capabilities) }).toEqual({ name, misuses: false });
      expect(change === 'call left out' ? trace.program : trace.program.toSpliced(changedAt, 1)).toEqual(without);
    }
  });

  it('the hint tells the answer to hundreds of other programs', () => {
    const told = [...all].filter(([, { hint }]) => hint !== undefined);
    expect(told.length).toBeGreaterThanOrEqual(least.hints);
    for (const [name, { failure, hint }] of told) {
      const { program } = failure.trace;
      const finding = 'finding' in failure ? failure.finding : undefined;
      const subject = subjectOf(program, finding, finding?.at ?? program.length - 1);
      const programs = programsLike(program, subject);
      const step = Math.ceil(programs.length / 300);
      const untrue = programs.filter((candidate, index) => {
        const trace = executeInProcess(openOf(name), candidate);
        const seen = observed(hint!.pattern, trace, findings(trace), subject);
        return index % step === 0 && seen !== predicted(hint!.pattern, candidate, subject);
      });
      expect({ name, pattern: hint!.pattern, untrue }).toEqual({ name, pattern: hint!.pattern, untrue: [] });
    }
  });
}

describe('of single faults', () => {
  it.each<readonly [fault: string, pattern: Pattern]>([
    ['swapped-fields', { kind: 'pair', change: 'swapped' }],
    ['optional-in-a-byte', { kind: 'amount', change: 'low bits', of: 'optional', by: 8 }],
    ['required-in-15-bits', { kind: 'amount', change: 'low bits', of: 'required', by: 15 }],
    ['stored-byte-swapped', { kind: 'amount', change: 'bytes swapped', of: 'both', by: 0 }],
    ['maximum-saturates', { kind: 'amount', change: 'cut to', of: 'both', by: 65534 }],
    ['optional-not-stored', { kind: 'amount', change: 'dropped', of: 'optional', by: 0 }],
    ['sum-folded-in-required', { kind: 'pair', change: 'sum in required' }],
    ['first-wins', { kind: 'mixture', mixture: 'instead', of: 'both', call: 1 }],
    ['repeated-sets-add-up', { kind: 'mixture', mixture: 'sum', of: 'both', call: 1 }],
    ['enabled-refusal-stored', { kind: 'mixture', mixture: 'instead', of: 'both', call: 2 }],
    ['space-in-megabytes', { kind: 'size', change: 'in units', of: 'both', by: 1 }],
    ['space-in-pages', { kind: 'size', change: 'in units', of: 'both', by: 256 }],
    ['space-in-uint32', { kind: 'size', change: '32 bits', of: 'both', by: 0 }],
    ['space-in-12-bits', { kind: 'size', change: 'cut to', of: 'both', by: 4095 }],
    ['space-sum-in-16-bits', { kind: 'space', change: 'sum in 16 bits', call: 0 }],
    ['sum-wraps', { kind: 'condition', condition: 'sum wraps to zero', by: 0 }],
    ['required-signed', { kind: 'condition', condition: 'required from', by: 32768 }],
    ['required-bounded', { kind: 'condition', condition: 'required from', by: 4096 }],
    ['both-nonzero-refused', { kind: 'condition', condition: 'both positive', by: 0 }],
    ['swapped-pair-refused', { kind: 'condition', condition: 'swap of call', by: 1 }],
  ])('%s is seen through', async (fault, pattern) => {
    expect((await aroundFault(fault)).hint?.pattern).toEqual(pattern);
  });

  it.each([
    'one-pair-refused',
    'another-pair-refused',
    'one-pair-misstored',
    'both-zero-accepted',
    'bytes-short',
    // It is the address that is wrong, and not the size.
    'space-at-zero',
    'space-all-at-base',
  ])('%s has no pattern, and none is told', async (fault) => expect((await aroundFault(fault)).hint).toBeUndefined());

  it('it is said in a sentence', async () => {
    const wordsOf = async (fault: string) => {
      const { failure, neighbour, hint } = await aroundFault(fault);
      const at = 'finding' in failure ? failure.finding.at : 0;
      return [neighbour && neighbourWords(failure.trace.program, neighbour, at), hint && hintWords(hint)];
    };
    const faults = ['required-bounded', 'pause-clears-reservation', 'swapped-fields', 'space-in-pages'];
    expect(await Promise.all(faults.map(wordsOf))).toMatchInlineSnapshot(`
      [
        [
          "setMmioMegabytes 0 4095 0 -> STATUS_SUCCESS",
          "goes wrong where the required amount is 4096 or more (as far as 53 programs tell)",
        ],
        [
          "without call 3 (pause 0) -> reservation 8/0",
          "0 stands in the place of each amount (as far as 10 programs tell)",
        ],
        [
          undefined,
          "the required and the optional amount are swapped (as far as 16 programs tell)",
        ],
        [
          undefined,
          "the size is the sum of both amounts in pages of 4096 bytes, not in bytes (as far as 17 programs tell)",
        ],
      ]
    `);
  });
});

describe('elsewhere', () => {
  it('a crash has the nearest amounts that do not crash', async () => {
    const { neighbour, hint } = await around(
      answering((a) => (a >= 4096 ? 'crash' : 'as it is')),
      SET('9000 3'),
    );
    expect(neighbour?.trace.program).toEqual(SET('4095 3'));
    expect(hint?.pattern).toEqual({ kind: 'condition', condition: 'required from', by: 4096 });
  });

  it('what holds for one pair alone is not told', async () => {
    const { neighbour, hint } = await around(
      answering((a, b) => (a === 7 && b === 9 ? 'refuse' : 'as it is')),
      SET('7 9'),
    );
    expect([neighbour?.trace.program, hint]).toEqual([SET('6 9'), undefined]);
  });

  it('what fits only near the failing amounts, or only far from them, is not told', async () => {
    const odd = answering((a) => (a >= 300 && a < 65000 ? 'refuse' : 'as it is'));
    expect((await around(odd, SET('300 0'))).hint).toBeUndefined();
  });

  it.each<readonly [string, (a: number) => boolean, string]>([
    ['with a gap', (a) => a >= 4096 && (a < 4200 || a >= 8000), '4096 0'],
    ['with a gap far away', (a) => a >= 300 && (a < 40_000 || a >= 46_000), '300 0'],
    ['that holds at the powers of two', (a) => a >= 16 && (a & (a - 1)) === 0, '16 0'],
  ])('a boundary %s is none', async (_, isWrong, pair) => {
    const { hint } = await around(
      answering((a) => (isWrong(a) ? 'refuse' : 'as it is')),
      SET(pair),
    );
    expect(hint).toBeUndefined();
  });

  it('a fault of one slot has another slot that passes, and is not put down to the amounts', SLOW, async () => {
    const open = () => {
      const session = reference().open!();
      return {
        perform: (call: Call): Response =>
          call.kind === 'setMmioMegabytes' && call.channel === 1
            ? { kind: 'status', status: STATUS_INVALID_PARAMETER }
            : session.perform(call),
      };
    };
    const { neighbour, hint } = await around(open, parseProgram('allocate 1 server\nsetMmioMegabytes 1 8 0'));
    expect(hint).toBeUndefined();
    expect(neighbour?.trace.program).toEqual(SET('8 0'));
    const both = parseProgram('allocate 1 server\nallocate 0 server\nsetMmioMegabytes 1 8 0');
    const apart = await around(open, both);
    expect(apart.neighbour && neighbourWords(both, apart.neighbour, 2)).toBe(
      'with slot 0 for slot 1: setMmioMegabytes 0 8 0 -> STATUS_SUCCESS',
    );
    const report = await reportOn(fromSession(reference().info, open), 'reference');
    expect(report.counterexamples[0]!.neighbour?.change).toBe('other slots');
    expect(runFromReport(report, 'report.json').result.counterexamples[0]?.neighbour).toBeDefined();
    report.counterexamples[0]!.neighbour!.program[0] = 'allocate 0 client';
    expect(untruthsIn(report, 'report.json', {})).toEqual(['counterexample 1 does not follow']);
  });

  it('a hint is held against what went wrong elsewhere in the run', async () => {
    const open = answering((a) => (a === 300 || a === 777 ? 'refuse' : 'as it is'));
    const failure = failureOf(open, SET('300 0'))!;
    const { judged } = counted(open);
    const failingAmounts = new FailingAmounts();
    const before = await vicinityOf(failure, judged, { capabilities, failingAmounts });
    expect(before.hint?.pattern).toEqual({ kind: 'condition', condition: 'required is', by: 300 });
    failingAmounts.note(SET('777 5')[1], undefined);
    expect((await vicinityOf(failure, judged, { capabilities, failingAmounts })).hint).toBeUndefined();
  });

  it('no hint of a run denies another failure of it', async () => {
    const open = answering((a) => (a >= 16 && (a & (a - 1)) === 0 ? 'refuse' : 'as it is'));
    const { counterexamples } = await runCampaign(fromSession(reference().info, open), { tier: 'smoke', seed: 1 });
    expect(counterexamples.length).toBeGreaterThan(1);
    expect(counterexamples.filter(({ hint }) => hint !== undefined)).toEqual([]);
  });

  it.each<readonly [string, Partial<Counterexample>]>([
    ['seen once', { repeats: false }],
    ['after other programs', { history: { programs: [], cause: 'leak', processes: 1, isMinimal: true } }],
    ['answered in two ways', { kind: 'inconsistent' } as Partial<Counterexample>],
  ])('nothing is told of what was %s', async (_, change) => {
    const open = reference({ fault: 'swapped-fields' }).open!;
    const failure = failureOf(open, FAULTS.find(({ name }) => name === 'swapped-fields')!.witness)!;
    const { judged, spent } = counted(open);
    expect(await vicinityOf({ ...failure, ...change } as Counterexample, judged, { capabilities })).toEqual({});
    expect(spent.calls).toBe(0);
  });

  it('nothing is told of a target that wavers', async () => {
    const open = answering((a) => (a >= 4096 ? 'refuse' : 'as it is'));
    const failure = failureOf(open, SET('4096 0'))!;
    const { judged } = counted(open);
    const wavering: Judged = { ...judged, alone: () => judged.run(SET('4096 0')) };
    expect(await vicinityOf(failure, wavering, { capabilities })).toEqual({});
  });

  it('is given up after three runs that hang, and where the run is interrupted', async () => {
    const open = answering((a) => (a >= 4096 ? 'refuse' : 'as it is'));
    const failure = failureOf(open, SET('4096 0'))!;
    let runs = 0;
    const hanging = async (program: Program): Promise<Trace> => {
      runs += 1;
      return { program, responses: [], end: { kind: 'timeout', message: 'silent', at: undefined } };
    };
    const judged: Judged = { run: hanging, alone: hanging, findings };
    expect(await vicinityOf(failure, judged, { capabilities })).toEqual({});
    expect(runs).toBe(3);
    expect(await vicinityOf(failure, judged, { capabilities, signal: AbortSignal.abort() })).toEqual({});
    expect(runs).toBe(3);
  });
});

describe('in a report', () => {
  let report: Report;

  beforeAll(async () => {
    report = await reportOn(reference({ fault: 'required-bounded' }), 'reference:fault=required-bounded');
  });

  /** What is untrue in the report where one of its failures was changed by hand. */
  function untruths(change: (failure: Report['counterexamples'][number]) => void): readonly string[] {
    const changed = structuredClone(report);
    change(changed.counterexamples[0]!);
    return untruthsIn(reportSchema.parse(changed), 'report.json', {});
  }

  it('both are there, are read back, and follow', () => {
    const [first] = report.counterexamples;
    expect([first?.neighbour?.text, first?.hint?.pattern]).toEqual([
      'setMmioMegabytes 0 4095 0 -> STATUS_SUCCESS',
      { kind: 'condition', condition: 'required from', by: 4096 },
    ]);
    expect(runFromReport(report, 'report.json').result.counterexamples[0]?.neighbour?.changedAt).toBe(1);
    expect(untruths(() => {})).toEqual([]);
  });

  it.each<readonly [string, (failure: Report['counterexamples'][number]) => void]>([
    ['a neighbour that fails', ({ neighbour, responses }) => (neighbour!.responses = responses)],
    ['a neighbour that is none', ({ neighbour }) => (neighbour!.program[0] = 'allocate 0 client')],
    ['a neighbour of another call', ({ neighbour }) => (neighbour!.changedAt = 0)],
    ['another sentence', ({ neighbour }) => (neighbour!.text = 'setMmioMegabytes 0 4096 0 -> STATUS_SUCCESS')],
    [
      'a pattern that does not fit',
      ({ hint }) => (hint!.pattern = { kind: 'condition', condition: 'both positive', by: 0 }),
    ],
    [
      'a call that is not there',
      ({ hint }) => (hint!.pattern = { kind: 'mixture', mixture: 'sum', of: 'both', call: 99 }),
    ],
  ])('%s does not follow', (_, change) => {
    expect(untruths(change)).toEqual(['counterexample 1 does not follow']);
  });
});
