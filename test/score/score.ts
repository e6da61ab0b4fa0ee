/**
 * `npm run score`: how strong each tier and strategy is. Every mutant of the automaton and every planted fault is tried
 * over ten seeds; what was measured goes into harness/verdict/strength.json and docs/strength.md.
 */
import type { MutantClass } from '../../harness/verdict/strength.ts';
import { MUTANT_CLASSES } from '../../harness/verdict/strength.ts';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { abstractMachine, transitionsOf } from '../../harness/machine/machine.ts';
import { completeSuite, completeWords } from '../../harness/generate/complete.ts';
import type { Word } from '../../harness/machine/identification.ts';
import { walkWords } from '../../harness/generate/walks.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import { benchOf, callsToKill } from './mutants/machine.ts';
import { isInFaultDomain, mutantsOf } from './mutants/mutants.ts';
import type { Mutant } from './mutants/mutants.ts';
import { MEASURED_PROFILES, MEASURED_TIERS, PROFILE_NAMES } from '../../harness/verdict/profiles.ts';
import type { MeasuredProfile, MeasuredTier } from '../../harness/verdict/profiles.ts';
import type { Killed, ProfileStrength, Strength, TierStrength } from '../../harness/verdict/strength.ts';
import { strategiesOf, TIERS, WALKS } from '../../harness/generate/tier.ts';
import type { Strategy } from '../../harness/generate/generate.ts';
import { WEAR_TIMES, wearStrategy } from '../../harness/generate/wear.ts';
import type { Tier } from '../../harness/generate/tier.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability, Target } from '../../harness/target.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { faultsShown } from './faults-shown.ts';
import { pairsTriedOn } from './pairs-tried-on.ts';
import { sourcesHash } from './sources-hash.ts';
import { markdownTable, writeSection } from './strength-page.ts';

const SEEDS = 10;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Mutants show no offer bytes, make no use of misuse and have one thread. */
const MUTANT_CAPABILITIES = new Set(
  CAPABILITIES.filter((capability) => !['offer-bytes', 'misuse', 'threads'].includes(capability)),
);

const automaton = abstractMachine(MUTANT_CAPABILITIES, 'documented', DEFAULT_PROFILE);
const bench = benchOf(automaton);
const transitions = transitionsOf(automaton);
const suites = [0, 1, 2].map((k) => [...completeWords(automaton, k)]);

function walks(count: number, seed: number): readonly Word[] {
  const words = walkWords(automaton, seed);
  return Array.from({ length: count }, () => words.next().value as Word);
}

/** The strategies by which mutants are tried, and what a tier makes of them. */
const TIER_WORDS: Readonly<Record<Tier, (seed: number) => readonly Iterable<Word>[]>> = {
  smoke: () => [suites[0]!],
  ci: (seed) => [walks(WALKS, seed), suites[1]!],
  deep: (seed) => [walks(WALKS * 10, seed), completeWords(automaton, 3)],
};

interface Tried {
  readonly name: string;
  /** Calls to kill by seed; for a survivor the calls of the whole suite, negative. */
  readonly costs: readonly number[];
}

function killedOf(tried: readonly Tried[]): Killed {
  const costs = tried.flatMap((one) => one.costs.map(Math.abs)).toSorted((a, b) => a - b);
  const survivors = tried.filter((one) => one.costs.some((cost) => cost < 0)).map(({ name }) => name);
  return {
    of: tried.length,
    killed: tried.length - survivors.length,
    mean: Math.round(costs.reduce((sum, cost) => sum + cost, 0) / costs.length),
    median: costs[costs.length >> 1]!,
    p95: costs[Math.floor(costs.length * 0.95)]!,
    survivors,
  };
}

function tryMutants(
  mutants: readonly Mutant[],
  suitesBySeed: readonly (readonly Iterable<Word>[])[],
  on = bench,
): Killed {
  return killedOf(
    mutants.map(({ name, machine }) => ({
      name,
      costs: suitesBySeed.map((parts) => {
        let calls = 0;
        for (const words of parts) {
          for (const word of words) {
            const kill = callsToKill(on, machine, word);
            if (kill > 0) return calls + kill;
            calls += word.length;
          }
        }
        return -calls;
      }),
    })),
  );
}

