/**
 * Wear: everything is done as often as is told, by calls that may be made on the target at hand, and faults that count are found by it
 * alone, as short as they can be shown.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Endpoint, Reservation, Response, Slot } from '../../spec/call.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { execute, executeInProcess } from '../../harness/execute/execute.ts';
import { responseToJson } from '../../harness/execute/response-json.ts';
import { boundaryStrategy } from '../../harness/generate/boundary.ts';
import { allocate, plain } from '../../harness/generate/calls.ts';
import { completeStrategy } from '../../harness/generate/complete.ts';
import { guaranteeOf } from '../../harness/generate/generate.ts';
import type { Strategy } from '../../harness/generate/generate.ts';
import { randomStrategy } from '../../harness/generate/random.ts';
import { RANDOM_PROGRAMS, WALKS } from '../../harness/generate/tier.ts';
import { walksStrategy } from '../../harness/generate/walks.ts';
import { WEAR_TIMES, wearStrategy } from '../../harness/generate/wear.ts';
import { judge } from '../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { isRunnable, Lifecycle, withoutIllegalCalls, withoutMisuse } from '../../harness/program/lifecycle.ts';
import { parseProgram, printProgram, PROGRAM_CALLS_MAX, slotsOf } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability, Program } from '../../harness/target.ts';
import { openNative } from '../../targets/native/native.ts';
import type { Channel } from '../../targets/reference/emulator/channel.ts';
import { Emulator } from '../../targets/reference/emulator/emulator.ts';
import { DEFAULT_SETUP } from '../../targets/reference/emulator/setup.ts';
import { generationIn } from '../../targets/reference/faults/lives.ts';
import { faultNamed } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { encodeCall } from '../../targets/remote/wire/encode-call.ts';
import { LINE_BYTES_MAX } from '../../targets/remote/wire/line-splitter.ts';
import { blamedBy } from '../blamed-by.ts';
import { buildLibrary } from '../build-library.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { WORN_FAULTS } from '../fault-sample.ts';
import { requireTool } from '../require-tool.ts';
import { differing, faultsShown, recordedOn } from '../score/faults-shown.ts';

const SLOW = { tags: ['slow'] };

const ALL: ReadonlySet<Capability> = new Set(CAPABILITIES);
const CI = wearStrategy(WEAR_TIMES.ci);
const DEEP = wearStrategy(WEAR_TIMES.deep);

function programsOf(strategy: Strategy, capabilities = ALL): readonly Program[] {
  const context = { capabilities, reading: 'documented', profile: () => DEFAULT_PROFILE, seed: 1 } as const;
  return [...strategy.programs(context)];
}

it('makes only calls that KMCL allows and the target claims', () => {
  const capabilitySets = fc.subarray([...CAPABILITIES]).map((list) => new Set(list));
  fc.assert(
    fc.property(capabilitySets, (capabilities) => {
      const allowed = withoutMisuse(capabilities);
      for (const program of programsOf(wearStrategy(3), capabilities)) expect(isRunnable(program, allowed)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it('costs tier ci sixty thousand calls at most', () => {
  const calls = programsOf(CI).reduce((sum, { length }) => sum + length, 0);
  expect(calls).toBeGreaterThan(40_000);
  expect(calls).toBeLessThanOrEqual(60_000);
});

/** How often a call was made on one channel or handle in one state, at most, over all programs; `lives` counts over all lives of a slot. */
function mostOften(programs: readonly Program[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const program of programs) {
    const lifecycle = new Lifecycle(ALL);
    const counts = new Map<string, number>();
    const count = (key: string, on: Call['channel']) => {
      const made = (counts.get(`${key} ${on}`) ?? 0) + 1;
      counts.set(`${key} ${on}`, made);
      most.set(key, Math.max(most.get(key) ?? 0, made));
    };
    for (const call of program) {
      const { life, endpoint } = lifecycle.standing(call.channel);
      const isZero = call.kind === 'setMmioMegabytes' && call.mmioMegabytes + call.mmioMegabytesOptional === 0;
      count(`${call.kind}${isZero ? ' zero' : ''} ${endpoint === 'client' ? 'client' : life}`, call.channel);
      lifecycle.take(call);
    }
  }
  return most;
}

