/**
 * What each step of shrinking is worth: failing programs of mutants and planted faults made small with all steps, and with all
 * but one. One share of the measurement, by itself in a worker thread.
 */
import { parentPort } from 'node:worker_threads';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { randomPrograms } from '../../harness/generate/random.ts';
import { strategiesOf } from '../../harness/generate/tier.ts';
import { walkWords } from '../../harness/generate/walks.ts';
import { judge } from '../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine, programOf } from '../../harness/machine/machine.ts';
import { exploreByForks } from '../../harness/minimize/explore-by-forks.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import type { Minimized, MinimizeOptions } from '../../harness/minimize/minimize.ts';
import { STEPS } from '../../harness/minimize/steps.ts';
import { printProgram } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability, Program } from '../../harness/target.ts';
import { MUTANT_CLASSES } from '../../harness/verdict/strength.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { CALLS_MAX, minimizeMutant } from './minimize-mutant.ts';
import { benchOf } from './mutants/machine.ts';
import { mutantsOf } from './mutants/mutants.ts';
import { sampleOf } from './peers/sample.ts';

/** Every `of`-th mutant and fault, from `index` on. */
export interface AblationPart {
  readonly index: number;
  readonly of: number;
  readonly mutantsPerClass: number;
  readonly seeds: number;
}

export interface AblationOutcome {
  /** The step that was left out; none where all were taken. */
  readonly without: string | undefined;
  readonly name: string;
  readonly isShortest: boolean;
  readonly form: string;
  readonly calls: number;
  /** How often each step was tried, and how often what it gave still failed. */
  readonly tries: ReadonlyMap<string, number>;
  readonly successes: ReadonlyMap<string, number>;
}

/** Of a mutant, few enough that the steps and not the search find the optimum. */
const SEARCH_PROGRAMS_MAX = 400;
const RANDOM_PROGRAMS = 400;
const WALKS = 12;

const all = new Set(CAPABILITIES);
const allowed = new Set(CAPABILITIES.filter((name) => !['misuse', 'threads'].includes(name)));
const mutantCapabilities = new Set([...allowed].filter((name) => name !== 'offer-bytes'));

type StepOptions = Required<Pick<MinimizeOptions, 'steps' | 'onTry'>>;

/** Made small with all steps, and without each of them in turn. */
async function ablated(
  name: string,
  optimum: number | undefined,
  made: (options: StepOptions) => Promise<Minimized>,
): Promise<readonly AblationOutcome[]> {
  const outcomes: AblationOutcome[] = [];
  for (const without of [undefined, ...STEPS]) {
    const [tries, successes] = [new Map<string, number>(), new Map<string, number>()];
    const count = (counts: Map<string, number>, step: string) => counts.set(step, (counts.get(step) ?? 0) + 1);
    const { program, spentCalls, certifyingCalls, searchCalls } = await made({
      steps: STEPS.filter((step) => step !== without),
      onTry: (step, _candidate, simpler) => {
        count(tries, step.name);
        if (simpler !== undefined) count(successes, step.name);
      },
    });
    const calls = spentCalls + certifyingCalls - searchCalls;
    const isShortest = program.length === optimum;
    outcomes.push({ without: without?.name, name, isShortest, form: printProgram(program), calls, tries, successes });
  }
  return outcomes;
}

async function outcomesOf({ index, of, mutantsPerClass, seeds }: AblationPart): Promise<readonly AblationOutcome[]> {
  const outcomes: AblationOutcome[] = [];
  const isOwn = (_: unknown, at: number) => at % of === index;
  const bench = benchOf(abstractMachine(mutantCapabilities, 'documented', DEFAULT_PROFILE));
  const mutants = MUTANT_CLASSES.flatMap((kind) => sampleOf(mutantsOf(bench, kind), mutantsPerClass));
  for (const mutant of mutants.filter(isOwn)) {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const options = { seed, searchProgramsMax: SEARCH_PROGRAMS_MAX, capabilities: mutantCapabilities };
      const made = (steps: StepOptions) => minimizeMutant(bench, mutant, { ...options, ...steps });
      outcomes.push(...(await ablated(mutant.name, mutant.optimum, made)));
    }
  }
  const pools = [await smokePrograms(), ...drawnPrograms(allowed, seeds), ...drawnPrograms(all, 1), walkedPrograms()];
  for (const { name } of FAULTS.filter(isOwn)) {
    for (const pool of pools) {
      const program = pool.find((candidate) => failsAt(name, candidate) !== undefined);
      if (program === undefined) continue;
      outcomes.push(
        ...(await ablated(name, FAULT_PINS[name]!.calls, (steps) => minimizeOnFault(name, program, steps))),
      );
    }
  }
  return outcomes;
}

/** What the strategies without chance give. */
async function smokePrograms(): Promise<readonly Program[]> {
  const strategies = await strategiesOf('smoke', 0);
  const context = { capabilities: all, reading: 'documented', seed: 1, profile: () => DEFAULT_PROFILE } as const;
  return strategies.flatMap((strategy) => [...strategy.programs(context)]);
}

function drawnPrograms(capabilities: ReadonlySet<Capability>, seeds: number): readonly (readonly Program[])[] {
  return Array.from({ length: seeds }, (_, seed) => {
    const programs = randomPrograms(seed + 1, capabilities);
    return Array.from({ length: RANDOM_PROGRAMS }, () => programs.next().value!);
  });
}

function walkedPrograms(): readonly Program[] {
  const automaton = abstractMachine(allowed, 'documented', DEFAULT_PROFILE);
  const words = walkWords(automaton, 1);
  return Array.from({ length: WALKS }, () => programOf(words.next().value!, automaton));
}

/** Where the program breaks the clause that is pinned for the fault. */
function failsAt(fault: string, program: Program): number | undefined {
  const trace = executeInProcess(reference({ fault }).open!, program);
  if (trace.end.kind !== 'complete') return undefined;
  const { findings } = judge(trace, { reading: 'documented', capabilities: all });
  return findings.find(({ clause }) => clause === FAULT_PINS[fault]?.clause)?.at;
}

function minimizeOnFault(fault: string, program: Program, steps: StepOptions): Promise<Minimized> {
  const explore: NonNullable<MinimizeOptions['search']>['explore'] = (exploration) =>
    exploreByForks(reference({ fault }).open!, exploration);
  return minimize(program, {
    capabilities: all,
    callsMax: CALLS_MAX,
    programsMax: CALLS_MAX,
    failsAt: async (candidate) => failsAt(fault, candidate),
    // Nothing is searched for: what steps alone come to is to be seen.
    search: { explore, reading: 'documented', profiles: [DEFAULT_PROFILE], programsMax: 0 },
    ...steps,
  });
}

parentPort?.on('message', (part: AblationPart) => {
  void outcomesOf(part).then((outcomes) => parentPort?.postMessage(outcomes));
});
