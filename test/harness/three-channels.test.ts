/** What `three-channels` says of itself, counted again from the lives of the channels alone. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundaryStrategy } from '../../harness/generate/boundary.ts';
import { completeStrategy } from '../../harness/generate/complete.ts';
import type { Strategy } from '../../harness/generate/generate.ts';
import { randomStrategy } from '../../harness/generate/random.ts';
import { spaceStrategy } from '../../harness/generate/space.ts';
import { threeChannelsStrategy } from '../../harness/generate/three-channels.ts';
import { RANDOM_PROGRAMS } from '../../harness/generate/tier.ts';
import { WEAR_TIMES, wearStrategy } from '../../harness/generate/wear.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { isRunnable, Lifecycle, withoutMisuse } from '../../harness/program/lifecycle.ts';
import { slotsOf } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability, Program } from '../../harness/target.ts';
import { MEASURED_PROFILES } from '../../harness/verdict/profiles.ts';
import { isRead, PLAIN_KINDS } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { THREE_CHANNEL_FAULTS } from '../../targets/reference/faults/three-channels.ts';
import { faultsShown } from '../score/faults-shown.ts';

type Claims = ReadonlySet<Capability>;
type Standing = ReturnType<Lifecycle['standing']>;

const ALL: Claims = new Set(CAPABILITIES);
const SET = { kind: 'setMmioMegabytes', mmioMegabytes: 1, mmioMegabytesOptional: 0 } as const;
const READS = PLAIN_KINDS.map((kind): Call => ({ kind, channel: 0 })).filter(isRead);
const CALLS: readonly Call[] = [
  ...(['server', 'client'] as const).map((endpoint): Call => ({ kind: 'allocate', channel: 0, endpoint })),
  ...PLAIN_KINDS.map((kind): Call => ({ kind, channel: 0 })).filter((call) => !isRead(call)),
];

function programsOf(
  claims: Claims,
  { rounds = 1, seed = 1, reading = 'documented' as Reading } = {},
): readonly Program[] {
  const context = { capabilities: claims, reading, profile: () => DEFAULT_PROFILE, seed };
  return [...threeChannelsStrategy(rounds).programs(context)];
}

/** What a channel can be, to which something was bound: as far as its own calls tell. */
const nameOf = ({ life, endpoint }: Standing) => (life === 'freed' ? life : `${life} ${endpoint}`);

function lifecycleAt(claims: Claims, standing?: Standing): Lifecycle {
  const lifecycle = new Lifecycle(withoutMisuse(claims));
  if (standing !== undefined) lifecycle.place(0, standing);
  return lifecycle;
}

/** By name: the calls that may be made there, but for reads and sets. */
function livesOf(claims: Claims): ReadonlyMap<string, readonly string[]> {
  const lives = new Map<string, readonly string[]>();
  const visit = (standing?: Standing) => {
    const legal = CALLS.filter((call) => lifecycleAt(claims, standing).allows(call));
    if (standing !== undefined) {
      if (lives.has(nameOf(standing))) return;
      lives.set(nameOf(standing), legal.map(wordOf));
    }
    for (const call of legal) {
      const lifecycle = lifecycleAt(claims, standing);
      lifecycle.take(call);
      visit(lifecycle.standing(0));
    }
  };
  visit();
  return lives;
}

const wordOf = (call: Call) => (call.kind === 'allocate' ? `allocate ${call.endpoint}` : call.kind);

/** Every call in every combination, from the definition. */
function cellsOf(claims: Claims): ReadonlySet<string> {
  const lives = livesOf(claims);
  const names = [...lives.keys()];
  const bad = (['null', 'forged'] as const).filter((channel) => lifecycleAt(claims).allows({ ...SET, channel }));
  const cells = new Set<string>();
  for (const a of names)
    for (const b of names)
      for (const c of names) {
        for (const [slot, own] of [a, b, c].entries())
          for (const call of lives.get(own)!) cells.add([a, b, c, slot, call].join());
        for (const channel of bad) cells.add([a, b, c, channel, SET.kind].join());
      }
  return cells;
}

