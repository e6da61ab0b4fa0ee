/**
 * Valid files of each kind, damaged at random from a fixed seed and read as a command reads them: no error that nobody caught, no
 * hang, no character that a terminal would obey, and no file written that was not asked for.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../harness/cli/load-config.ts';
import { readResume } from '../harness/cli/resume-file.ts';
import { readCorpus } from '../harness/program/corpus.ts';
import { UsageError } from '../harness/usage-error.ts';
import { emptyFolder, kmcl } from './cli/kmcl.ts';
import { drawFrom, mutated } from './hostile/mutations.ts';
import type { Draw } from './hostile/mutations.ts';

const ITERATIONS = 200;
const HANGS_MS = 2_000;
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/; // eslint-disable-line no-control-regex -- it is looked for
/** Codes of a gate or of bad usage; 70 is none of them, nor is 5 for a target that is always at hand. */
const EXPECTED_CODES = [0, 1, 2, 3, 4];

const BEGAN_IN = process.cwd();
let cwd: string;
const here = (words: readonly string[]) => kmcl(words, { cwd });

beforeAll(async () => {
  cwd = emptyFolder();
  process.chdir(cwd);
  await here([
    'run',
    '--target',
    'reference:fault=both-zero-accepted',
    '--tier',
    'smoke',
    '--seed',
    '1',
    '--out',
    'out',
  ]);
  const failure = join('out/failures', readdirSync('out/failures')[0]!);
  mkdirSync('good');
  cpSync('out/report.json', 'good/report');
  cpSync('out/results.ndjson', 'good/results');
  cpSync(join(failure, 'trace.json'), 'good/trace');
  cpSync(join(failure, 'replay.kmcl'), 'good/program');
  await here([
    'baseline',
    'add',
    'good/report',
    '--reason',
    'known',
    '--baseline',
    'good/baseline',
    '--link',
    'https://example.org/1',
  ]);
  writeFileSync(
    'good/config',
    JSON.stringify({
      target: 'reference',
      tier: 'smoke',
      seed: 7,
      clause: ['refuse.*'],
      require: ['status'],
      json: true,
    }),
  );
  writeFileSync(
    'good/resume',
    JSON.stringify({
      version: 1,
      identity: 'reference',
      done: [
        [0, 16],
        [32, 64],
      ],
    }),
  );
  mkdirSync('corpus');
  rmSync('out', { recursive: true });
  rmSync('kmcl-corpus', { recursive: true });
});
afterAll(() => {
  process.chdir(BEGAN_IN);
  rmSync(cwd, { recursive: true });
});

/** Nothing where it was read, and why not where it cannot be. */
async function refusal(read: () => Promise<unknown>): Promise<{ readonly exitCode: number; readonly text: string }> {
  try {
    const told = await read();
    return { exitCode: 0, text: typeof told === 'string' ? told : '' };
  } catch (error) {
    if (error instanceof UsageError) return { exitCode: 4, text: error.message };
    throw error;
  }
}

async function command(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await here(words);
  return { exitCode, text: `${stdout}${stderr}`, stderr };
}

type Reading = (
  file: string,
  draw: Draw,
) => Promise<{ readonly exitCode: number; readonly text: string; readonly stderr?: string }>;

const oneOf = (...ways: readonly ((file: string) => readonly string[])[]): Reading => {
  return (file, draw) => command(...ways[draw(ways.length)]!(file));
};

const KINDS: Readonly<Record<string, Reading>> = {
  program: oneOf(
    (file) => ['emit', file],
    (file) => ['replay', file, '--target', 'reference'],
  ),
  corpus: (file) => {
    cpSync(file, 'corpus/bad.kmcl');
    return refusal(async () => (await readCorpus('corpus')).unreadable.join('\n'));
  },
  baseline: oneOf(
    (file) => ['baseline', 'check', '--baseline', file],
    (file) => ['baseline', 'check', 'good/report', '--baseline', file],
    (file) => ['baseline', 'prune', 'good/report', '--baseline', file],
    (file) => ['baseline', 'add', 'good/report', '--reason', 'x', '--baseline', file],
    (file) => ['merge', 'good/report', '--baseline', file],
  ),
  config: (file) => {
    cpSync(file, 'bad.json');
    return refusal(() => loadConfig('bad.json', 'bad.json')).finally(() => rmSync('bad.json'));
  },
  report: oneOf(
    (file) => ['diff', file, 'good/report'],
    (file) => ['diff', 'good/report', file],
    (file) => ['matrix', file, 'good/report'],
    (file) => ['judge', file],
    (file) => ['verify', file],
    (file) => ['merge', file],
    (file) => ['merge', file, '--json'],
    (file) => ['rerun', file, '--failed', '--target', 'reference'],
    (file) => ['baseline', 'check', file, '--baseline', 'good/baseline'],
  ),
  trace: oneOf(
    (file) => ['judge', file],
    (file) => ['verify', file],
  ),
  results: oneOf(
    (file) => ['merge', file],
    (file) => ['judge', file],
    (file) => ['verify', file],
  ),
  resume: (file) => refusal(() => readResume(file, 'reference')),
};

describe('a damaged file', { tags: ['slow'] }, () => {
  it.each(Object.keys(KINDS))(`%s, ${ITERATIONS} times`, async (kind) => {
    const good = readFileSync(`good/${kind === 'corpus' ? 'program' : kind}`);
    const before = readdirSync('.').toSorted();
    const wrong: string[] = [];
    for (let seed = 1; seed <= ITERATIONS; seed += 1) {
      const draw = drawFrom(seed);
      writeFileSync('bad', mutated(good, draw));
      const began = performance.now();
      const { exitCode, text, stderr = text } = await KINDS[kind]!('bad', draw);
      const tookMs = performance.now() - began;
      if (!EXPECTED_CODES.includes(exitCode)) wrong.push(`seed ${seed}: exit code ${exitCode}: ${text.slice(-600)}`);
      if (tookMs > HANGS_MS) wrong.push(`seed ${seed}: ${Math.round(tookMs)} ms`);
      const raw = RAW.exec(text);
      if (raw !== null)
        wrong.push(`seed ${seed}: ${JSON.stringify(text.slice(Math.max(0, raw.index - 80), raw.index + 40))}`);
      if (exitCode === 4 && stderr.length > 2_000) wrong.push(`seed ${seed}: a message of ${stderr.length} characters`);
      rmSync('bad', { force: true });
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(readdirSync('.').toSorted()).toEqual(before);
  });
});
