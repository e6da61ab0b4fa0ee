/**
 * `npm run score:minimizing`: how small counterexamples get. Mutants and planted faults are failed over several seeds, each
 * failing program is made small, and what comes out is held against the exact optimum; the result goes into docs/strength.md.
 */
import { MUTANT_CLASSES } from '../../harness/verdict/strength.ts';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { WALK_CALLS } from '../../harness/generate/walks.ts';
import { withThousands } from '../../harness/program/with-thousands.ts';
import { STEPS } from '../../harness/minimize/steps.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { CALLS_MAX } from './minimize-mutant.ts';
import { FAST_CHECK_BUDGET, SEARCH_PROGRAMS_MAX } from './minimizing-outcomes.ts';
import type { AblationOutcome, AblationPart } from './minimizing-ablation.ts';
import type { Outcome, Part } from './minimizing-outcomes.ts';
import { markdownTable, writeSection } from './strength-page.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: 'all' },
    faults: { type: 'string', default: 'all' },
    seeds: { type: 'string', default: '20' },
    'peer-mutants': { type: 'string', default: '60' },
    'peer-seeds': { type: 'string', default: '20' },
    'peer-fault-seeds': { type: 'string', default: '5' },
    /** Rows to be measured; the others stay as they were measured last. All of them where absent. */
    only: { type: 'string', multiple: true },
    /** Instead of the rows, what each step of shrinking is worth, on so many mutants of each class and so many seeds. */
    ablation: { type: 'boolean', default: false },
    'ablation-mutants': { type: 'string', default: '12' },
    'ablation-seeds': { type: 'string', default: '2' },
  },
});
const countOf = (text: string) => (text === 'all' ? Infinity : Number(text));
const MUTANTS_A_CLASS = countOf(values.mutants);
const FAULTS = countOf(values.faults);
const SEEDS = Number(values.seeds);
const PEER_MUTANTS = countOf(values['peer-mutants']);
const PEER_SEEDS = Number(values['peer-seeds']);
const PEER_FAULT_SEEDS = Number(values['peer-fault-seeds']);
const PARTS = 16;

const share = (count: number, of: number) => (of === 0 ? '-' : `${((100 * count) / of).toFixed(1)} %`);

function rowOf(title: string, outcomes: readonly Outcome[]): readonly string[] {
  const names = namesOf(outcomes);
  const forms = names.map((name) => new Set(outcomes.filter((one) => one.name === name).map(({ form }) => form)).size);
  const shrinking = outcomes.map((outcome) => outcome.shrinking);
  const isOurs = outcomes.some(({ certificate }) => certificate !== '-');
  return [
    title,
    withThousands(names.length),
    withThousands(outcomes.length),
    share(outcomes.filter(({ length, optimum }) => length === optimum).length, outcomes.length),
    share(forms.filter((count) => count === 1).length, names.length),
    withThousands(Math.round(shrinking.reduce((sum, calls) => sum + calls, 0) / shrinking.length)),
    withThousands(shrinking.reduce((most, calls) => Math.max(most, calls), 0)),
    isOurs
      ? share(outcomes.filter(({ certificate }) => certificate === 'globally shortest').length, outcomes.length)
      : '-',
  ];
}

function namesOf(outcomes: readonly Outcome[]): readonly string[] {
  return [...new Set(outcomes.map(({ name }) => name))];
}

/** What was measured, by the title of its row. Kept beside this script, so that a row can be measured by itself. */
interface Measured {
  readonly rows: Record<string, readonly string[]>;
  readonly strays: Record<string, readonly string[]>;
  proofs: string;
  /** A row for each step that was left out. */
  ablation?: readonly (readonly string[])[];
}

const FILE = fileURLToPath(new URL('../../../test/score/minimizing.json', import.meta.url));
const kept: Measured = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as Measured)
  : { rows: {}, strays: {}, proofs: '' };
const isAsked = (title: string) => !values.ablation && (values.only === undefined || values.only.includes(title));

function enter(title: string, outcomes: readonly Outcome[]): void {
  const row = rowOf(title, outcomes);
  kept.rows[title] = row;
  kept.strays[title] = namesOf(outcomes).flatMap((name) => {
    const own = outcomes.filter((outcome) => outcome.name === name);
    const forms = new Set(own.map(({ form }) => form)).size;
    const long = own.filter(({ length, optimum }) => length !== optimum).length;
    if (forms === 1 && long === 0) return [];
    return [`${title}: ${name}: ${forms} forms, ${long} of ${own.length} not shortest`];
  });
  process.stderr.write(`${row.join(' | ')}\n`);
}

/** How far the optima of the planted faults are proven. */
function proofs(outcomes: readonly Outcome[]): string {
  const proofOf = new Map(outcomes.map(({ name, proof }) => [name, proof]));
  const everywhere = [...proofOf].filter(([, proof]) => proof === 'everything').length;
  const others = [...proofOf].flatMap(([name, proof]) => (proof === 'everything' ? [] : [`${name} (${proof})`]));
  return `${everywhere} of ${proofOf.size} over all calls on as many channels as a shorter program can use${others.length === 0 ? '' : `, less for ${others.join(', ')}`}`;
}

/** The parts of one class, small enough that no thread waits long for the others. */
function partsOf(part: Omit<Part, 'index' | 'of'>): readonly Part[] {
  return Array.from({ length: PARTS }, (_, index) => ({ ...part, index, of: PARTS }));
}

