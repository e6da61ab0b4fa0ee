/**
 * Every fault that the C example can plant, found through a vector file of tier ci and made small in rounds, beside a live run on the
 * same library: `npm run bench:vectors`, with faults behind it if not all. Tells how many files of a fault it took until its first
 * counterexample was that of the live run, and until nothing was left; and the size and time of tier ci.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Report } from '../../harness/report/report-schema.ts';

const FILES_MAX = 7;
const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = join(PACKAGE, 'dist/targets/main.js');
const CHANNEL = join(PACKAGE, 'targets/examples/c/channel.c');
const NATIVE = join(PACKAGE, 'targets/native');
const folder = mkdtempSync(join(tmpdir(), 'kmcl-bench-vectors-'));
const claims = CAPABILITIES.filter((claim) => claim !== 'threads').join(',');

function done(command: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  // 1 is a target that failed, which is what is looked for.
  if (status === 0 || status === 1) return stdout;
  throw new Error(`${command} ${words.join(' ')} ended with ${status}: ${stderr}`);
}

const suite = (...words: readonly string[]) => done(process.execPath, [MAIN, ...words]);

function seconds(work: () => unknown): string {
  const before = performance.now();
  work();
  return `${((performance.now() - before) / 1_000).toFixed(1)} s`;
}

function build(fault: string, out: string, ...more: readonly string[]): string {
  const file = join(folder, out);
  done('gcc', ['-std=c99', '-O2', '-I', NATIVE, fault === '' ? '-DSOUND' : `-DFAULT_${fault}`, ...more, '-o', file]);
  return file;
}

/** The broken clauses with their smallest programs, the first one first. */
function foundIn(out: string): readonly string[] {
  const { counterexamples } = JSON.parse(readFileSync(join(folder, out, 'report.json'), 'utf8')) as Report;
  return counterexamples.map(({ clause, program }) => `${clause} ${JSON.stringify(program)}`);
}

const answer = (runner: string, round: number) => done(runner, [`${round}.bin`, `${round}.kmca`]);
const filesUntil = (round: number) => Array.from({ length: round + 1 }, (_, at) => [`${at}.bin`, `${at}.kmca`]).flat();
const fresh = (out: string) => ['--out', out, '--corpus', `corpus-${out}`];

interface Rounds {
  readonly fault: string;
  /** How many files it took, with the tier's own, until the first counterexample was the live run's; until all were; until nothing was left. */
  readonly first?: number;
  readonly all?: number;
  readonly end?: number;
  readonly isFound: boolean;
}

function roundsOf(fault: string): Rounds {
  const library = build(fault, 'channel.so', '-shared', '-fPIC', CHANNEL);
  const runner = build(fault, 'runner', join(PACKAGE, 'targets/examples/vectors/run_file.c'), CHANNEL);
  for (const name of ['live', 'offline']) {
    rmSync(join(folder, name), { recursive: true, force: true });
    rmSync(join(folder, `corpus-${name}`), { recursive: true, force: true });
  }
  suite('run', '--target', `native:${library}`, '--seed', '1', ...fresh('live'));
  const live = foundIn('live');
  if (live.length === 0) return { fault, isFound: false };
  let [first, all]: (number | undefined)[] = [];
  for (let round = 0; round < FILES_MAX; round += 1) {
    answer(runner, round);
    const files = filesUntil(round);
    suite('judge', ...files, ...fresh('offline'));
    const offline = foundIn('offline');
    if (offline[0] === live[0]) first ??= round + 1;
    if (offline.join('\n') === live.join('\n')) all ??= round + 1;
    const said = suite('export', '--shrink', ...files, '--out', `${round + 1}.bin`);
    if (said.startsWith('nothing is left')) return { fault, isFound: true, first: first!, all: all!, end: round + 1 };
  }
  return { fault, isFound: true, first: first!, all: all! };
}

const planted = [...readFileSync(CHANNEL, 'utf8').matchAll(/FAULT_([A-Z0-9_]+)/g)].map(([, name]) => name!);
const asked = process.argv.slice(2);
const faults = asked.length > 0 ? asked : [...new Set(planted)].filter((name) => name !== 'NAME');

const exported = seconds(() => suite('export', '--claims', claims, '--seed', '1', '--out', 'ci.kmcv'));
suite('export', '--claims', claims, '--seed', '1', '--out', '0.bin');
const sound = build('', 'runner', join(PACKAGE, 'targets/examples/vectors/run_file.c'), CHANNEL);
const answered = seconds(() => answer(sound, 0));
const judged = seconds(() => suite('judge', '0.bin', '0.kmca', ...fresh('sound')));
console.log(
  `tier ci: ${(statSync(join(folder, 'ci.kmcv')).size / 1e6).toFixed(2)} MB packed; ` +
    `written in ${exported}, answered in ${answered}, judged in ${judged}`,
);
const rows: Rounds[] = [];
for (const fault of faults) {
  const row = roundsOf(fault);
  rows.push(row);
  const { isFound, first = '-', all = '-', end = '-' } = row;
  console.log(
    isFound
      ? `${fault.padEnd(28)} first ${first}  all ${all}  nothing left ${end}`
      : `${fault.padEnd(28)} not in tier ci`,
  );
}
const found = rows.filter(({ isFound }) => isFound);
const late = found.filter(({ first = Infinity }) => first > 5 + 1);
console.log(
  `${found.length} of ${rows.length} faults found; of ${found.length - late.length} the first is smallest within five rounds`,
);
writeFileSync(join(folder, 'rounds.json'), JSON.stringify(rows));
rmSync(folder, { recursive: true });
process.exitCode = late.length === 0 ? 0 : 1;
