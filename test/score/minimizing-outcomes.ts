/**
 * One share of the measurement of `minimizing.ts`, by itself in a worker thread: each part is plain data, and so is what it
 * comes to.
 */
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import type { MutantClass } from '../../harness/verdict/strength.ts';
import { parentPort } from 'node:worker_threads';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { abstractMachine, programOf } from '../../harness/machine/machine.ts';
import type { Minimized } from '../../harness/minimize/minimize.ts';
import { printProgram } from '../../harness/program/program.ts';
import { benchOf } from './mutants/machine.ts';
import { mutantsOf } from './mutants/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { WORN_FAULTS } from '../fault-sample.ts';
import { minimizeMutant } from './minimize-mutant.ts';
import { provenOptimum } from './optimum/proven-optimum.ts';
import type { Proof } from './optimum/proven-optimum.ts';
import { FAST_CHECK_BEST } from './peers/contender.ts';
import { runFastCheckOnFault } from './peers/fast-check-faults.ts';
import { sampleOf } from './peers/sample.ts';

/** Every `of`-th mutant of the class, or fault, from `index` on. */
export interface Part {
  readonly kind: MutantClass | 'planted faults';
  /** Whose steps make it small. */
  readonly by: 'us' | 'fast-check';
  readonly index: number;
  readonly of: number;
  /** How many of the class. */
  readonly count: number;
  readonly seeds: number;
  /** Of the planted faults, by name, where they are known already. */
  readonly optima?: ReadonlyMap<string, number | undefined>;
}

export interface Outcome {
  readonly name: string;
  readonly length: number;
  readonly form: string;
  readonly optimum: number | undefined;
  /** Calls that shrinking took in all, the steps tried in vain among them. */
  readonly shrinking: number;
  readonly certificate: string;
  /** How far the optimum of a planted fault is proven. */
  readonly proof?: Proof['over'];
}

/** All shorter programs of up to four calls, and some of five; the optimum of a mutant is known without. */
export const SEARCH_PROGRAMS_MAX = 4_000;
/** Calls until a campaign of fast-check gives up. */
export const FAST_CHECK_BUDGET = 20_000;

const capabilities = new Set(CAPABILITIES.filter((name) => !['offer-bytes', 'misuse', 'threads'].includes(name)));
const bench = benchOf(abstractMachine(capabilities, 'documented', DEFAULT_PROFILE));

async function outcomesOf(part: Part): Promise<readonly Outcome[]> {
  if (part.kind === 'planted faults') return part.by === 'us' ? faultOutcomes(part) : fastCheckOnFaults(part);
  return part.by === 'us' ? mutantOutcomes(part, part.kind) : fastCheckOnMutants(part, part.kind);
}

function shareOf<T>(all: readonly T[], { index, of }: Part): readonly T[] {
  return all.filter((_, at) => at % of === index);
}

function seedsOf({ seeds }: Part): readonly number[] {
  return Array.from({ length: seeds }, (_, seed) => seed + 1);
}

async function mutantOutcomes(part: Part, kind: MutantClass): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const mutant of shareOf(sampleOf(mutantsOf(bench, kind), part.count), part)) {
    for (const seed of seedsOf(part)) {
      const options = { seed, searchProgramsMax: SEARCH_PROGRAMS_MAX, capabilities };
      outcomes.push({
        ...outcomeOf(mutant.name, await minimizeMutant(bench, mutant, options)),
        optimum: mutant.optimum,
      });
    }
  }
  return outcomes;
}

async function faultOutcomes(part: Part): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name } of shareOf(FAULTS.slice(0, part.count), part)) {
    const own: Outcome[] = [];
    // What only wear finds is found without chance, the same way whatever the seed.
    for (const seed of isWorn(name) ? [1] : seedsOf(part)) own.push(outcomeOf(name, await minimizeFault(name, seed)));
    outcomes.push(...withOptimum(name, own));
  }
  return outcomes;
}

/** All programs of so many calls are too many; enough for those that are made of a program's own calls. */
const WORN_STATES_MAX = 50_000;

function isWorn(name: string): boolean {
  return WORN_FAULTS.some((worn) => worn.name === name);
}

/** Nothing is shorter than the shortest of them, or else what is. */
function withOptimum(name: string, outcomes: readonly Outcome[]): readonly Outcome[] {
  const shortest = outcomes.toSorted((a, b) => a.length - b.length)[0];
  if (shortest === undefined) return [];
  const statesMax = isWorn(name) ? WORN_STATES_MAX : undefined;
  const { length, over } = provenOptimum(name, FAULT_PINS[name]!.clause, shortest.form, statesMax);
  return outcomes.map((outcome) => ({ ...outcome, optimum: length, proof: over }));
}

function outcomeOf(
  name: string,
  { program, spentCalls, certifyingCalls, searchCalls, certificate }: Minimized,
): Outcome {
  const shrinking = spentCalls + certifyingCalls - searchCalls;
  return { name, length: program.length, form: printProgram(program), optimum: undefined, shrinking, certificate };
}

/** How the clause that is pinned for the fault is shown broken; by all of tier ci where less does not blame it. */
async function minimizeFault(name: string, seed: number): Promise<Minimized> {
  const short = {
    tier: 'smoke',
    programs: 400,
    selects: (clause: string) => clause === FAULT_PINS[name]?.clause,
  } as const;
  for (const extent of [short, { tier: 'ci', selects: () => true } as const]) {
    const { counterexamples } = await runCampaign(reference({ fault: name }), {
      ...extent,
      reading: 'documented',
      seed,
      deadlineMs: 5_000,
      corpus: [],
    });
    const found = counterexamples.find((counterexample) => brokenClause(counterexample) === FAULT_PINS[name]?.clause);
    if (found !== undefined) return found.minimized;
  }
  throw new Error(`no campaign of seed ${seed} blames ${name} on ${FAULT_PINS[name]?.clause}`);
}

function fastCheckOnMutants(part: Part, kind: MutantClass): readonly Outcome[] {
  const mutants = shareOf(sampleOf(mutantsOf(bench, kind), part.count), part);
  const jobs = mutants.flatMap((_, machine) => seedsOf(part).map((seed) => ({ machine, seed, shrinks: true })));
  const runs = FAST_CHECK_BEST.runNow(
    bench,
    mutants.map(({ machine }) => machine),
    jobs,
    FAST_CHECK_BUDGET,
  );
  return runs.flatMap(({ machine, final, callsToShrink }): readonly Outcome[] => {
    if (final.length === 0) return [];
    const form = printProgram(programOf(final, bench.automaton));
    const { name, optimum } = mutants[machine]!;
    return [{ name, length: final.length, form, optimum, shrinking: callsToShrink, certificate: '-' }];
  });
}

function fastCheckOnFaults(part: Part): readonly Outcome[] {
  return shareOf(FAULTS.slice(0, part.count), part).flatMap(({ name }) =>
    seedsOf(part).flatMap((seed): readonly Outcome[] => {
      const run = runFastCheckOnFault(name, FAULT_PINS[name]!.clause, seed, FAST_CHECK_BUDGET);
      if (run === undefined) return [];
      const { program, callsToShrink: shrinking } = run;
      const optimum = part.optima?.get(name);
      return [{ name, length: program.length, form: printProgram(program), optimum, shrinking, certificate: '-' }];
    }),
  );
}

parentPort?.on('message', (part: Part) => void outcomesOf(part).then((outcomes) => parentPort?.postMessage(outcomes)));
