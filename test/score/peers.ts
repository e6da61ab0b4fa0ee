/**
 * `npm run score:peers [-- --seeds 10 --slow-seeds 3 --shrunk 2 --shrink-seeds 20 --slow-shrink-seeds 5 --date YYYY-MM-DD]`: the
 * mutants by which the strategies are measured, tried by other engines, what their counterexamples shrink to, and the suites
 * of AALpy. Writes its part of docs/strength.md; with `--only NAME,...` it tries some of the engines and writes nothing.
 */
import { columnOf } from './peers/cost.ts';
import type { MutantClass } from '../../harness/verdict/strength.ts';
import { MUTANT_CLASSES } from '../../harness/verdict/strength.ts';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine, transitionsOf } from '../../harness/machine/machine.ts';
import { completeWords } from '../../harness/generate/complete.ts';
import type { Word } from '../../harness/machine/identification.ts';
import { walkWords } from '../../harness/generate/walks.ts';
import { benchOf, callsToKill } from './mutants/machine.ts';
import { mutantsOf } from './mutants/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { printCall } from '../../harness/program/program.ts';
import { CALLS_MAX, minimizeWord } from './minimize-mutant.ts';
import { CONTENDERS } from './peers/contender.ts';
import type { Contender, PreparedContender } from './peers/contender.ts';
import { qualityOf } from './peers/quality.ts';
import type { Minimizer } from './peers/quality.ts';
import { recordedKill } from './peers/recording.ts';
import { sampleOf } from './peers/sample.ts';
import { aalpyLearning, aalpySuite, callsOf, shareKilledBy } from './peers/suites.ts';
import type { Suite } from './peers/suites.ts';
import { installToolchain } from './peers/toolchain.ts';
import { markdownTable, writeSection } from './strength-page.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    'slow-seeds': { type: 'string', default: '3' },
    shrunk: { type: 'string', default: '2' },
    'shrink-seeds': { type: 'string', default: '20' },
    'slow-shrink-seeds': { type: 'string', default: '5' },
    only: { type: 'string' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});
const seedsOf = ({ isSlow }: Contender) => Number(isSlow ? values['slow-seeds'] : values.seeds);
/** To shrink takes thousands of calls a campaign, each a round trip for whoever is in another process. */
const shrinkSeedsOf = ({ toolchain }: Contender) =>
  Number(toolchain === undefined ? values['shrink-seeds'] : values['slow-shrink-seeds']);

/** Calls a mutant and seed, for everybody. */
const BUDGET = 20_000;
/** Less where counterexamples are shrunk: a campaign that has not killed by then would add minutes and the same figures. */
const SHRINK_BUDGET = 2_000;
/** The complete suite whose fault domain the class is about. */
const COMPLETE_FOR: Readonly<Record<MutantClass, number>> = {
  output: 0,
  transfer: 0,
  'one extra state': 1,
  'two extra states': 2,
};

const bench = benchOf(abstractMachine(new Set(CAPABILITIES), 'documented', DEFAULT_PROFILE));
const { automaton } = bench;
const inputs = new Map(automaton.inputs.map((input, index) => [printCall(input), index]));
const transitions = transitionsOf(automaton);
const mutants = MUTANT_CLASSES.flatMap((kind) => mutantsOf(bench, kind));
const shrunk = MUTANT_CLASSES.flatMap((kind) =>
  sampleOf(
    mutants.filter((mutant) => mutant.kind === kind),
    Number(values.shrunk),
  ),
);

type Present = Contender & PreparedContender;

/** A contender that cannot be had is left out, and said to be. */
function presentContenders(): readonly Present[] {
  const only = values.only?.split(',');
  return CONTENDERS.filter(({ name }) => only?.some((begin) => name.startsWith(begin)) ?? true).flatMap((contender) => {
    try {
      const prepared = preparedContender(contender);
      progress(prepared.version);
      return [{ ...contender, ...prepared }];
    } catch (error) {
      progress(`${contender.name} is left out: ${String(error)}`);
      return [];
    }
  });
}

/** Where it cannot be made, its toolchain may be missing, or a part of it. */
function preparedContender(contender: Contender): PreparedContender {
  try {
    return contender.prepare();
  } catch (error) {
    if (contender.toolchain === undefined) throw error;
    progress(`${contender.name}: installing ${contender.toolchain.packages.join(', ')}, for ${String(error)}`);
    installToolchain(contender.toolchain);
    return contender.prepare();
  }
}

