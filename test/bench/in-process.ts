/**
 * `npm run bench`: what checking costs in this process, beside plain fast-check and beside a bare loop over the emulator; and
 * what a whole smoke run costs beside an empty Node process.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { abstractMachine, programOf } from '../../harness/machine/machine.ts';
import { wordsFrom } from '../../harness/generate/complete.ts';
import { EXHAUSTIVE_DEPTH } from '../../harness/generate/exhaustive.ts';
import { randomPrograms } from '../../harness/generate/random.ts';
import { ledgersOf } from '../../harness/judge/ledger.ts';
import { exploreByForks } from '../../harness/minimize/explore-by-forks.ts';
import { ProgramTree, slotsInTurn } from '../../harness/minimize/program-tree.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';
import { runCommands } from './fast-check-commands.ts';
import { interleaved, median, printRates } from './interleaved.ts';

const ROUNDS = 15;
const PROGRAMS = 1_000;

const capabilities = new Set(CAPABILITIES);
const open = reference().open!;

/** Draw, execute and judge, as a campaign does it: the reading that was asked for, and the other until it is known. */
function ours(round: number): number {
  const ledgers = ledgersOf({ capabilities });
  const source = { strategy: 'random', index: 0 };
  let calls = 0;
  let left = PROGRAMS;
  for (const program of randomPrograms(round, capabilities)) {
    if (left-- === 0) break;
    const trace = executeInProcess(open, program);
    for (const ledger of ledgers)
      if (ledger.reading === 'documented' || ledger.isSatisfied) ledger.enter(trace, source);
    calls += program.length;
  }
  if (!ledgers[0]!.isSatisfied) throw new Error('the reference does not conform');
  return calls;
}

const drawn = (() => {
  const programs = randomPrograms(1, capabilities);
  return Array.from({ length: PROGRAMS }, () => programs.next().value!);
})();

/** The same calls on the emulator with nobody looking. */
function bare(): number {
  let calls = 0;
  for (const program of drawn) {
    const session = open();
    for (const call of program) session.perform(call);
    calls += program.length;
  }
  return calls;
}

const automaton = abstractMachine(
  new Set(CAPABILITIES.filter((capability) => capability !== 'misuse')),
  'documented',
  DEFAULT_PROFILE,
);

/** Every program of five calls on one channel, each edge of the tree made and checked once: the calls that were made. */
function exhaustive(): number {
  const surprises: unknown[] = [];
  const { calls } = exploreByForks(open, {
    tree: new ProgramTree(automaton, slotsInTurn(1)),
    depth: EXHAUSTIVE_DEPTH,
    programsMax: Infinity,
    onSurprise: (program) => (surprises.push(program), 'stop'),
  });
  if (surprises.length > 0) throw new Error('the reference does not conform');
  return calls;
}

const fivefold = [...wordsFrom(automaton, 0, EXHAUSTIVE_DEPTH)]
  .map(({ word }) => programOf(word, automaton))
  .filter((program) => program.length === EXHAUSTIVE_DEPTH);

/** The same programs one after the other, with nobody looking. */
function bareExhaustive(): number {
  for (const program of fivefold) {
    const session = open();
    for (const call of program) session.perform(call);
  }
  return fivefold.length * EXHAUSTIVE_DEPTH;
}

const rates = await interleaved(
  [
    { name: 'fc.commands + fc.modelRun', turn: (round) => runCommands(open, PROGRAMS / 4, round) },
    { name: 'ours: random, executed and judged', turn: ours },
    { name: 'bare loop over the emulator, unchecked', turn: bare },
    { name: 'ours: exhaustive, forked and judged', turn: exhaustive },
    { name: 'bare loop over the same programs, unchecked', turn: bareExhaustive },
  ],
  ROUNDS,
);
const exhaustiveRate = rates[3]!.callsPerSecond;
const whole = (exhaustiveRate * fivefold.length * EXHAUSTIVE_DEPTH) / exhaustive();
printRates('checked calls in this process, median of turns; the last column is beside fast-check', rates);
console.log(
  `  exhaustive beside the bare loop: ${(exhaustiveRate / rates[4]!.callsPerSecond).toFixed(2)} by calls that were made, ` +
    `${(whole / rates[4]!.callsPerSecond).toFixed(2)} by calls of whole programs that were checked`,
);

const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const corpus = join(mkdtempSync(join(tmpdir(), 'kmcl-bench-')), 'corpus');

function wallMs(words: readonly string[]): number {
  const startedAt = performance.now();
  execFileSync(process.execPath, words, { stdio: 'ignore' });
  return performance.now() - startedAt;
}

const empty: number[] = [];
const smoke: number[] = [];
for (let round = 0; round < 11; round += 1) {
  empty.push(wallMs(['-e', '0']));
  smoke.push(wallMs([MAIN, 'run', '--target', 'reference', '--tier', 'smoke', '--corpus', corpus]));
}
const [emptyMs, smokeMs] = [median(empty), median(smoke)];
console.log('\nwall time of a process, median of 11');
console.log(`  node -e 0                                    ${emptyMs.toFixed(0).padStart(6)} ms`);
console.log(
  `  kmcl-conformance run --tier smoke            ${smokeMs.toFixed(0).padStart(6)} ms, ${(smokeMs - emptyMs).toFixed(0)} more`,
);