it.each([CI, DEEP])('does all that it tells as often as it tells', (strategy) => {
  const times = strategy === CI ? WEAR_TIMES.ci : WEAR_TIMES.deep;
  const programs = programsOf(strategy);
  const most = mostOften(programs);
  const inStates = (kind: string, lives: readonly string[]) => lives.map((life) => `${kind} ${life}`);
  const live = ['fresh', 'enabled', 'open', 'closed', 'disabled'];
  const told = [
    ...inStates('setMmioMegabytes', [...live, 'client', 'freed', 'null', 'forged']),
    ...inStates('setMmioMegabytes zero', [...live, 'client', 'freed']),
    ...inStates('disable', ['enabled', 'open', 'closed']),
    'enable disabled',
    ...inStates('readReservation', live),
    ...inStates('readOffer', live),
    ...inStates('pause', live),
    ...inStates('start', ['enabled', 'open', 'closed']),
    ...inStates('guestOpen', ['enabled', 'closed']),
    'guestClose open',
    'getMmioSpace open',
    'allocate freed',
    ...inStates('cleanup', ['fresh', 'disabled']),
  ];
  expect(told.filter((key) => !((most.get(key) ?? 0) >= times - 1))).toEqual([]);
  const isFull = (program: Program) => new Set(program.map(({ channel }) => channel)).size === SLOTS_MAX;
  expect(programs.filter(isFull).length).toBeGreaterThanOrEqual(times);
});

it('names every slot with every kind of call, each by itself', () => {
  const alone = programsOf(CI).filter((program) => new Set(program.map(({ channel }) => channel)).size === 1);
  for (let slot = 0; slot < SLOTS_MAX; slot += 1) {
    const kinds = new Set(
      alone.filter(([call]) => call!.channel === slot).flatMap((calls) => calls.map(({ kind }) => kind)),
    );
    expect([slot, kinds.size]).toEqual([slot, 12]);
  }
});

it('lets up to four channels come and go in every order, each order once', () => {
  const goings = (program: Program) =>
    program
      .filter(({ kind }) => kind === 'allocate' || kind === 'cleanup')
      .map(({ kind, channel }) => `${kind} ${channel}`);
  // Four that come in turn, and four places for their ends among them: 8! / (2^4 * 4!) orders.
  const orders = new Set(
    programsOf(CI)
      .map((program) => goings(program).slice(0, 8))
      .filter((order) => new Set(order).size === 8)
      .map(String),
  );
  expect(
    [...orders].filter((order) => order.startsWith('allocate 0') && !/ [4-9]| 1\d/.test(order)).length,
  ).toBeGreaterThanOrEqual(105);
});

describe('the guarantee', () => {
  it('tells of what is claimed and of nothing else', () => {
    expect(guaranteeOf(CI, new Set(['reservation']))).toMatchInlineSnapshot(
      `"goes wrong none of 65 times: sets, Enable, Disable, reads of reservation, lives of a slot, instances; nor in any of 16 slots, among 1 to 16 channels, or as up to 4 come and go"`,
    );
    expect(guaranteeOf(DEEP, ALL)).toMatchInlineSnapshot(
      `"goes wrong none of 300 times: sets (stale, NULL, forged handles too), Enable, Disable, open, close, Start, Pause, reads of reservation, offer, space, lives of a slot, instances; nor in any of 16 slots, among 1 to 16 channels, or as up to 4 come and go"`,
    );
  });

  it('stands in the facts of a run as the target claims', SLOW, async () => {
    // A target that fails everywhere has every strategy end early.
    const { open, run } = reference({ fault: 'both-zero-accepted' });
    const info = { name: 'few', version: '1', capabilities: [] };
    const { strategies } = await runCampaign({ info, run, open: open! }, { programs: 0, searchProgramsMax: 0 });
    const { guarantee } = strategies.find(({ name }) => name === 'wear')!;
    expect(guarantee).toBe(guaranteeOf(CI, new Set()));
    expect(guarantee).not.toMatch(/open|offer|read|NULL/);
  });
});

describe('the longest program of all', () => {
  const longest = programsOf(DEEP).reduce((most, program) => (program.length > most.length ? program : most));

  it('is printed and read back', () => {
    expect(longest.length).toBeGreaterThan(5_000);
    expect(parseProgram(printProgram(longest))).toEqual(longest);
  });

  it('fits a line of the remote contract, and so do its answers', () => {
    const { responses } = executeInProcess(reference().open!, longest);
    const bytes = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length + 1, 200);
    expect(bytes(longest.map(encodeCall))).toBeLessThan(LINE_BYTES_MAX);
    expect(bytes(responses.map((response) => JSON.stringify(responseToJson(response))))).toBeLessThan(LINE_BYTES_MAX);
  });

  it.runIf(requireTool('gcc'))('runs on a library, and so does one as long as a program can be', SLOW, async () => {
    const library = buildLibrary('c', join(import.meta.dirname, '../../targets/examples/c/channel.c'));
    const target = await openNative(library, { deadlineMs: 30_000 });
    const claimed = new Set(target.info.capabilities);
    const own = withoutIllegalCalls(longest, withoutMisuse(claimed));
    const most = [allocate(), ...Array.from({ length: PROGRAM_CALLS_MAX - 1 }, () => plain('readReservation'))];
    try {
      for (const program of [own, most]) {
        const trace = await execute(target, program, { deadlineMs: 30_000 });
        expect([trace.end.kind, trace.responses.length]).toEqual(['complete', program.length]);
        expect(judge(trace, { reading: 'documented', capabilities: claimed }).findings).toEqual([]);
      }
    } finally {
      await target.close?.();
    }
  });
});

