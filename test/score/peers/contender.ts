/** Who is compared, each with the settings that did best of those tried, and how each is run. */
import type { Bench, Machine } from '../mutants/machine.ts';
import { fastCheckVersion, runFastCheck } from './fast-check-peer.ts';
import { MutantHost, peerTableOf } from './mutant-host.ts';
import type { Job, PeerRun } from './mutant-host.ts';
import { aalpyPeer, hypothesisPeer, properPeer, proptestPeer, rapidPeer, runSpawned } from './spawned-peer.ts';
import type { SpawnedPeer } from './spawned-peer.ts';
import type { Toolchain } from './toolchain.ts';

export interface Contender {
  readonly name: string;
  readonly settings: string;
  /** Too slow for as many seeds as the others get. */
  readonly isSlow: boolean;
  /** What has to be on this machine; nothing where this package's own dependencies are enough. */
  readonly toolchain?: Toolchain;
  /** Installs or compiles what is not there yet. Throws where that fails. */
  prepare(): PreparedContender;
}

export interface PreparedContender {
  /** Its name and version, and what it runs on. */
  readonly version: string;
  run(bench: Bench, machines: readonly Machine[], jobs: readonly Job[], budget: number): Promise<readonly PeerRun[]>;
}

/** Walks of this length did best among 100, 300, 1,000 and 3,000. The size has to be raised for it to be reached. */
const BEST_CONSTRAINTS = { size: 'max', maxCommands: 1_000 } as const;
/** 50 is the default, and did better than 200. */
const HYPOTHESIS_STEPS = 50;
/**
 * Did best among 42, which is the default, 100, 210 and 300; the time to draw a sequence grows with the square of its length.
 * `more_commands` left the lengths as they were.
 */
const PROPER_SIZE = 300;
const PROPER_TESTS = 20_000;
/** On average. Did best among 100, 300 and 1,000; 3,000 did a little better on hidden states and worse on the others. */
const RAPID_STEPS = 300;
/** Did best among 100, 300, 1,000 and 3,000. */
const PROPTEST_LENGTH = 1_000;
/** Walks a state: more than the budget has calls for. */
const AALPY_WALKS = 1_000;
/** Did best among 12, which is the default, 100 and 300. */
const AALPY_LENGTH = 100;

export interface ContenderInProcess extends Contender {
  runNow(bench: Bench, machines: readonly Machine[], jobs: readonly Job[], budget: number): readonly PeerRun[];
}

function inProcess(
  name: string,
  settings: string,
  constraints: Parameters<typeof runFastCheck>[3],
): ContenderInProcess {
  const runNow: ContenderInProcess['runNow'] = (bench, machines, jobs, budget) =>
    runFastCheck(
      new MutantHost(bench.automaton.inputs.length, machines, budget),
      peerTableOf(bench),
      jobs,
      constraints,
    );
  return {
    name,
    settings,
    isSlow: false,
    prepare: () => ({ version: fastCheckVersion(), run: (...work) => Promise.resolve(runNow(...work)) }),
    runNow,
  };
}

function spawned(name: string, settings: string, peer: SpawnedPeer, isSlow = false): Contender {
  return {
    name,
    settings,
    isSlow,
    toolchain: peer.toolchain,
    prepare: () => {
      const prepared = peer.prepare();
      return {
        version: prepared.version,
        run: (bench, ...work) => runSpawned(prepared, peerTableOf(bench), ...work),
      };
    },
  };
}

export const FAST_CHECK_BEST = inProcess(
  'fast-check, best',
  `\`fc.commands\` with \`size: 'max', maxCommands: ${BEST_CONSTRAINTS.maxCommands}\``,
  BEST_CONSTRAINTS,
);

/** Those in processes of their own first: they are at work while this process is busy with the others. */
export const CONTENDERS: readonly Contender[] = [
  spawned(
    'Hypothesis',
    `\`RuleBasedStateMachine\` with a rule that draws an allowed call, \`stateful_step_count=${HYPOTHESIS_STEPS}\`, no database, no deadline, one bug at a time`,
    hypothesisPeer(HYPOTHESIS_STEPS),
    true,
  ),
  spawned(
    'PropEr',
    `\`proper_statem\` with \`{start_size, ${PROPER_SIZE}}\` and \`{max_size, ${PROPER_SIZE}}\``,
    properPeer(PROPER_SIZE, PROPER_TESTS),
    true,
  ),
  spawned(
    'rapid',
    `\`T.Repeat\` with an action a call, skipped where it is not allowed, and \`-rapid.steps=${RAPID_STEPS}\``,
    rapidPeer(RAPID_STEPS),
  ),
  spawned(
    'proptest-state-machine',
    `a transition drawn from those that are allowed, \`sequential_strategy(${PROPTEST_LENGTH}..=${PROPTEST_LENGTH})\``,
    proptestPeer(PROPTEST_LENGTH),
  ),
  spawned(
    'AALpy, random W',
    `\`RandomWMethodEqOracle\` with \`walk_len=${AALPY_LENGTH}\`, the table as its hypothesis; a counterexample is left as it was found`,
    aalpyPeer('campaigns', AALPY_WALKS, AALPY_LENGTH),
  ),
  inProcess('fast-check, default', '`fc.commands` with its defaults', {}),
  FAST_CHECK_BEST,
];
