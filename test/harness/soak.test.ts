/**
 * A soak, and what it may never say: that programs were fresh which were run before, that the tier was whole where it was not, that what was
 * asked for was done where it was cut; and what it may never hold on to.
 */
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import { withDefaults } from '../../harness/campaign/campaign-defaults.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { EndLimits } from '../../harness/campaign/end-limits.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { roundPrograms, roundStrategies } from '../../harness/campaign/round-programs.ts';
import { roundOf } from '../../harness/campaign/soak-round.ts';
import { Troubles } from '../../harness/campaign/troubles.ts';
import { progressParts } from '../../harness/cli/progress-line.ts';
import type { StrategyContext } from '../../harness/generate/generate.ts';
import { strategiesOf } from '../../harness/generate/tier.ts';
import { CELLS } from '../../harness/judge/cells.ts';
import { callsPerNew, SituationsMet } from '../../harness/judge/situations-met.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program, Target } from '../../harness/target.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { soakLine } from '../../harness/verdict/soak-words.ts';
import type { Call, Response } from '../../spec/call.ts';
import { reference } from '../../targets/reference/reference.ts';

const ALL = new Set(CAPABILITIES);

/** A clock that goes on by a millisecond each time it is looked at, once before each program. */
function counting(): () => number {
  let ms = 0;
  return () => (ms += 1);
}

const run = (target: Target, ms: number, options: CampaignOptions = {}) =>
  runCampaign(target, { tier: 'smoke', searchProgramsMax: 0, soak: { ms, now: counting() }, ...options });
const timeless = ({ soak, strategies, ...facts }: Facts) => ({
  ...facts,
  soak: { ...soak, durationMs: 0 },
  strategies: strategies.map((row) => ({ ...row, durationMs: 0 })),
});

let alone: Promise<Facts> | undefined;
const smoke = () => (alone ??= runCampaign(reference(), { tier: 'smoke' }));

/** The same target, which hears of each program of the run before it begins. */
function watched(target: Target, onOpen: (number: number) => unknown): Target {
  let opened = 0;
  return {
    ...target,
    open: () => {
      onOpen((opened += 1));
      return target.open!();
    },
  };
}

const claimingLess: Target = {
  ...reference(),
  info: { ...reference().info, capabilities: ['reservation', 'offer', 'guest', 'mmio-space'] },
};

/** Of a target that has nothing left to make a channel of. */
function refused({ kind }: Call): Response {
  switch (kind) {
    case 'allocate':
    case 'setMmioMegabytes':
    case 'enable':
      return { kind: 'status', status: 0xc000_009a };
    case 'readReservation':
      return { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 };
    case 'readOffer':
      return { kind: 'no-offer' };
    case 'getMmioSpace':
      return { kind: 'space', address: 0n, size: 0n };
    default:
      return { kind: 'nothing' };
  }
}

describe('rounds', () => {
  it.each([0, 1, 0x7fff_ffff, -5])('of seed %i have each a seed of its own, and not that of the campaign', (seed) => {
    const seeds = Array.from({ length: 20_000 }, (_, index) => roundOf(seed, index + 1).seed);
    expect(new Set([seed, ...seeds]).size).toBe(20_001);
    expect(seeds.every((one) => one >= 0 && one <= 0x7fff_ffff)).toBe(true);
  });

  it('are what tier ci begins with under the seed that is told', async () => {
    const context: StrategyContext = {
      capabilities: ALL,
      reading: 'documented',
      profile: () => DEFAULT_PROFILE,
      seed: 1,
    };
    const round = roundOf(1, 7);
    const drawn = [...roundPrograms(await roundStrategies(), round, context, (programs) => programs)];
    for (const name of ['walks', 'random']) {
      const own = drawn.filter(([{ strategy }]) => strategy === name);
      expect(own.map(([{ index }]) => index)).toEqual(own.map((_, index) => index));
      const tier = (await strategiesOf('ci')).find((strategy) => strategy.name === name)!;
      const first: Program[] = [];
      for (const program of tier.programs({ ...context, seed: round.seed })) {
        if (first.length === own.length) break;
        first.push(program);
      }
      expect(own.map(([, program]) => program)).toEqual(first);
    }
    // Both from the beginning on: a slow target does not come to the end of a round.
    expect(new Set(drawn.slice(0, 30).map(([{ strategy }]) => strategy)).size).toBe(2);
  });
});

