/**
 * What the rows of the museum share: runs that they begin with, folders to change, and the check that every file shows one sentence.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { matrixMarkdown } from '../harness/report/matrix/matrix-markdown.ts';
import { matrixOf } from '../harness/report/matrix/matrix.ts';
import type { Report } from '../harness/report/report-schema.ts';
import { emptyFolder, kmcl } from './cli/kmcl.ts';
import type { Ended } from './cli/kmcl.ts';
import { CRASHES, moduleThat, RIGHT } from './status-only.ts';

export const FAULTY = 'reference:fault=both-zero-accepted';
export const QUICK = ['--tier', 'smoke', '--seed', '1'] as const;

/** Answers wrongly once in all, which the folder that it runs in remembers. */
const ONCE = `import { existsSync, writeFileSync } from 'node:fs';
  const isFirst = () => !existsSync('once') && writeFileSync('once', '') === undefined;
  let asked = 0;
  ${moduleThat(`(call, state) => (asked += 1) > 50 && isFirst() ? 1 : (${RIGHT})(call, state)`)}`;
/** Ends its process at the seventh call of it. */
const SEVENTH = `let asked = 0;
  ${moduleThat(`(call, state) => (asked += 1) === 7 ? process.abort() : (${RIGHT})(call, state)`)}`;

/** Speaks the remote contract for the right one, and prints a line of its own every 50 runs. */
const LOGS = `import { createInterface } from 'node:readline';
  import target from './right.mjs';
  let runs = 0;
  const json = ({ kind, status }) => (kind === 'status' ? { status: '0x' + status.toString(16) } : {});
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (method === 'run' && (runs += 1) % 50 === 0) console.log(runs + ' runs');
    const result = method === 'hello' ? { protocol: 1, ...target.info } : { responses: (await target.run(params.calls)).map(json) };
    console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
  }`;

/** Reports and files that many rows begin with. */
let start: string;

export const reportIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
export const run = (target: string, ...words: readonly string[]) => ['run', '--target', target, ...QUICK, ...words];

/** Before the first row of a file: the runs that the rows begin with. */
export async function openMuseum(): Promise<void> {
  start = emptyFolder();
  writeFileSync(join(start, 'right.mjs'), moduleThat(RIGHT));
  writeFileSync(join(start, 'none.mjs'), moduleThat(RIGHT, ''));
  writeFileSync(join(start, 'crashes.mjs'), moduleThat(CRASHES));
  writeFileSync(join(start, 'once.mjs'), ONCE);
  writeFileSync(join(start, 'seventh.mjs'), SEVENTH);
  writeFileSync(join(start, 'logs.mjs'), LOGS);
  const here = (words: readonly string[]) => kmcl(words, { cwd: start });
  await Promise.all([
    here(run('reference', '--out', 'good')),
    here(run(FAULTY, '--out', 'bad')),
    here(run('module:right.mjs', '--out', 'status')),
    here(run('reference', '--shard', '1/2', '--out', 'half1')),
    here(run('reference', '--shard', '2/2', '--out', 'half2')),
  ]);
  await here(['baseline', 'add', 'bad/report.json', '--reason', 'known', '--baseline', 'known.yaml']);
  await here(run(FAULTY, '--baseline', 'known.yaml', '--out', 'waived'));
}

/** A folder with all of these, for a row to change. */
export function begun(): string {
  const cwd = emptyFolder();
  for (const name of ['right.mjs', 'none.mjs', 'crashes.mjs', 'once.mjs', 'seventh.mjs', 'logs.mjs', 'known.yaml']) {
    copyFileSync(join(start, name), join(cwd, name));
  }
  for (const name of ['good', 'bad', 'status', 'half1', 'half2', 'waived']) {
    mkdirSync(join(cwd, name));
    for (const file of ['report.json', 'results.ndjson']) copyFileSync(join(start, name, file), join(cwd, name, file));
  }
  return cwd;
}

/** Writes another report, out of one that is there. */
export function edited(cwd: string, from: string, to: string, change: (report: any) => void): void {
  const report = reportIn(join(cwd, from));
  change(report);
  mkdirSync(join(cwd, to), { recursive: true });
  writeFileSync(join(cwd, to, 'report.json'), JSON.stringify(report));
}

const fromMarkdown = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
const PLAIN: Readonly<Record<string, (text: string) => string>> = {
  'summary.md': fromMarkdown,
  'junit.xml': (text) => text.replace(/&#x([0-9a-f]+);/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  'ctrf.json': (text) => JSON.stringify(JSON.parse(text)),
  'report.html': (text) => /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(text)![1]!,
  'badge.json': (text) => text,
};

/** Every file of the folder shows the sentence of its report, and so do the matrix, each explanation and the terminal. */
export function oneSentence(folder: string, terminal: string): string {
  const report = reportIn(folder);
  const { sentence } = report.verdict;
  for (const [name, plain] of Object.entries(PLAIN)) {
    const text = plain(readFileSync(join(folder, name), 'utf8'));
    expect(text.replaceAll('\\"', '"'), name).toContain(sentence);
  }
  expect(fromMarkdown(matrixMarkdown(matrixOf([report]))), 'matrix').toContain(sentence);
  for (const failure of report.counterexamples.length > 0 ? readdirSync(join(folder, 'failures')) : []) {
    const explanation = readFileSync(join(folder, 'failures', failure, 'explain.md'), 'utf8');
    expect(fromMarkdown(explanation), 'explain.md').toContain(sentence);
  }
  expect(terminal, 'terminal').toContain(sentence);
  const isGreen = report.gate.exitCode === 0;
  const junit = readFileSync(join(folder, 'junit.xml'), 'utf8');
  expect(/<testsuites [^>]*failures="0" errors="0"/.test(junit), 'junit.xml is green').toBe(isGreen);
  const { summary } = JSON.parse(readFileSync(join(folder, 'ctrf.json'), 'utf8')).results;
  expect(summary.failed + summary.other === 0, 'ctrf.json is green').toBe(isGreen);
  return sentence;
}

/** A row that is a command and what it ends with. */
export interface Command {
  readonly name: string;
  readonly words: readonly string[];
  readonly exit: number;
  readonly says: RegExp;
  readonly before?: (cwd: string) => void;
  readonly slow?: true;
}

export async function commandHeld({ words, exit, says, before }: Command): Promise<Ended> {
  const cwd = begun();
  before?.(cwd);
  const ended = await kmcl(words, { cwd });
  expect(ended.stdout + ended.stderr).toMatch(says);
  expect(ended.exitCode).toBe(exit);
  return ended;
}

/** What a folder holds before a command: a config file, a program. */
export const config = (text: string) => (cwd: string) => writeFileSync(join(cwd, 'kmcl.config.json'), text);
export const program = (cwd: string) =>
  writeFileSync(join(cwd, 'p.kmcl'), 'allocate 0 server\nsetMmioMegabytes 0 0 0\n');
