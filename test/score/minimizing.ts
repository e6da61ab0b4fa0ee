/**
 * `npm run score:minimizing`: how small counterexamples get. Mutants and planted faults are failed over several seeds, each
 * failing program is made small, and what comes out is held against the exact optimum; the result goes into docs/strength.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '../../spec/automaton.ts';
import { brokenClause } from '../../harness/blame.ts';
import { runCampaign } from '../../harness/campaign.ts';
import { abstractMachine } from '../../harness/generate/abstract-machine.ts';
import { WALK_CALLS } from '../../harness/generate/walks.ts';
import { grouped } from '../../harness/grouped.ts';
import type { Minimized } from '../../harness/minimize/minimize.ts';
import { printProgram } from '../../harness/program.ts';
import { benchOf } from '../../harness/score/machine.ts';
import { MUTANT_CLASSES, mutantsOf } from '../../harness/score/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { CALLS_MAX, minimizeMutant } from './minimize-mutant.ts';
import { markdownTable, writeSection } from './strength-page.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: 'all' },
    seeds: { type: 'string', default: '20' },
    'fault-seeds': { type: 'string', default: '20' },
  },
});
const MUTANTS_A_CLASS = values.mutants === 'all' ? Infinity : Number(values.mutants);
const SEEDS = Number(values.seeds);
const FAULT_SEEDS = Number(values['fault-seeds']);
/** All shorter programs of up to four calls, and some of five; the optimum of a mutant is known without. */
const SEARCH_PROGRAMS_MAX = 4_000;

const capabilities = new Set(CAPABILITIES.filter((name) => !['offer-bytes', 'misuse', 'threads'].includes(name)));
const automaton = abstractMachine(capabilities, 'documented', DEFAULT_PROFILE);
const bench = benchOf(automaton);

interface Outcome {
  readonly name: string;
  readonly length: number;
  readonly form: string;
  readonly optimum: number | undefined;
  readonly shrinking: number;
  readonly certificate: string;
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
async function minimizeFaultOverSeeds(name: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= FAULT_SEEDS; seed += 1) {
    const outcome = await minimizeFault(name, seed);
    if (outcome !== undefined) outcomes.push(outcome);
  }
  const optimum = outcomes.find(({ certificate }) => certificate === 'globally shortest')?.length;
  return outcomes.map((outcome) => ({ ...outcome, optimum }));
}

function rowOf(title: string, outcomes: readonly Outcome[]): readonly string[] {
  const names = [...new Set(outcomes.map(({ name }) => name))];
  const forms = names.map((name) => new Set(outcomes.filter((one) => one.name === name).map(({ form }) => form)).size);
  const share = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
  const known = outcomes.filter(({ optimum }) => optimum !== undefined);
  const shrinking = outcomes.map((outcome) => outcome.shrinking);
  return [
    title,
    `${names.length}`,
    `${outcomes.length}`,
    known.length === 0
      ? '-'
      : `${share(known.filter(({ length, optimum }) => length === optimum).length, known.length)} of ${known.length}`,
    share(outcomes.filter(({ certificate }) => certificate === 'globally shortest').length, outcomes.length),
    share(forms.filter((count) => count === 1).length, names.length),
    grouped(Math.round(shrinking.reduce((sum, calls) => sum + calls, 0) / shrinking.length)),
    grouped(shrinking.reduce((most, calls) => Math.max(most, calls), 0)),
  ];
}

const rows: (readonly string[])[] = [];
const strays: string[] = [];

function enter(title: string, outcomes: readonly Outcome[]): void {
  rows.push(rowOf(title, outcomes));
  for (const name of new Set(outcomes.map((outcome) => outcome.name))) {
    const own = outcomes.filter((outcome) => outcome.name === name);
    const forms = new Set(own.map(({ form }) => form)).size;
    const long = own.filter(({ length, optimum }) => optimum !== undefined && length > optimum).length;
    if (forms > 1 || long > 0) strays.push(`${title}: ${name}: ${forms} forms, ${long} of ${own.length} not shortest`);
  }
}

for (const kind of MUTANT_CLASSES) {
  const all = mutantsOf(bench, kind);
  const size = Math.min(MUTANTS_A_CLASS, all.length);
  const outcomes: Outcome[] = [];
  for (let index = 0; index < size; index += 1) {
    const mutant = all[Math.floor((index * all.length) / size)]!;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const minimized = await minimizeMutant(bench, mutant, {
        seed,
        searchProgramsMax: SEARCH_PROGRAMS_MAX,
        capabilities,
      });
      outcomes.push(outcomeOf(mutant.name, minimized, mutant.optimum));
    }
  }
  enter(kind, outcomes);
}
const faulty: Outcome[] = [];
for (const { name } of FAULTS) faulty.push(...(await minimizeFaultOverSeeds(name)));
enter('planted faults', faulty);

const section = `## How small counterexamples get

Written by \`npm run score:minimizing\` (\`--mutants ${values.mutants} --seeds ${SEEDS} --fault-seeds ${FAULT_SEEDS}\`): the mutants of each class over ${SEEDS} seeds, each first
killed by a walk of up to ${WALK_CALLS} calls, and every planted fault over ${FAULT_SEEDS} seeds. Shrinking has ${grouped(CALLS_MAX)} calls, the run in which it failed
among them. The search among all shorter programs, which is what certifies, has ${grouped(SEARCH_PROGRAMS_MAX)} programs for a mutant, and for a fault as
many as a campaign gives it. The optimum of a mutant is exact, by breadth-first search over the product of mutant and oracle; that of a
planted fault is known where the search of one seed was complete.

${markdownTable(['', 'of', 'counterexamples', 'as short as the optimum', 'certified globally shortest', 'one normal form', 'calls to shrink: mean', 'at most'], rows)}

${strays.length === 0 ? 'None has a second form or is longer than the optimum.' : `Those that are not, or have more forms than one:\n\n${strays.map((stray) => `- ${stray}`).join('\n')}`}
`;
writeSection(fileURLToPath(new URL('../../../docs/strength.md', import.meta.url)), 'minimizing', section);
console.log(section);