const progress = (what: string) =>
  process.stderr.write(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}\n`);
const present = presentContenders();
const seedsUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function peerColumn(contender: Present) {
  const seeds = seedsOf(contender);
  const jobs = seedsUpTo(seeds).map((seed) => ({ machine: 0, seed, shrinks: false }));
  const runs = await contender.run(bench, [bench.faultless], jobs, BUDGET);
  return columnOf(bench, mutants, BUDGET, contender.name, seeds, (index) => runs[index]!.words);
}

async function peerQuality(contender: Present) {
  const seeds = shrinkSeedsOf(contender);
  const jobs = shrunk.flatMap((_, machine) => seedsUpTo(seeds).map((seed) => ({ machine, seed, shrinks: true })));
  const machines = shrunk.map(({ machine }) => machine);
  const runs = await contender.run(bench, machines, jobs, SHRINK_BUDGET);
  const finals = runs
    .filter(({ final }) => final.length > 0)
    .map(({ machine, final, callsToShrink }) => ({ mutant: shrunk[machine]!, word: final, calls: callsToShrink }));
  return qualityOf(contender.name, seeds, finals);
}

/** Walks are without end: as many as the budget has calls for. */
function walksWithin(seed: number): readonly Word[] {
  const words: Word[] = [];
  let calls = 0;
  for (const word of walkWords(automaton, seed)) {
    words.push(word);
    calls += word.length;
    if (calls >= BUDGET) break;
  }
  return words;
}

/** Rounded down: 100 % is all of them. */
const percent = (share: number) => `${(Math.floor(share * 1_000 + 1e-9) / 10).toFixed(1)} %`;
const multiple = (calls: number) => (calls / transitions).toFixed(2);
const count = (number: number) => number.toLocaleString('en-US');

const suites = [0, 1, 2].map((k): Suite => {
  const words = [...completeWords(automaton, k)];
  return { name: `**complete-${k}**`, words, callsAsRun: callsOf(words) };
});

function ownColumns() {
  const seeds = Number(values.seeds);
  const walks = seedsUpTo(seeds).map(walksWithin);
  return [
    columnOf(bench, mutants, BUDGET, '**walks**', seeds, (index) => walks[index]!),
    columnOf(bench, mutants, BUDGET, '**complete-k**', 1, (_, kind) => suites[COMPLETE_FOR[kind]]!.words),
  ];
}

/** Of one maker, for more and more states: what one of them kills wholly the next does too, and is spared. */
function suiteRows(growing: readonly Suite[]): readonly (readonly string[])[] {
  const dead = new Set<MutantClass>();
  return growing.map((suite) => {
    const shares = MUTANT_CLASSES.map((kind) => {
      if (dead.has(kind)) return '-';
      const share = shareKilledBy(bench, mutants, kind, suite);
      if (share === 1) dead.add(kind);
      return percent(share);
    });
    progress(`${suite.name}: ${count(callsOf(suite.words))} calls`);
    return [suite.name, ...[suite.words.length, callsOf(suite.words), suite.callsAsRun].map(count), ...shares];
  });
}

/** AALpy's beside ours, where it is among those that are asked for. */
function suiteSection(): string {
  const aalpy = present.find(({ name }) => name.startsWith('AALpy'));
  const own = suiteRows(suites);
  const theirs = (aalpy === undefined ? [] : ['Wp', 'W']).flatMap((method) =>
    suiteRows([0, 1].map((k) => aalpySuite(bench, `AALpy ${method}, k = ${k}`, `${method}MethodEqOracle`, k))),
  );
  const heads = ['', 'words', 'calls', 'calls as run', ...MUTANT_CLASSES];
  return `What the walks leave alive within this budget is met later: which of the rows of three calls come last is chance, and tier ci walks
six times as far, where no seed leaves any (\`What each tier kills\`).

**Suites**, run to their end, and the share of each class that they kill

${markdownTable(heads, [...own, ...theirs])}

A suite for k is for implementations with up to k states more than the table has. Of AALpy's words those
that are the beginning of another are left out; "as run" counts them too. A class that a suite kills wholly is not tried by the longer ones of the same kind.${aalpy === undefined ? '' : aalpyWords()}`;
}

function aalpyWords(): string {
  const { calls, words, states } = aalpyLearning(bench);
  return `

AALpy's \`WpMethodEqOracle\` and \`WMethodEqOracle\` need an answer to every call in every state. A call that is not allowed is
answered as the machine without a fault answers it; where a word comes to one, it is not made. Words that tell states apart by
such calls do so no more, and mutants live by that. States that answer alike are told apart by a call that is never made:
without it no fault would be looked for in all but one of them. To learn the machine without a fault, asking an oracle that knows it,
\`run_KV\` makes ${count(calls)} calls in ${count(words)} words and finds ${states} states, those that answer alike being one to it.`;
}

/** Every call counts, those too that only show that no step makes it any smaller. */
const minimized: Minimizer = async (mutant, word) => {
  const { program, spentCalls, certifyingCalls } = await minimizeWord(bench, mutant, word, {
    searchProgramsMax: 0,
    capabilities: new Set(CAPABILITIES),
  });
  return { word: program.map((call) => inputs.get(printCall(call))!), calls: spentCalls + certifyingCalls };
};

