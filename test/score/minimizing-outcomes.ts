/**
 * One share of the measurement of `minimizing.ts`, by itself in a worker thread: each part is plain data, and so is what it
 * comes to.
 */
import { parentPort } from 'node:worker_threads';
import { DEFAULT_PROFILE } from '../../spec/automaton.ts';
import { brokenClause } from '../../harness/blame.ts';
import { runCampaign } from '../../harness/campaign.ts';
import { abstractMachine } from '../../harness/generate/abstract-machine.ts';
import type { Minimized } from '../../harness/minimize/minimize.ts';
import { printProgram } from '../../harness/program.ts';
import { benchOf } from '../../harness/score/machine.ts';
import { mutantsOf } from '../../harness/score/mutants.ts';
import type { MutantClass } from '../../harness/score/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { minimizeMutant } from './minimize-mutant.ts';

/** Every `of`-th mutant of the class, or fault, from `index` on. */
export interface Part {
  readonly kind: MutantClass | 'planted faults';
  readonly index: number;
  readonly of: number;
  /** How many of the class, spread evenly. */
  readonly count: number;
  readonly seeds: number;
}

export interface Outcome {
  readonly name: string;
  readonly length: number;
  readonly form: string;
  readonly optimum: number | undefined;
  readonly shrinking: number;
  readonly certificate: string;
}

/** All shorter programs of up to four calls, and some of five; the optimum of a mutant is known without. */
export const SEARCH_PROGRAMS_MAX = 4_000;

const capabilities = new Set(CAPABILITIES.filter((name) => !['offer-bytes', 'misuse', 'threads'].includes(name)));
const bench = benchOf(abstractMachine(capabilities, 'documented', DEFAULT_PROFILE));

async function outcomesOf(part: Part): Promise<readonly Outcome[]> {
  return part.kind === 'planted faults' ? faultOutcomes(part) : mutantOutcomes(part, part.kind);
}

/** Those of `all` that are in the part. */
function shareOf<T>(all: readonly T[], { index, of, count }: Part): readonly T[] {
  const size = Math.min(count, all.length);
  const chosen = Array.from({ length: size }, (_, at) => all[Math.floor((at * all.length) / size)]!);
  return chosen.filter((_, at) => at % of === index);
}

async function mutantOutcomes(part: Part, kind: MutantClass): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const mutant of shareOf(mutantsOf(bench, kind), part)) {
    for (let seed = 1; seed <= part.seeds; seed += 1) {
      const options = { seed, searchProgramsMax: SEARCH_PROGRAMS_MAX, capabilities };
      outcomes.push(outcomeOf(mutant.name, await minimizeMutant(bench, mutant, options), mutant.optimum));
    }
  }
  return outcomes;
}

async function faultOutcomes(part: Part): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name } of shareOf(FAULTS, part)) outcomes.push(...(await minimizeFaultOverSeeds(name, part.seeds)));
  return outcomes;
}

function outcomeOf(name: string, { program, spentCalls, certificate }: Minimized, optimum?: number): Outcome {
  return { name, length: program.length, form: printProgram(program), optimum, shrinking: spentCalls, certificate };
}

/** How the clause that is pinned for the fault is shown broken. */
async function minimizeFault(name: string, seed: number): Promise<Outcome | undefined> {
  const { counterexamples } = await runCampaign(reference({ fault: name }), {
    tier: 'smoke',
    programs: 400,
    reading: 'documented',
    seed,
    selects: (clause) => clause === FAULT_PINS[name],
    level: 'should',
    deadlineMs: 5_000,
    corpus: [],
  });
  const found = counterexamples.find((counterexample) => brokenClause(counterexample) === FAULT_PINS[name]);
  return found && outcomeOf(name, found.minimized);
}

/** All seeds of a fault. The optimum is known where one of them was certified. */
async function minimizeFaultOverSeeds(name: string, seeds: number): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const outcome = await minimizeFault(name, seed);
    if (outcome !== undefined) outcomes.push(outcome);
  }
  const optimum = outcomes.find(({ certificate }) => certificate === 'globally shortest')?.length;
  return outcomes.map((outcome) => ({ ...outcome, optimum }));
}

parentPort?.on('message', (part: Part) => void outcomesOf(part).then((outcomes) => parentPort?.postMessage(outcomes)));
