/**
 * `npm run score:minimizing`: how small counterexamples get. Mutants and planted faults are failed over several seeds, each
 * failing program is made small, and what comes out is held against the exact optimum; the result goes into docs/strength.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '../../spec/automaton.ts';
import { brokenClause } from '../../harness/blame.ts';
import { runCampaign } from '../../harness/campaign.ts';
import { abstractMachine, programOf } from '../../harness/generate/abstract-machine.ts';
import { walkWords } from '../../harness/generate/walks.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import { printProgram } from '../../harness/program.ts';
import { benchOf, callsToKill, sessionOf } from '../../harness/score/machine.ts';
import { MUTANT_CLASSES, mutantsOf } from '../../harness/score/mutants.ts';
import type { Mutant } from '../../harness/score/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { markdownTable, writeSection } from './strength-page.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '20' },
    'fault-seeds': { type: 'string', default: '5' },
  },
});
const MUTANTS_A_CLASS = Number(values.mutants);
const SEEDS = Number(values.seeds);
const FAULT_SEEDS = Number(values['fault-seeds']);
const SEARCH_CALLS_MAX = 400_000;
const CALLS_MAX = 2_000;

const capabilities = new Set(CAPABILITIES.filter((name) => !['offer-bytes', 'misuse', 'threads'].includes(name)));
const automaton = abstractMachine(capabilities, 'documented', DEFAULT_PROFILE);
const bench = benchOf(automaton);
const columns = new Map(automaton.inputs.map((input, column) => [JSON.stringify(input), column]));

interface Outcome {
  readonly name: string;
  readonly length: number;
  readonly form: string;
  readonly optimum: number | undefined;
  readonly shrinking: number;
  readonly certifying: number;
  readonly certificate: string;
}

async function minimizeMutant(mutant: Mutant, seed: number): Promise<Outcome> {
  const open = () => sessionOf(bench, mutant.machine);
  const failsAt = async (program: Program) => {
    const kill = callsToKill(
      bench,
      mutant.machine,
      program.map((call) => columns.get(JSON.stringify(call))!),
    );
    return kill === 0 ? undefined : kill - 1;
  };
  for (const word of walkWords(automaton, seed)) {
    if (callsToKill(bench, mutant.machine, word) === 0) continue;
    const alphabet = automaton.inputs;
    const search = {
      open,
      reading: 'documented',
      profile: DEFAULT_PROFILE,
      callsMax: SEARCH_CALLS_MAX,
      alphabet,
    } as const;
    // Only the inputs of the machine mean anything to a mutant: its pairs are not made smaller.
    const options = { capabilities, callsMax: CALLS_MAX, programsMax: CALLS_MAX, failsAt: onAlphabet(failsAt), search };
    const { program, ...spent } = await minimize(programOf(word, automaton), options);
    return {
      name: mutant.name,
      length: program.length,
      form: printProgram(program),
      optimum: mutant.optimum,
      shrinking: spent.spentCalls,
      certifying: spent.certifyingCalls,
      certificate: spent.certificate,
    };
  }
  throw new Error('walks have no end');
}

function onAlphabet(failsAt: (program: Program) => Promise<number | undefined>) {
  return async (program: Program) =>
    program.every((call) => columns.has(JSON.stringify(call))) ? failsAt(program) : undefined;
}

async function minimizeFault(name: string, seed: number): Promise<readonly Outcome[]> {
  const { counterexamples } = await runCampaign(reference({ fault: name }), {
    tier: 'smoke',
    programs: 400,
    reading: 'documented',
    seed,
    selects: (clause) => clause === FAULT_PINS[name],
    level: 'should',
    deadlineMs: 5_000,
    corpus: [],
    searchCallsMax: SEARCH_CALLS_MAX,
  });
  return counterexamples
    .filter((counterexample) => brokenClause(counterexample) === FAULT_PINS[name])
    .map(({ minimized }) => ({
      name,
      length: minimized.program.length,
      form: printProgram(minimized.program),
      optimum: minimized.certificate === 'globally shortest' ? minimized.program.length : undefined,
      shrinking: minimized.spentCalls,
      certifying: minimized.certifyingCalls,
      certificate: minimized.certificate,
    }));
}

function rowOf(title: string, outcomes: readonly Outcome[]): readonly string[] {
  const names = [...new Set(outcomes.map(({ name }) => name))];
  const forms = names.map((name) => new Set(outcomes.filter((one) => one.name === name).map(({ form }) => form)).size);
  const share = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
  const known = outcomes.filter(({ optimum }) => optimum !== undefined);
  const max = (calls: readonly number[]) => Math.max(...calls).toLocaleString('en-US');
  return [
    title,
    `${names.length}`,
    `${outcomes.length}`,
    known.length === 0
      ? '-'
      : `${share(known.filter(({ length, optimum }) => length === optimum).length, known.length)} of ${known.length}`,
    share(outcomes.filter(({ certificate }) => certificate === 'globally shortest').length, outcomes.length),
    share(forms.filter((count) => count === 1).length, names.length),
    max(outcomes.map(({ shrinking }) => shrinking)),
    max(outcomes.map(({ certifying }) => certifying)),
  ];
}

const rows: (readonly string[])[] = [];
for (const kind of MUTANT_CLASSES) {
  const all = mutantsOf(bench, kind);
  const sample = Array.from(
    { length: MUTANTS_A_CLASS },
    (_, index) => all[Math.floor((index * all.length) / MUTANTS_A_CLASS)]!,
  );
  const outcomes: Outcome[] = [];
  for (const mutant of sample)
    for (let seed = 1; seed <= SEEDS; seed += 1) outcomes.push(await minimizeMutant(mutant, seed));
  rows.push(rowOf(kind, outcomes));
}
const faulty: Outcome[] = [];
for (const { name } of FAULTS)
  for (let seed = 1; seed <= FAULT_SEEDS; seed += 1) faulty.push(...(await minimizeFault(name, seed)));
rows.push(rowOf('planted faults', faulty));

const section = `## How small counterexamples get

Written by \`npm run score:minimizing\` (\`--mutants ${MUTANTS_A_CLASS} --seeds ${SEEDS} --fault-seeds ${FAULT_SEEDS}\`): ${MUTANTS_A_CLASS} mutants of each class over ${SEEDS} seeds, each first killed by a walk of up to 300 calls, and every
planted fault over ${FAULT_SEEDS} seeds. Shrinking has ${CALLS_MAX.toLocaleString('en-US')} calls; the search among all shorter programs, which is what certifies, ${SEARCH_CALLS_MAX.toLocaleString('en-US')} more,
on sessions that are forked. The optimum of a mutant is exact, by breadth-first search over the product of mutant and oracle; that of
a planted fault is known where the search was complete.

${markdownTable(['', 'of', 'counterexamples', 'as short as the optimum', 'certified globally shortest', 'one normal form', 'calls to shrink, at most', 'calls to certify, at most'], rows)}
`;
writeSection(fileURLToPath(new URL('../../../docs/strength.md', import.meta.url)), 'minimizing', section);
console.log(section);