/** Walks cut at the kill and left as they are, and whatever makes them smaller: a row for each. */
const minimizers: readonly { readonly name: string; readonly minimize: Minimizer }[] = [
  { name: '**walks**, not minimized', minimize: async (_, word) => ({ word, calls: 0 }) },
  { name: '**walks**, minimized', minimize: minimized },
];

function ownQualities() {
  const seeds = Number(values['shrink-seeds']);
  const failing = seedsUpTo(seeds).flatMap((seed) => {
    const walks = walksWithin(seed);
    return shrunk.flatMap((mutant) => {
      const kill = recordedKill(bench, mutant.machine, walks, SHRINK_BUDGET);
      if (kill === 0) return [];
      const word = walks.find((walk) => callsToKill(bench, mutant.machine, walk) > 0)!;
      return [{ mutant, word: word.slice(0, callsToKill(bench, mutant.machine, word)) }];
    });
  });
  return Promise.all(
    minimizers.map(async ({ name, minimize }) => {
      const finals = failing.map(async ({ mutant, word }) => ({ mutant, ...(await minimize(mutant, word)) }));
      return qualityOf(name, seeds, await Promise.all(finals));
    }),
  );
}

const both = await Promise.all(
  present.map(async (contender) => {
    const column = await peerColumn(contender);
    progress(`${contender.name}: recorded`);
    const quality = await peerQuality(contender);
    progress(`${contender.name}: shrunk`);
    return { column, quality };
  }),
);
const columns = [...ownColumns(), ...both.map(({ column }) => column)];

const costTables = MUTANT_CLASSES.map((kind) => {
  const among = mutants.filter((mutant) => mutant.kind === kind).length;
  const rows = columns.map(({ name, seeds, costs }) => {
    const { killedShare, surelyKilledShare, mean, median, p95 } = costs[kind];
    return [
      name,
      String(seeds),
      percent(killedShare),
      percent(surelyKilledShare),
      ...[mean, median, p95].map(multiple),
    ];
  });
  const heads = ['', 'seeds', 'killed', 'by every seed', 'mean', 'median', 'p95'];
  return `**${kind}** (${count(among)} mutants)\n\n${markdownTable(heads, rows)}`;
});
const qualities = [...(await ownQualities()), ...both.map(({ quality }) => quality)];
const qualityTable = markdownTable(
  ['', 'seeds', 'counterexamples', 'of optimum length', 'final forms a mutant', 'calls to shrink'],
  qualities.map(({ name, seeds, counterexamples, shortestShare, forms, calls }) => [
    name,
    String(seeds),
    String(counterexamples),
    // A contender that killed nothing within the budget has nothing to show.
    ...(counterexamples === 0 ? ['-', '-', '-'] : [percent(shortestShare), forms.toFixed(1), calls.toFixed(0)]),
  ]),
);

const section = `
## Beside other engines

Written by \`npm run score:peers\` on ${values.date} with ${[...new Set(present.map(({ version }) => version))].join(', ')}, Node ${process.versions.node}.

Every mutant of the automaton (${automaton.states.length} states, ${automaton.inputs.length} inputs, ${transitions} transitions), tried by plain suites in other engines. Each has the same
table for a model, makes only calls that are allowed, and has ${count(BUDGET)} calls a mutant and seed; fresh starts are free. Costs are calls to
kill in multiples of the number of transitions; a survivor counts as the whole budget (${multiple(BUDGET)}). All but fast-check reach the
machine over a pipe. Hypothesis and PropEr are slow, so they get fewer seeds: the column says how many. Each has the version that
is pinned, and PropEr the one that Debian has.

Until its first objection an engine cannot know which machine it has before it, so its calls are recorded once a seed on the
machine without a fault, and every mutant is judged by the recording. A test holds live campaigns against this.

${present.map(({ name, settings }) => `- ${name}: ${settings}.`).join('\n')}
- complete-k: complete-0 for output and transfer faults, complete-1 for one extra state, complete-2 for two; cut at the same budget
  here, and so without its guarantee where the suite is longer.

${costTables.join('\n\n')}

${suiteSection()}

**Counterexamples**, as each engine shrinks them, ours without the search that certifies: ${values.shrunk} mutants of each class, campaigns that kill within ${count(SHRINK_BUDGET)} calls,
shrinking without a limit for the others and with ${count(CALLS_MAX)} calls for ours. The optimum is exact, by breadth-first search over the product of mutant and oracle. Final forms are
counted over the seeds that killed, so fewer seeds can only mean fewer forms.

${qualityTable}
`;
if (values.only === undefined)
  writeSection(fileURLToPath(new URL('../../../docs/strength.md', import.meta.url)), 'peers', section);
progress('done');
process.stdout.write(section);