/** Programs of the tier's strategies, one after the other, until the judge objects. */
async function callsToObject(target: Target, tier: Tier, seed: number): Promise<number> {
  const capabilities = new Set(target.info.capabilities);
  const ledger = new Ledger('documented', { capabilities });
  const context = { capabilities, reading: 'documented', profile: () => ledger.profile, seed } as const;
  let calls = 0;
  for (const strategy of await strategiesOf(tier)) {
    if (strategy.pairs !== undefined) {
      const { isWrong, calls: made } = pairsTriedOn(target.open!, strategy.pairs, context);
      calls += made;
      if (isWrong) return calls;
      continue;
    }
    let index = 0;
    for (const program of strategy.programs(context)) {
      calls += program.length;
      ledger.enter(executeInProcess(target.open!, program), { strategy: strategy.name, index });
      if (!ledger.isSatisfied) return calls;
      index += 1;
    }
  }
  return -calls;
}

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
const mutants = Object.fromEntries(MUTANT_CLASSES.map((kind) => [kind, mutantsOf(bench, kind)])) as Record<
  MutantClass,
  readonly Mutant[]
>;

async function strengthOf(tier: Tier): Promise<TierStrength> {
  // The deep tier only adds to ci, and its suites are long: one seed of walks stands for all.
  const bySeed = (tier === 'deep' ? seeds.slice(0, 1) : seeds).map(TIER_WORDS[tier]);
  const byClass = MUTANT_CLASSES.map((kind) => [kind, tryMutants(mutants[kind], bySeed)] as const);
  const faults: Tried[] = [];
  for (const { name } of FAULTS) {
    const costs: number[] = [];
    for (const seed of tier === 'ci' ? seeds : seeds.slice(0, 1)) {
      costs.push(await callsToObject(reference({ fault: name }), tier, seed));
    }
    faults.push({ name, costs });
  }
  return { mutants: Object.fromEntries(byClass) as TierStrength['mutants'], faults: killedOf(faults) };
}

/** The strategies of smoke and ci, each once. What deep adds is not measured by profile: it does all that ci does. */
async function measuredStrategies(): Promise<readonly Strategy[]> {
  const all = (await Promise.all(MEASURED_TIERS.map((tier) => strategiesOf(tier)))).flat();
  return [...new Map(all.map((strategy) => [strategy.name, strategy])).values()];
}

async function strengthOnProfile(name: MeasuredProfile): Promise<ProfileStrength> {
  const claimed = MEASURED_PROFILES[name];
  const faults = FAULTS.map((fault) => fault.name);
  const shows: Record<string, string> = {};
  for (const strategy of await measuredStrategies()) {
    // Strategies without chance are the same for every seed.
    const isByChance = strategy.name === 'random' || strategy.name === 'walks';
    shows[strategy.name] = faultsShown(faults, strategy, claimed, isByChance ? seeds : seeds.slice(0, 1));
  }
  return { mutants: mutantsOnProfile(claimed), shows };
}

/** The mutants of the machine over the calls that are claimed: those that cannot be told from it there are no mutants of it. */
function mutantsOnProfile(claimed: readonly Capability[]): ProfileStrength['mutants'] {
  const machine = abstractMachine(
    new Set(claimed.filter((capability) => MUTANT_CAPABILITIES.has(capability))),
    'documented',
    DEFAULT_PROFILE,
  );
  const own = benchOf(machine);
  const ownSuites = [0, 1].map((k) => [...completeWords(machine, k)]);
  const walksOfSeed = (count: number, seed: number) => {
    const words = walkWords(machine, seed);
    return Array.from({ length: count }, () => words.next().value as Word);
  };
  const words: Readonly<Record<MeasuredTier, (seed: number) => readonly (readonly Word[])[]>> = {
    smoke: () => [ownSuites[0]!],
    ci: (seed) => [walksOfSeed(WALKS, seed), ownSuites[1]!],
  };
  const rows = MEASURED_TIERS.map((tier) => {
    const bySeed = (tier === 'ci' ? seeds : seeds.slice(0, 1)).map(words[tier]);
    const byClass = MUTANT_CLASSES.map((kind) => {
      const { of, killed } = tryMutants(mutantsOf(own, kind), bySeed, own);
      return [kind, { of, killed }] as const;
    });
    return [tier, Object.fromEntries(byClass)] as const;
  });
  return Object.fromEntries(rows) as ProfileStrength['mutants'];
}

