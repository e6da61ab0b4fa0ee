/** Who is compared, each with the settings that did best of those tried, and how each is run. */
import type { Bench, Machine } from '../mutants/machine.ts';
import { fastCheckVersion, runFastCheck } from './fast-check-peer.ts';
import { MutantHost, peerTableOf } from './mutant-host.ts';
import type { Job, PeerRun } from './mutant-host.ts';
import { hypothesisPeer, properPeer, runSpawned } from './spawned-peer.ts';
import type { SpawnedPeer } from './spawned-peer.ts';

export interface Contender {
  readonly name: string;
  readonly settings: string;
  /** Too slow for as many seeds as the others get. */
  readonly isSlow: boolean;
  /** What it needs, in words for when it is missing. */
  readonly tool: string;
  /** With its name; nothing where it is not on this machine. */
  version(): string | undefined;
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
    tool: 'fast-check',
    version: fastCheckVersion,
    run: (bench, machines, jobs, budget) => Promise.resolve(runNow(bench, machines, jobs, budget)),
    runNow,
  };
}

function spawned(peer: SpawnedPeer, settings: string): Contender {
  return {
    name: peer.name,
    settings,
    isSlow: true,
    tool: peer.tool,
    version: () => peer.version(),
    run: (bench, machines, jobs, budget) => runSpawned(peer, peerTableOf(bench), machines, jobs, budget),
  };
}

export const FAST_CHECK_BEST = inProcess(
  'fast-check, best',
  `\`fc.commands\` with \`size: 'max', maxCommands: ${BEST_CONSTRAINTS.maxCommands}\``,
  BEST_CONSTRAINTS,
);

/** Those in processes of their own first: they are at work while this process is busy with the others. */
const CONTENDERS: readonly Contender[] = [
  spawned(
    hypothesisPeer(HYPOTHESIS_STEPS),
    `\`RuleBasedStateMachine\` with \`stateful_step_count=${HYPOTHESIS_STEPS}\`, no database, no deadline, one bug at a time`,
  ),
  spawned(
    properPeer(PROPER_SIZE, PROPER_TESTS),
    `\`proper_statem\` with \`{start_size, ${PROPER_SIZE}}\` and \`{max_size, ${PROPER_SIZE}}\``,
  ),
  inProcess('fast-check, default', '`fc.commands` with its defaults', {}),
  FAST_CHECK_BEST,
];

/** Those whose tool is on this machine. A column left out is said in one line; under `CI=true` it is a failure. */
export function presentContenders(): readonly Contender[] {
  return CONTENDERS.filter(({ name, tool, version }) => {
    if (version() !== undefined) return true;
    if (process.env['CI'] === 'true') throw new Error(`${tool} is not on this machine, and CI compares with ${name}`);
    process.stderr.write(`${tool} is not on this machine: ${name} is left out\n`);
    return false;
  });
}