/** What the parts come to, in their order, each computed by a thread that is free. */
async function computed<P, O>(script: string, parts: readonly P[]): Promise<readonly O[]> {
  const outcomes: (readonly O[])[] = [];
  const queue = [...parts.entries()];
  const work = async () => {
    const worker = new Worker(new URL(script, import.meta.url));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      worker.postMessage(next[1]);
      [outcomes[next[0]]] = (await once(worker, 'message')) as [readonly O[]];
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return outcomes.flat();
}

function measured(parts: readonly Part[]): Promise<readonly Outcome[]> {
  return computed('./minimizing-outcomes.js', parts);
}

/** What counterexamples come to with all steps, and without each of them. */
async function ablationRows(): Promise<readonly (readonly string[])[]> {
  const size = { mutantsPerClass: Number(values['ablation-mutants']), seeds: Number(values['ablation-seeds']) };
  const parts = Array.from({ length: PARTS }, (_, index): AblationPart => ({ ...size, index, of: PARTS }));
  const outcomes = await computed<AblationPart, AblationOutcome>('./minimizing-ablation.js', parts);
  const whole = outcomes.filter(({ without }) => without === undefined);
  const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
  return [undefined, ...STEPS].map((step) => {
    // In the order of those with all steps: each worker goes from program to program, and for each from step to step.
    const own = outcomes.filter(({ without }) => without === step?.name);
    const calls = own.map((outcome) => outcome.calls);
    const countIn = (counts: 'tries' | 'successes') =>
      step === undefined ? '-' : withThousands(total(whole.map((outcome) => outcome[counts].get(step.name) ?? 0)));
    return [
      step?.name ?? 'all steps',
      `${withThousands(own.filter(({ isShortest }) => isShortest).length)} of ${withThousands(own.length)}`,
      withThousands(new Set(own.map(({ name, form }) => `${name} ${form}`)).size),
      withThousands(own.filter(({ form }, at) => form !== whole[at]!.form).length),
      withThousands(Math.round(total(calls) / calls.length)),
      withThousands(Math.max(...calls)),
      countIn('tries'),
      countIn('successes'),
    ];
  });
}

const TITLES = [...MUTANT_CLASSES, 'planted faults'] as const;
for (const kind of MUTANT_CLASSES) {
  if (isAsked(kind)) enter(kind, await measured(partsOf({ kind, by: 'us', count: MUTANTS_A_CLASS, seeds: SEEDS })));
}
if (isAsked('planted faults')) {
  const faults = await measured(partsOf({ kind: 'planted faults', by: 'us', count: FAULTS, seeds: SEEDS }));
  enter('planted faults', faults);
  kept.proofs = proofs(faults);
}
const optima = new Map<string, number | undefined>(
  Object.entries(FAULT_PINS).map(([name, { calls }]) => [name, calls]),
);
for (const kind of TITLES) {
  const title = `${kind}, fast-check`;
  const size =
    kind === 'planted faults'
      ? { count: FAULTS, seeds: PEER_FAULT_SEEDS, optima }
      : { count: PEER_MUTANTS, seeds: PEER_SEEDS };
  if (isAsked(title)) enter(title, await measured(partsOf({ kind, by: 'fast-check', ...size })));
}
if (values.ablation) kept.ablation = await ablationRows();
writeFileSync(FILE, `${JSON.stringify(kept, undefined, 2)}\n`);

const ownStrays = TITLES.flatMap((title) => kept.strays[title] ?? []);
const rows = [...TITLES, ...TITLES.map((title) => `${title}, fast-check`)].flatMap((title) => {
  const row = kept.rows[title];
  return row === undefined ? [] : [row];
});

const table = markdownTable(
  [
    '',
    'of',
    'counterexamples',
    'as short as the optimum',
    'one normal form',
    'calls to shrink: mean',
    'at most',
    'certified globally shortest',
  ],
  rows,
);
const ablationTable = markdownTable(
  [
    'without',
    'as short as the optimum',
    'normal forms',
    'other forms than with all',
    'calls: mean',
    'at most',
    'tries with all',
    'of them successes',
  ],
  kept.ablation ?? [],
);
const section = `## How small counterexamples get

Written by \`npm run score:minimizing\`: the mutants of each class over ${SEEDS} seeds, each first
killed by a walk of up to ${WALK_CALLS} calls, and every planted fault over ${SEEDS} seeds, as a campaign blames it on its pinned clause. Shrinking has ${withThousands(CALLS_MAX)} calls
in all, the run in which it failed and the steps tried in vain among them. The search among all shorter programs comes on top; it is what
certifies, and has ${withThousands(SEARCH_PROGRAMS_MAX)} programs for a mutant, and for a fault as many as a campaign gives it.

The optimum of a mutant is exact, by breadth-first search over the product of mutant and oracle. That of a planted fault is proven by the
same search over the product of the faulty emulator and the judge, its states told apart by all that either of them remembers:
${kept.proofs}.

Beside it fast-check's own shrinking: \`fc.commands\` with its best settings, campaigns of ${withThousands(FAST_CHECK_BUDGET)} calls, ${values['peer-mutants']} mutants of each class over ${PEER_SEEDS} seeds, and every
planted fault over ${PEER_FAULT_SEEDS}, with the calls that show it in the alphabet and our judge for an oracle. It is not held to a budget. Campaigns that
found nothing have no counterexample.

${table}

${ownStrays.length === 0 ? 'Of ours none is longer than the optimum or has a second form.' : `Those of ours that are longer, or have more forms than one:\n\n${ownStrays.map((stray) => `- ${stray}`).join('\n')}`}

What each step of shrinking is worth, on failing programs of some mutants of each class and of every planted fault,
by steps alone: a step is kept whose absence makes some of them longer, gives them another form, or costs more calls.

${ablationTable}
`;
writeSection(fileURLToPath(new URL('../../../docs/strength.md', import.meta.url)), 'minimizing', section);
console.log(section);