describe('a soak', () => {
  it('is the same for the same seed and as many programs', async () => {
    const [few, again] = [await run(reference(), 150), await run(reference(), 150)];
    expect(timeless(few)).toEqual(timeless(again));
  });

  it('is told over the whole', async () => {
    const one = await run(reference(), 1_100);
    expect(one.soak).toMatchObject({ rounds: 1, programsBehind: 56, end: { kind: 'time' } });
    expect(one.soak!.lastSeed).toBe(roundOf(1, 2).seed);
    const ran = [...one.strategies, one.soak!];
    expect(ran.reduce((sum, { programs }) => sum + programs, 0)).toBe(one.programs);
    expect(ran.reduce((sum, { calls }) => sum + calls, 0)).toBe(one.calls);
    const { verdict, gate: told } = gate(one);
    const without = gate(await smoke()).verdict;
    expect(told.exitCode).toBe(0);
    expect(verdict.strength).toEqual(without.strength);
    expect(verdict.randomFaults).toMatchObject({ kind: 'bounded', decisiveCalls: one.decisiveCalls });
    expect(soakLine(verdict.scope.soak!, 600_000)).toMatch(
      /^soaked for 10 min behind the tier: 1 round and 56 programs of another, 1,096 fresh programs, [\d,]+ calls$/,
    );
  });

  it('finds what the tier misses, made small, with the round that shows it again', async () => {
    const target = reference({ fault: 'stale-accepted-after-second-cleanup' });
    expect(gate(await runCampaign(target, { tier: 'smoke' })).verdict.kind).toBe('conforms');
    const facts = await run(target, 1_200, { failuresMax: 1 });
    const [found] = facts.counterexamples;
    expect(found && brokenClause(found)).toBe('refuse.stale');
    expect(found!.minimized.program.length).toBeLessThan(10);
    const { index, strategy, ...more } = found!.source;
    expect(more).toEqual({ round: roundOf(1, 1) });
    const tier = (await strategiesOf('ci')).find(({ name }) => name === strategy)!;
    const profile = () => ({
      ...DEFAULT_PROFILE,
      ...Object.fromEntries(facts.choices.map((one) => [one.id, one.answer])),
    });
    const again = tier.programs({ capabilities: ALL, reading: 'documented', profile, seed: roundOf(1, 1).seed });
    expect([...again][index]).toEqual(found!.original);
    expect(facts.cutShort).toBeUndefined();
    expect(gate(facts)).toMatchObject({ verdict: { kind: 'does not conform' }, gate: { exitCode: 1 } });
  });

  it('ends where so much fails that more would tell nothing new', async () => {
    const facts = await run(reference({ fault: 'both-zero-accepted' }), 100_000);
    expect(facts.soak!.end).toEqual({ kind: 'failed' });
    expect(facts.soak!.programs).toBeLessThan(1_000);
    expect(gate(facts).gate.exitCode).toBe(1);
  });

  it('of which nothing is left after the tier is none, and says so', async () => {
    let ms = 0;
    const facts = await run(reference(), 1, { soak: { ms: 1, now: () => (ms += 1) } });
    expect(facts.soak).toMatchObject({ rounds: 0, programs: 0, end: { kind: 'time' } });
    expect(soakLine(gate(facts).verdict.scope.soak!, 0)).toBe('no soak: the tier took all of its time');
    expect(gate(facts).gate.exitCode).toBe(0);
  });

  it.each([
    [{}, /neither ms nor quietCalls/],
    [{ ms: 0 }, /above 0/],
    [{ quietCalls: 1 }, /above 1/],
  ])('of %j is refused', async (soak, why) => {
    await expect(runCampaign(reference(), { soak })).rejects.toThrow(why);
  });

  it('goes with no part of a run', async () => {
    await expect(run(reference(), 1_000, { shard: { index: 0, count: 2 } })).rejects.toThrow(/soak and shard/);
  });
});

describe('interrupted', () => {
  it('behind the tier, the verdict is that of the tier, and the gate does not pass', async () => {
    const { programs } = await smoke();
    const interruption = new AbortController();
    const target = watched(reference(), (number) => number === programs + 200 && interruption.abort());
    const facts = await run(target, 1e9, { signal: interruption.signal, soak: { ms: 1e9 } });
    expect(facts.cutShort).toBeUndefined();
    expect(facts.soak).toMatchObject({ rounds: 0, end: { kind: 'cut', why: 'interrupted' } });
    const { verdict, gate: told, sentence } = gate(facts);
    expect(verdict).toMatchObject({ kind: 'conforms', strength: { kind: 'measured' } });
    expect(verdict.randomFaults.kind).toBe('bounded');
    expect(told).toEqual({ exitCode: 2, reasons: ['the soak ended early: interrupted'] });
    expect(sentence).toMatch(/^CONFORMS in .*; the gate does not pass: the soak ended early: interrupted$/);
    expect(soakLine(verdict.scope.soak!, 0)).toMatch(/; the soak ended early: interrupted$/);
  });

  it('within the tier, there was no soak and there is no verdict', async () => {
    const interruption = new AbortController();
    const target = watched(reference(), (number) => number === 300 && interruption.abort());
    const facts = await run(target, 1_300, { signal: interruption.signal });
    expect(facts).toMatchObject({ soak: undefined, cutShort: 'interrupted' });
    expect(gate(facts)).toMatchObject({ verdict: { kind: 'inconclusive' }, gate: { exitCode: 2 } });
  });
});

