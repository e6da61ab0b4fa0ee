/**
 * `npm run score:minimizing`: how small counterexamples get. Mutants and planted faults are failed over several seeds, each
 * failing program is made small, and what comes out is held against the exact optimum; the result goes into docs/strength.md.
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { WALK_CALLS } from '../../harness/generate/walks.ts';
import { grouped } from '../../harness/grouped.ts';
import { MUTANT_CLASSES } from '../../harness/score/mutants.ts';
import { CALLS_MAX } from './minimize-mutant.ts';
import { SEARCH_PROGRAMS_MAX } from './minimizing-outcomes.ts';
import type { Outcome, Part } from './minimizing-outcomes.ts';
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
const PARTS = 16;

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

/** The parts of one class, small enough that no thread waits long for the others. */
function partsOf(kind: Part['kind'], count: number, seeds: number): readonly Part[] {
  return Array.from({ length: PARTS }, (_, index) => ({ kind, index, of: PARTS, count, seeds }));
}

/** What the parts come to, in their order, each computed by whichever thread is free. */
async function measured(parts: readonly Part[]): Promise<readonly Outcome[]> {
  const outcomes: (readonly Outcome[])[] = [];
  const queue = [...parts.entries()];
  const work = async () => {
    const worker = new Worker(new URL('./minimizing-outcomes.js', import.meta.url));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      worker.postMessage(next[1]);
      [outcomes[next[0]]] = (await once(worker, 'message')) as [readonly Outcome[]];
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return outcomes.flat();
}

for (const kind of MUTANT_CLASSES) enter(kind, await measured(partsOf(kind, MUTANTS_A_CLASS, SEEDS)));
enter('planted faults', await measured(partsOf('planted faults', Infinity, FAULT_SEEDS)));

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
