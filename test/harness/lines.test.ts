/**
 * The lines: what they may say. Rows in which a batch could say something untrue, each tried: a pair that the table has otherwise, a
 * target that refuses, one that is slow, one that ends, a part of a run, counts that nobody made.
 */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import fc from 'fast-check';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { tryPairsInProcess } from '../../harness/execute/pairs-in-process.ts';
import { linesStrategy } from '../../harness/generate/lines.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { LINE_PAIRS, pairAt, programFor } from '../../harness/pair-plan.ts';
import { fromSession } from '../../harness/target.ts';
import type { Session, Target } from '../../harness/target.ts';
import { mergeFacts } from '../../harness/campaign/merge.ts';
import { AMOUNT_MAX } from '../../spec/call.ts';
import { conformingSet } from '../../spec/set-mmio-megabytes.ts';
import { LIVES, NO_CHANNEL } from '../../spec/model.ts';
import { READINGS } from '../../spec/readings.ts';
import { SINGLE_VALUE_FAULTS } from '../../targets/reference/faults/single-values.ts';
import { reference } from '../../targets/reference/reference.ts';

const SLOW = { tags: ['slow'] };

const honest = reference();
const capabilities = new Set(honest.info.capabilities);
/** With less to look at, the strategies before the lines are short. */
const few = { ...honest.info, capabilities: ['reservation'] } as const;
const context = { capabilities, reading: 'documented', profile: () => DEFAULT_PROFILE, seed: 1 } as const;
const pairs = linesStrategy(Infinity).pairs!;
const plan = pairs.plan(context, true);

const amount = fc.integer({ min: 0, max: AMOUNT_MAX });
const linesOf = (facts: Awaited<ReturnType<typeof runCampaign>>) =>
  facts.strategies.find(({ name }) => name === 'lines')!;
/** Nothing of a tier but its lines costs much here. */
const options = { tier: 'ci', programs: 0, seed: 1, corpus: [], searchProgramsMax: 0 } as const;