/** Calls the function before each call that is no look at a channel, with the calls behind the last one that was not on its channel. */
function follow(program: Program, claims: Claims, visit: (lifecycle: Lifecycle, call: Call, before: Program) => void) {
  const lifecycle = lifecycleAt(claims);
  for (const [at, call] of program.entries()) {
    const isLook = isRead(call) || (call.kind === 'setMmioMegabytes' && typeof call.channel === 'number');
    const from = program.slice(0, at).findLastIndex((other) => other.channel !== call.channel);
    if (!isLook) visit(lifecycle, call, program.slice(from + 1, at));
    lifecycle.take(call);
  }
}

/** What of a channel was not looked at though it could be. */
function unseen(lifecycle: Lifecycle, channel: Call['channel'], looks: Program): readonly string[] {
  return [...READS, SET].flatMap((look) => {
    const isDue = lifecycle.allows({ ...look, channel } as Call) && lifecycle.standing(channel).life !== 'absent';
    return isDue && !looks.some(({ kind }) => kind === look.kind) ? [look.kind] : [];
  });
}

it.each(Object.entries(MEASURED_PROFILES))('makes each call in every combination: %s', (_, claimed) => {
  const claims = new Set(claimed);
  const made = new Set<string>();
  for (const program of programsOf(claims)) {
    follow(program, claims, (lifecycle, call) => {
      const lives = [0, 1, 2].map((slot) => nameOf(lifecycle.standing(slot)));
      if (!lives.some((life) => life.startsWith('absent'))) made.add([...lives, call.channel, wordOf(call)].join());
    });
  }
  const due = cellsOf(claims);
  expect([...due].filter((cell) => !made.has(cell))).toEqual([]);
  expect(due.size).toBeGreaterThan(100);
});

it('looks at all of a channel before its next call, and at the end', () => {
  for (const program of programsOf(ALL, { rounds: 2 })) {
    follow(program, ALL, (lifecycle, call, before) => {
      if (typeof call.channel === 'number') expect(unseen(lifecycle, call.channel, before)).toEqual([]);
    });
    const lifecycle = lifecycleAt(ALL);
    for (const call of program) lifecycle.take(call);
    const last = program.findLastIndex((call) => !isRead(call) && call.kind !== 'setMmioMegabytes');
    for (const slot of slotsOf(program)) {
      const looks = program.slice(last + 1).filter(({ channel }) => channel === slot);
      expect(unseen(lifecycle, slot, looks)).toEqual([]);
    }
  }
});

it('may be made, whatever is claimed', () => {
  fc.assert(
    fc.property(fc.subarray([...CAPABILITIES]), fc.constantFrom(...READINGS), (claimed, reading) => {
      const claims = new Set(claimed);
      const programs = programsOf(claims, { reading });
      expect(programs.length).toBeGreaterThan(0);
      expect(programs.every((program) => isRunnable(program, withoutMisuse(claims)))).toBe(true);
    }),
    { numRuns: 8, seed: 1 },
  );
});

it('costs what its tiers can bear, the first round the same whatever the seed', { tags: ['slow'] }, () => {
  const calls = (programs: readonly Program[]) => programs.reduce((sum, { length }) => sum + length, 0);
  const once = programsOf(ALL);
  expect(calls(once)).toBeLessThanOrEqual(30_000);
  const deep = programsOf(ALL, { rounds: 10, seed: 2 });
  expect(calls(deep)).toBeLessThanOrEqual(300_000);
  expect(deep.slice(0, once.length)).toEqual(once);
  expect(programsOf(ALL, { rounds: 2, seed: 2 })).toEqual(
    deep.slice(0, programsOf(ALL, { rounds: 2, seed: 2 }).length),
  );
  // Slot 15 is one of those that are drawn.
  expect(new Set(deep.flatMap(slotsOf))).toContain(15);
});

it('shows what nothing else in tier ci shows', { tags: ['slow'] }, () => {
  const faults = THREE_CHANNEL_FAULTS.map(({ name }) => name);
  const shown = (strategy: Strategy) => faultsShown(faults, strategy, MEASURED_PROFILES.all, [1]);
  // Walks, the suites of one channel and the lines never have a second one.
  const others = [boundaryStrategy, spaceStrategy, wearStrategy(WEAR_TIMES.ci), randomStrategy(RANDOM_PROGRAMS.ci)];
  const all = [threeChannelsStrategy(1), completeStrategy(0, 2), ...others];
  expect(all.map(shown)).toEqual(['11', '00', '00', '00', '00', '00']);
});
