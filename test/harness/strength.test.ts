/**
 * The strength that a verdict states is that of what ran on what was claimed: it is held against runs, and not stated where a run
 * was not done as its tier has it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { completeSuite } from '../../harness/generate/complete.ts';
import type { SuiteTree } from '../../harness/generate/complete-suite.ts';
import type { Tier } from '../../harness/generate/tier.ts';
import { strategiesOf } from '../../harness/generate/tier.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine } from '../../harness/machine/machine.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability, Target } from '../../harness/target.ts';
import { MEASURED_PROFILES } from '../../harness/verdict/profiles.ts';
import type { MeasuredProfile } from '../../harness/verdict/profiles.ts';
import { strengthOf } from '../../harness/verdict/run-strength.ts';
import type { MeasuredRun } from '../../harness/verdict/run-strength.ts';
import { strengthLine } from '../../harness/verdict/strength-line.ts';
import { measuredStrength } from '../../harness/verdict/strength.ts';
import { verdictOf } from '../../harness/verdict/verdict.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';

const measured = measuredStrength()!;
const STRATEGIES = {
  smoke: ['boundary', 'complete-0'],
  ci: [
    'boundary',
    'space',
    'instances',
    'wear',
    'walks',
    'complete-1',
    'two-channels-0',
    'three-channels',
    'random',
    'lines',
  ],
  deep: [
    'boundary',
    'space',
    'instances',
    'wear',
    'walks',
    'two-channels-1',
    'three-channels',
    'exhaustive',
    'random',
    'lines',
    'complete-3',
  ],
} as const;

function claiming(capabilities: readonly Capability[], fault?: string): Target {
  const target = reference(fault === undefined ? {} : { fault });
  return { ...target, info: { ...target.info, capabilities } };
}

function run(target: Target, options: Partial<CampaignOptions> = {}): Promise<Facts> {
  return runCampaign(target, { tier: 'smoke', searchProgramsMax: 0, ...options });
}

/** What a whole run of the tier would state on these capabilities, without running it. */
function stated(capabilities: readonly Capability[], tier: Tier = 'ci'): MeasuredRun {
  const whole = { guarantee: '', programs: 1, calls: 1, durationMs: 0, endedEarly: false };
  const facts = {
    target: { name: 'any', version: '1', capabilities },
    tier,
    strategies: STRATEGIES[tier].map((name) => ({ name, ...whole })),
  };
  const strength = strengthOf(facts, { ...WHOLE, tier });
  if (strength.kind !== 'measured') throw new Error(strength.why);
  return strength;
}

/** The scope of a whole run, as far as its strength depends on it. */
const WHOLE = verdictOf(await run(claiming([]))).scope;

const capabilitySets = fc.subarray([...CAPABILITIES]);

it('names the strategies of each tier as they are', async () => {
  for (const [tier, names] of Object.entries(STRATEGIES)) {
    expect((await strategiesOf(tier as Tier)).map(({ name }) => name)).toEqual(names);
  }
});

it.each(['space', 'wear', 'two-channels-0', 'three-channels', 'lines'])(
  'counts a fault that %s shows and no other strategy of tier ci',
  (strategy) => {
    const { shows } = measured.profiles.all;
    const others = STRATEGIES.ci.filter((name) => name !== strategy);
    const isShownHereOnly = (fault: number) =>
      shows[strategy]![fault] === '1' && others.every((name) => shows[name]![fault] === '0');
    expect(FAULTS.filter((_, fault) => isShownHereOnly(fault)).map(({ name }) => name)).not.toEqual([]);
  },
);

describe('it is not stated of', () => {
  const why = (facts: Facts) => {
    const { strength } = verdictOf(facts);
    return strength.kind === 'not stated' ? strength.why : strength.kind;
  };

  it('a part', async () => {
    expect(why(await run(reference(), { shard: { index: 0, count: 2 } }))).toBe('a part of a run');
  });

  it('a selection', async () => {
    const selects = { selects: (id: string) => id.startsWith('held.'), selection: ['held.*'] };
    expect(why(await run(reference(), selects))).toBe('a selection of clauses');
  });

  it('another number of random programs', async () => {
    const reason = 'not the number of random programs that the tier has';
    expect(why(await run(reference(), { programs: 10 }))).toBe(reason);
    expect(why(await run(reference(), { programs: 0 }))).toBe(reason);
  });

  it('a run that was interrupted', async () => {
    const signal = AbortSignal.abort();
    expect(why(await run(reference(), { tier: 'deep', signal }))).toBe('the run ended early');
  });

  it('a run with a strategy that ended early', { tags: ['slow'] }, async () => {
    expect(why(await run(reference({ fault: 'both-zero-accepted' }), { tier: 'ci' }))).toMatch(
      /^wear, walks.* ended early$/,
    );
  });

  it('the reading that it was not measured under', async () => {
    const facts = await run(reference({ reading: 'state-model' }), { reading: 'state-model' });
    expect(why(facts)).toBe('measured under reading documented only');
    expect(verdictOf(facts).kind).toBe('conforms');
  });

  it('anything, where there are no figures', () => {
    const { target, tier, strategies } = { target: reference().info, tier: 'ci', strategies: [] } as const;
    const strength = strengthOf({ target, tier, strategies }, WHOLE, { ...measured, profiles: undefined! });
    expect(strengthLine(strength)).toBe('strength not stated: it was not measured');
  });
});