/** It takes minutes, so it says where it is. */
async function told<T>(what: string, measured: Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await measured;
  console.error(`${what}: ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  return result;
}

const profiles: [MeasuredProfile, ProfileStrength][] = [];
for (const name of PROFILE_NAMES) profiles.push([name, await told(name, strengthOnProfile(name))]);
const tiers: [Tier, TierStrength][] = [];
for (const tier of TIERS) tiers.push([tier, await told(tier, strengthOf(tier))]);
const strength: Strength = {
  sources: sourcesHash(ROOT),
  transitions,
  seeds: SEEDS,
  tiers: Object.fromEntries(tiers) as Strength['tiers'],
  faults: FAULTS.map(({ name }) => name),
  profiles: Object.fromEntries(profiles) as Strength['profiles'],
};
writeFileSync(`${ROOT}/harness/verdict/strength.json`, `${JSON.stringify(strength, null, 2)}\n`);

const namesOf = async (tier: Tier) => (await strategiesOf(tier)).map(({ name }) => name);
const [SMOKE, CI] = [await namesOf('smoke'), await namesOf('ci')];

const SUITES: readonly (readonly [name: string, k: number, channels: number])[] = [
  ...[0, 1, 2, 3].map((k) => [`complete-${k}`, k, 1] as const),
  ...[0, 1].map((k) => [`two-channels-${k}`, k, 2] as const),
];
const times = (calls: number) => (calls / transitions).toFixed(2);
const row = (name: string, killed: Killed) => [
  name,
  `${killed.of}`,
  `${((100 * killed.killed) / killed.of).toFixed(1)} %`,
  times(killed.mean),
  times(killed.median),
  times(killed.p95),
];
const heads = ['', 'of', 'killed by every seed', 'mean', 'median', 'p95'];
const wordsByStrategy: Readonly<Record<string, (seed: number) => readonly (readonly Word[])[]>> = {
  walks: (seed) => [walks(WALKS, seed)],
  'complete-0': () => [suites[0]!],
  'complete-1': () => [suites[1]!],
  'complete-2': () => [suites[2]!],
};
const oneSeed = (name: string) => (name === 'walks' ? seeds : seeds.slice(0, 1));
/** The long suites take their time: of the single faults, which they all kill, they are tried on every tenth. */
const fewer = (name: string, kind: MutantClass) =>
  name === 'complete-1' || name === 'complete-2'
    ? mutants[kind].filter((_, index) => kind.includes('extra') || index % 10 === 0)
    : mutants[kind];
const promise = (k: number, kind: MutantClass) => {
  const inDomain = mutants[kind].filter(({ machine }) => isInFaultDomain(bench, machine, k));
  const { killed } = tryMutants(inDomain, [[suites[k]!]]);
  return `| complete-${k} | ${kind} | ${inDomain.length} | ${killed} |`;
};
const section = `## What each tier kills

Written by \`npm run score\` over ${SEEDS} seeds, the tiers smoke and deep over one. Mutants are copies of the automaton (${automaton.states.length} states,
${automaton.inputs.length} inputs, ${transitions} transitions) with something wrong: every single output fault, every single transfer fault, and seeded samples of
${mutants['one extra state'].length} with one and ${mutants['two extra states'].length} with two hidden states; those that conform all the same are left out by an exact product search. Costs are
calls to kill in multiples of the number of transitions; a survivor counts as the whole suite.

| suite | programs | calls | worst |
| --- | ---: | ---: | --- |
${SUITES.map((suite) => suiteRow(...suite)).join('\n')}

| wear | programs | calls | longest | each thing is done |
| --- | ---: | ---: | ---: | --- |
${Object.entries(WEAR_TIMES)
  .map(([tier, count]) => wearRow(tier, count))
  .join('\n')}

What the suites promise, held: in the fault domain (every state of the mutant within k calls of the state cover) none survives.

| suite | mutants | in the fault domain | killed |
| --- | --- | ---: | ---: |
${[promise(0, 'output'), promise(0, 'transfer'), promise(1, 'one extra state'), promise(2, 'two extra states')].join('\n')}

${TIERS.map(
  (tier) =>
    `**${tier}**\n\n${markdownTable(heads, [
      ...MUTANT_CLASSES.map((kind) => row(kind, strength.tiers[tier].mutants[kind])),
      row('planted faults', strength.tiers[tier].faults),
    ])}\n\n${survivorLine(strength.tiers[tier])}`,
).join('\n\n')}

What a target shows by what it claims: planted faults (of ${FAULTS.length}) that some strategy of the tier shows whatever the seed, and mutants that can
be told apart with these capabilities.

| claimed | faults, smoke | faults, ci | mutants killed by ci |
| --- | ---: | ---: | --- |
${PROFILE_NAMES.map((name) => `| ${name} | ${shownIn(name, SMOKE)} | ${shownIn(name, CI)} | ${mutantWords(name)} |`).join('\n')}

By strategy alone, on the mutants; complete-1 and complete-2 on every tenth of the single faults:

${Object.entries(wordsByStrategy)
  .map(
    ([name, words]) =>
      `**${name}**\n\n${markdownTable(
        heads,
        MUTANT_CLASSES.map((kind) => row(kind, tryMutants(fewer(name, kind), oneSeed(name).map(words)))),
      )}`,
  )
  .join('\n\n')}
`;
writeSection(`${ROOT}/docs/strength.md`, 'score', section);
console.log(section);

function suiteRow(name: string, k: number, channels: number): string {
  const { programs, calls, longest } = completeSuite(automaton, k, channels).tree;
  const [ofPrograms, ofCalls] = [programs, calls].map((count) => count.toLocaleString('en-US'));
  return `| ${name} | ${ofPrograms} | ${ofCalls} | ${longest} calls a program |`;
}

function wearRow(tier: string, count: number): string {
  const context = {
    capabilities: new Set(CAPABILITIES),
    reading: 'documented',
    profile: () => DEFAULT_PROFILE,
    seed: 1,
  } as const;
  const lengths = Array.from(wearStrategy(count).programs(context), ({ length }) => length);
  const calls = lengths.reduce((sum, length) => sum + length, 0);
  const grouped = [lengths.length, calls, Math.max(...lengths)].map((number) => number.toLocaleString('en-US'));
  return `| ${tier} | ${grouped.join(' | ')} | ${count} times |`;
}

function shownIn(name: MeasuredProfile, strategies: readonly string[]): number {
  const rows = strategies.map((strategy) => strength.profiles[name].shows[strategy]!);
  return FAULTS.filter((_, fault) => rows.some((digits) => digits[fault] === '1')).length;
}

function mutantWords(name: MeasuredProfile): string {
  const byClass = Object.entries(strength.profiles[name].mutants.ci);
  return byClass.map(([kind, { of, killed }]) => `${kind} ${killed} of ${of}`).join(', ');
}

function survivorLine(tier: TierStrength): string {
  const named = [...Object.values(tier.mutants), tier.faults].flatMap(({ survivors }) => survivors);
  if (named.length === 0) return 'Nothing survives.';
  const shown = named.slice(0, 5).join('; ');
  return `${named.length} survive some seed: ${shown}${named.length > 5 ? '; the others are named in harness/verdict/strength.json' : ''}.`;
}