describe('what the table rests on', () => {
  it('the oracle tells pairs apart by whether they are (0, 0), and by nothing else', () => {
    const statuses = (
      life: (typeof LIVES)[number],
      endpoint: 'server' | 'client',
      reading: (typeof READINGS)[number],
    ) => {
      const channel = { ...NO_CHANNEL.absent, life, endpoint };
      return (a: number, b: number) =>
        conformingSet(
          channel,
          { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: a, mmioMegabytesOptional: b },
          reading,
        ).map(({ answer }) => answer);
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...LIVES),
        fc.constantFrom('server', 'client'),
        fc.constantFrom(...READINGS),
        amount,
        amount,
        (life, endpoint, reading, a, b) => {
          fc.pre(a !== 0 || b !== 0);
          const answers = statuses(life, endpoint, reading);
          expect(answers(a, b)).toEqual(answers(1, 0));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('the nine lines hold every value of each amount, of the sum and of the difference', () => {
    const [required, optional, sums, differences] = [new Set(), new Set(), new Set(), new Set()];
    for (let number = 0; number < LINE_PAIRS; number += 1) {
      const { mmioMegabytes: a, mmioMegabytesOptional: b } = pairAt('lines', number);
      if (a < 0 || a > AMOUNT_MAX || b < 0 || b > AMOUNT_MAX) expect.fail(`(${a}, ${b}) is no pair`);
      required.add(a);
      optional.add(b);
      sums.add(a + b);
      differences.add(a - b);
    }
    expect([required.size, optional.size, sums.size, differences.size]).toEqual([65536, 65536, 131071, 131071]);
  });

  it('agrees with the judge on programs of its own, where they are right and where they are not', () => {
    for (const { name } of SINGLE_VALUE_FAULTS) {
      const { open } = reference({ fault: name });
      const tried = tryPairsInProcess(open!, plan, { from: 0, to: LINE_PAIRS });
      if (tried.kind !== 'mismatch') expect.fail(name);
      const ledger = new Ledger('documented', { capabilities });
      const trace = executeInProcess(open!, programFor(plan, { from: tried.pair, to: tried.pair + 1 }));
      expect([name, ledger.enter(trace, { strategy: 'lines', index: 0 }).length > 0]).toEqual([name, true]);
      const before = executeInProcess(open!, programFor(plan, { from: tried.pair - 1, to: tried.pair }));
      expect(ledger.enter(before, { strategy: 'lines', index: 1 })).toEqual([]);
      expect(trace.program.slice(0, tried.responses.length).length).toBeGreaterThan(0);
    }
  });
});

describe('what is counted', () => {
  it('is what the judge would have counted, had it seen every program', SLOW, async () => {
    const facts = await runCampaign(honest, { ...options, tier: 'ci', selects: () => true });
    const { calls, programs, guarantee } = linesOf(facts);
    expect(guarantee).toContain('on a fresh channel in status, reservation, offer, space');
    const ledger = new Ledger('documented', { capabilities });
    const one = new Ledger('documented', { capabilities });
    for (let from = 0; from < 64; from += plan.programPairs) {
      ledger.enter(executeInProcess(honest.open!, programFor(plan, { from, to: from + plan.programPairs })), {
        strategy: 'lines',
        index: 0,
      });
    }
    for (let from = 0; from < 64; from += 1) {
      one.enterAlike(executeInProcess(honest.open!, programFor(plan, { from, to: from + 1 })), 1);
    }
    expect(one.decisiveCalls).toBe(ledger.decisiveCalls);
    expect(calls - LINE_PAIRS * plan.round.length).toBeLessThan(10 * plan.round.length);
    expect(programs - LINE_PAIRS / plan.programPairs).toBeLessThan(10);
    const judged = facts.cells.reduce((sum, cell) => sum + cell.calls, 0);
    expect(judged).toBe(facts.calls);
  });

  it('adds up over the parts of a run, and a part that left them out takes the guarantee away', SLOW, async () => {
    const parts = [];
    for (const index of [0, 1])
      parts.push(await runCampaign({ ...honest, info: few }, { ...options, shard: { index, count: 2 } }));
    const merged = linesOf(mergeFacts(parts));
    expect(merged.programs).toBe(linesOf(parts[0]!).programs + linesOf(parts[1]!).programs);
    const without = {
      ...parts[1]!,
      strategies: parts[1]!.strategies.map((one) =>
        one.name === 'lines' ? { ...one, isLeftOut: true, guarantee: 'left out' } : one,
      ),
    };
    for (const order of [
      [parts[0]!, without],
      [without, parts[0]!],
    ]) {
      expect(linesOf(mergeFacts(order))).toMatchObject({ isLeftOut: true, guarantee: 'left out' });
    }
  });
});

describe('a target that', () => {
  it('refuses the first Enable is looked at in status and reservation, and the guarantee says so', SLOW, async () => {
    const facts = await runCampaign(reference({ enableFails: 'first' }), options);
    expect(linesOf(facts).guarantee).toMatch(/on a fresh channel in status, reservation: /);
    expect(facts.counterexamples).toEqual([]);
  });

  it('refuses Allocate now and then gets no guarantee, and is not held to have failed', SLOW, async () => {
    const facts = await runCampaign(refusingAllocate(), options);
    expect(linesOf(facts)).toMatchObject({
      isLeftOut: true,
      guarantee: expect.stringMatching(/refuses Allocate or Enable/),
    });
    expect(facts.counterexamples).toEqual([]);
  });

  it('states a small room is looked at in all but space, and told so', SLOW, async () => {
    const facts = await runCampaign(reference({ roomMegabytes: 512, fault: 'optional-value-not-offered' }), {
      ...options,
      selects: (clause) => clause === 'offer.at-enable',
    });
    expect(linesOf(facts).isLeftOut).toBeUndefined();
    expect(linesOf(facts).guarantee).toContain('in status, reservation, offer:');
    expect(facts.counterexamples.map(brokenClause)).toEqual(['offer.at-enable']);
  });

  it('has no batches and is slow is not tried in tier ci, and the facts say so', SLOW, async () => {
    const { open, ...remote } = honest;
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => void vi.restoreAllMocks());
    const slow: Target = {
      ...remote,
      info: few,
      run: async (program) => {
        now += 1;
        return honest.run(program);
      },
    };
    expect(open).toBeDefined();
    const facts = await runCampaign(slow, options);
    expect(linesOf(facts)).toMatchObject({
      isLeftOut: true,
      programs: 0,
      guarantee: expect.stringMatching(/^left out: .*tier deep/),
    });
  });

  it('throws at one value is blamed for that value', SLOW, async () => {
    const thrower = fromSession(few, () => {
      const session = honest.open!();
      return {
        perform(call) {
          if (call.kind === 'setMmioMegabytes' && call.mmioMegabytes === 31_337) throw new Error('no such size');
          return session.perform(call);
        },
      };
    });
    const { counterexamples } = await runCampaign(thrower, options);
    expect(counterexamples.map(({ kind, minimized }) => [kind, minimized.program.length])).toEqual([['crash', 2]]);
  });
});

/** Every hundredth Allocate of the process is refused, as where memory is short; its channel answers with anything. */
function refusingAllocate(): Target {
  let allocates = 0;
  return fromSession(few, (): Session => {
    const session = honest.open!();
    return {
      perform(call) {
        if (call.kind === 'allocate') {
          allocates += 1;
          if (allocates % 100 === 0) return { kind: 'status', status: 0xc000_009a };
        }
        return session.perform(call);
      },
    };
  });
}