describe('what is claimed', () => {
  it('counts: status codes show less than the reservation, and so on', async () => {
    const claims: readonly (readonly Capability[])[] = [
      [],
      ['reservation'],
      MEASURED_PROFILES['reservation, every state and handle'],
      MEASURED_PROFILES['reservation and offer, every state and handle'],
      MEASURED_PROFILES.all,
    ];
    for (const tier of ['smoke', 'ci', 'deep'] as const) {
      const shown = claims.map((claim) => stated(claim, tier).shown);
      expect(new Set(shown).size).toBe(claims.length);
      expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    }
    for (const claim of claims.slice(0, 2)) {
      expect(verdictOf(await run(claiming(claim))).strength).toEqual(stated(claim, 'smoke'));
    }
  });

  it('never shows less for claiming more', () => {
    fc.assert(
      fc.property(capabilitySets, capabilitySets, (some, others) => {
        expect(stated([...new Set([...some, ...others])]).shown).toBeGreaterThanOrEqual(stated(some).shown);
      }),
    );
  });

  it('is told what claiming more adds, and claiming it adds that', () => {
    fc.assert(
      fc.property(capabilitySets, (claimed) => {
        const { more, shown } = stated(claimed);
        for (const { claim, shown: added } of more) {
          expect(claim.filter((capability) => claimed.includes(capability))).toEqual([]);
          expect(stated([...claimed, ...claim]).shown).toBe(shown + added);
        }
      }),
    );
  });

  it('has more to claim until all is claimed', () => {
    expect(stated([]).more.length).toBeGreaterThan(0);
    expect(stated(MEASURED_PROFILES.all).more).toEqual([]);
    expect(stated(CAPABILITIES).shown).toBe(stated(MEASURED_PROFILES.all).shown);
  });

  it('has figures of mutants only where they were measured on just that', () => {
    for (const claim of Object.values(MEASURED_PROFILES)) expect(stated(claim).mutants).toBeDefined();
    expect(stated(CAPABILITIES).mutants).toEqual(measured.profiles.all.mutants.ci);
    expect(stated(['reservation', 'guest']).mutants).toBeUndefined();
    expect(stated(['null-handle']).mutants).toBeUndefined();
  });
});

it('credits deep with what ci shows, since its suites begin with all of those', () => {
  const known = new Map<SuiteTree, Set<SuiteTree>>();
  const isWithin = (short: SuiteTree, long: SuiteTree): boolean => {
    if (known.get(short)?.has(long)) return true;
    const isSame = short.edges.every(([input, below]) => {
      const same = long.edges.find(([other]) => other === input);
      return same !== undefined && isWithin(below, same[1]);
    });
    if (isSame) known.set(short, (known.get(short) ?? new Set()).add(long));
    return isSame;
  };
  for (const claim of Object.values(MEASURED_PROFILES)) {
    const machine = abstractMachine(new Set(claim), 'documented', DEFAULT_PROFILE);
    const tree = (k: number, channels = 1) => completeSuite(machine, k, channels).tree;
    expect(isWithin(tree(1), tree(3))).toBe(true);
    expect(isWithin(tree(3), tree(1))).toBe(false);
    if (claim.length <= 1) expect(isWithin(tree(0, 2), tree(1, 2))).toBe(true);
  }
});

describe('a fault that is counted is found', () => {
  const isCounted = (profile: MeasuredProfile, strategies: readonly string[], fault: number) =>
    strategies.some((name) => measured.profiles[profile].shows[name]![fault] === '1');

  /** Tries so many of the counted ones. What smoke does not show, ci has to find. */
  async function missed(profile: MeasuredProfile, claimed: readonly Capability[], samples: number, seed: number) {
    const counted = FAULTS.filter((_, index) => isCounted(profile, STRATEGIES.ci, index));
    expect(counted.length).toBeGreaterThan(samples);
    const sample = counted.filter((_, index) => (index + seed) % Math.floor(counted.length / samples) === 0);
    const names: string[] = [];
    for (const { name } of sample.slice(0, samples)) {
      const tier = isCounted(
        profile,
        STRATEGIES.smoke,
        FAULTS.findIndex((fault) => fault.name === name),
      )
        ? 'smoke'
        : 'ci';
      const facts = await run(claiming(claimed, name), { tier, seed });
      if (verdictOf(facts).kind !== 'does not conform') names.push(name);
    }
    return names;
  }

  it('on status codes alone', { tags: ['slow'] }, async () => {
    expect(await missed('status', [], 5, 1)).toEqual([]);
  });

  it.each(['status', 'reservation', 'all'] as const)('on %s', { tags: ['slow'] }, async (profile) => {
    expect(await missed(profile, MEASURED_PROFILES[profile], 4, 11)).toEqual([]);
  });

  it.each<[profile: MeasuredProfile, claimed: readonly Capability[]]>([
    ['status', ['guest', 'null-handle']],
    ['reservation', ['reservation', 'offer', 'client-endpoint']],
    ['all', CAPABILITIES],
  ])('on more than %s, which is then a lower bound', { tags: ['slow'] }, async (profile, claimed) => {
    expect(await missed(profile, claimed, 3, 18)).toEqual([]);
  });
});

describe('its line', () => {
  it('reads like this', () => {
    const [first, ...others] = [
      { claim: ['reservation'], shown: 71 },
      { claim: ['offer', 'offer-bytes'], shown: 12 },
    ] as const;
    const strength = { kind: 'measured', shown: 94, of: 241 } as const;
    expect(strengthLine({ ...strength, more: [first, ...others] })).toBe(
      'would have shown at least 94 of 241 planted faults; claim reservation and 71 more can show',
    );
    expect(strengthLine({ ...strength, more: [] })).toBe('would have shown at least 94 of 241 planted faults');
    expect(strengthLine({ kind: 'not stated', why: 'a part of a run' })).toBe('strength not stated: a part of a run');
  });
});