it('finds a generation that wraps after 256 lives in tier deep, and not before', () => {
  const { emulator: Wrapping } = generationIn(8);
  const finds = (strategy: Strategy) =>
    programsOf(strategy)
      .filter(
        (program) => program.filter(({ kind }) => kind === 'allocate').length > 60 && slotsOf(program).length === 2,
      )
      .some((program) => {
        const trace = executeInProcess(() => new Wrapping(DEFAULT_SETUP), program);
        return judge(trace, { reading: 'documented', capabilities: ALL }).findings.length > 0;
      });
  expect([finds(CI), finds(DEEP)]).toEqual([false, true]);
});

/** What an instance with a channel in every slot left in its process, to be inherited by the next instance alone. */
class Leak {
  by: Emulator | undefined;
  to: Emulator | undefined;
  held: readonly Reservation[] = [];
}

class Leaking extends Emulator {
  readonly #leak: Leak;

  constructor(leak: Leak) {
    super(DEFAULT_SETUP);
    this.#leak = leak;
  }

  protected override store(channel: Channel, a: number, b: number): void {
    super.store(channel, a, b);
    const held = this.channels.flatMap((one) => (one === undefined || one.life === 'freed' ? [] : [one]));
    if (held.length === SLOTS_MAX)
      Object.assign(this.#leak, { by: this, to: undefined, held: held.map((one) => ({ ...one })) });
  }

  protected override allocate(slot: Slot, endpoint: Endpoint): Response {
    const given = super.allocate(slot, endpoint);
    const leak = this.#leak;
    if (leak.by !== this) leak.to ??= this;
    const left = leak.to === this && slot >= 8 ? leak.held[slot] : undefined;
    if (left !== undefined) super.store(this.channels[slot]!, left.mmioMegabytes, left.mmioMegabytesOptional);
    return given;
  }
}

it('finds what an instance with all slots in use leaves to the next, where boundary, walks and random programs do not', () => {
  const clausesOf = (strategy: Strategy) => {
    const leak = new Leak();
    const found = new Set<string>();
    for (const program of programsOf(strategy)) {
      const trace = executeInProcess(() => new Leaking(leak), program);
      for (const { clause } of judge(trace, { reading: 'documented', capabilities: ALL }).findings) found.add(clause);
      if (found.size > 0) break;
    }
    return [...found];
  };
  expect(clausesOf(CI)).toEqual(['held.initial']);
  for (const strategy of [boundaryStrategy, walksStrategy(10), randomStrategy(500)])
    expect(clausesOf(strategy)).toEqual([]);
});

describe('faults that count', SLOW, () => {
  const names = WORN_FAULTS.map(({ name }) => name);
  const claimed = CAPABILITIES.filter((capability) => capability !== 'threads');

  it('are found by nothing else that tier ci has, but for a few that walks come upon', () => {
    const metByWalks = new Set(['thirty-third-set-dropped', 'thirty-third-zero-accepted', 'thirty-third-pause-clears']);
    const unmet = names.filter((name) => !metByWalks.has(name));
    for (const strategy of [
      boundaryStrategy,
      walksStrategy(WALKS),
      completeStrategy(1),
      randomStrategy(RANDOM_PROGRAMS.ci),
    ])
      expect([strategy.name, faultsShown(unmet, strategy, claimed, [1])]).toEqual([
        strategy.name,
        '0'.repeat(unmet.length),
      ]);
  });

  const recorded = recordedOn(reference().open!, CI, ALL, 1);
  it.each(names)('%s is blamed as it is pinned, and its program passes on the reference', async (name) => {
    const target = reference({ fault: name });
    const found = await blamedBy(differing(recorded, target.open!), target);
    expect(found.map((one) => ({ clause: brokenClause(one), calls: one.minimized.program.length }))).toEqual([
      FAULT_PINS[name],
    ]);
    const { program } = found[0]!.minimized;
    const passed = judge(executeInProcess(reference().open!, program), { reading: 'documented', capabilities: ALL });
    expect(passed.findings).toEqual([]);
    // What counts was kept, and no more: it is as short as the witness, which is as short as a count allows.
    expect(program.length).toBe(faultNamed(name).witness.length);
  });
});