describe('until it is quiet', () => {
  it('it ends behind the first round in which the chance is that small', async () => {
    const facts = await run(reference(), 1, { soak: { quietCalls: 50 } });
    expect(facts.soak).toMatchObject({ rounds: 1, programsBehind: 0, end: { kind: 'quiet' } });
    expect(callsPerNew(facts.situations!)).toBeGreaterThanOrEqual(50);
    const before = await run(reference(), 1, { soak: { ms: 100, quietCalls: 50, now: counting() } });
    expect(before.soak).toMatchObject({ rounds: 0, end: { kind: 'time' } });
    expect(soakLine(gate(before).verdict.scope.soak!, 0)).toMatch(
      /^soaked behind the tier: less than a round, 97 fresh programs, .*; not quiet by one in 50$/,
    );
    expect(gate(before).gate.exitCode).toBe(0);
  });

  it('it passes no gate where every channel is refused', { tags: ['slow'] }, async () => {
    const { programs } = await runCampaign(claimingLess, { tier: 'smoke' });
    let opened = 0;
    const exhausted: Target = {
      ...claimingLess,
      open: () => {
        opened += 1;
        if (opened <= programs) return claimingLess.open!();
        return { perform: refused };
      },
    };
    const facts = await run(exhausted, 1, { soak: { quietCalls: 2_000 } });
    const { verdict, gate: told } = gate(facts);
    expect(facts.soak!.isRefusedAlone).toBe(true);
    expect(facts.soak!.passedOver).toBeGreaterThan(1_000);
    expect(verdict.kind).not.toBe('conforms');
    expect(told.exitCode).toBe(2);
  });
});

describe('what goes on for hours', () => {
  it('counts situations beyond 32 bits', () => {
    const met = new SituationsMet();
    const situation = CELLS * CELLS + 3;
    met.add([situation, 2 ** 32 - 1]);
    met.begin();
    met.meet(0, 3);
    met.begin();
    met.meet(0, 3);
    expect(met.counts).toEqual({ calls: 2 ** 32 + 1, metOnce: 0 });
  });

  it('keeps a few of the ends that a baseline knows', () => {
    const options = withDefaults<CampaignOptions>({ isKnown: () => true });
    const troubles = new Troubles(options, new EndLimits({}), undefined);
    const program: Program = [{ kind: 'allocate', channel: 0, endpoint: 'server' }];
    const end = { kind: 'crash', message: 'killed by SIGSEGV', at: 0 } as const;
    const note = (index: number) =>
      troubles.noteEnd({ end, program, source: { strategy: 'random', index } }, { program, responses: [], end });
    note(0);
    troubles.keepsLittle();
    for (let index = 1; index < 1_000; index += 1) note(index);
    expect(troubles.mishaps.length).toBeLessThan(50);
  });

  it('hands over the blocks of the tier alone', { tags: ['slow'] }, async () => {
    const strategies = new Set<string>();
    await run(reference(), 300, { onBlock: ({ strategy }) => strategies.add(strategy) });
    expect([...strategies]).toEqual(['boundary', 'complete-0']);
  });
});

it('shows how much time is left, and what is asked for', () => {
  const soak = {
    round: 1_234,
    msLeft: 540_000,
    quietCalls: 1_000_000,
    situations: () => ({ calls: 500_000, metOnce: 2 }),
  };
  const never = () => {
    throw new Error('not asked');
  };
  const progress = { strategy: 'soak', number: 2, of: 2, programs: 3, calls: 56_000_000, failures: 0 };
  const parts = progressParts({ ...progress, workload: never, estimate: never, snapshot: never, soak }, 60_000);
  expect(parts).toEqual([
    'soak: 9 min left, round 1,234',
    'something new in one of 250,000 of 1,000,000',
    '56,000,000 calls',
    '933,333 calls/s',
  ]);
});
