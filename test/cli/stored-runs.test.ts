/**
 * The commands that read what runs have left: merge, diff, judge, verify, rerun; and a run that was killed.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../harness/campaign/facts.ts';
import { missingParts, withOwnCorpora } from '../../harness/cli/merge-command.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const SLOW = { tags: ['slow'] };

const FAULTY = 'reference:fault=both-zero-accepted';
const read = (cwd: string, name: string) => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Report;

let cwd: string;
const here = (words: readonly string[]) => kmcl(words, { cwd });

beforeAll(async () => {
  cwd = emptyFolder();
  const run = (target: string, out: string, ...words: readonly string[]) =>
    here(['--target', target, '--tier', 'smoke', '--seed', '1', '--out', out, ...words]);
  await run('reference', 'good');
  await run(FAULTY, 'bad');
  await run('reference:mmio-megabytes=100', 'tight');
  for (const part of ['1', '2', '3']) {
    await kmcl([
      '--target',
      FAULTY,
      '--tier',
      'smoke',
      '--seed',
      '1',
      '--out',
      join(cwd, `part${part}`),
      '--shard',
      `${part}/3`,
    ]);
  }
});

describe('merge', () => {
  it('makes of all parts what the whole run is', async () => {
    const { exitCode } = await here([
      'merge',
      'part1/report.json',
      'part2/report.json',
      'part3/report.json',
      '--out',
      'all',
    ]);
    const [whole, merged] = [read(cwd, 'bad/report.json'), read(cwd, 'all/report.json')];
    expect(merged.extent).toEqual({ kind: 'whole' });
    expect(merged.clauses).toEqual(whole.clauses);
    expect(merged.verdict).toEqual(whole.verdict);
    expect(merged.programs).toBe(whole.programs);
    expect(merged.cells).toEqual(whole.cells);
    expect(merged.map).toEqual(whole.map);
    expect(merged.transitions).toEqual(whole.transitions);
    expect(merged.counterexamples.map(({ id, signature }) => [id, signature])).toEqual(
      whole.counterexamples.map(({ id, signature }) => [id, signature]),
    );
    expect(existsSync(join(cwd, 'all', 'junit.xml'))).toBe(true);
    expect(exitCode).toBe(1);
  });

  it('takes parts on several builds for no run, and parts with other deadlines for those of another one', async () => {
    const own = (number: number, more: object) => {
      const report = read(cwd, `part${number}/report.json`);
      const name = `own${number}.json`;
      writeFileSync(join(cwd, name), JSON.stringify({ ...report, surroundings: { ...report.surroundings, ...more } }));
      return name;
    };
    const builds = await here(['merge', 'part1', 'part2', own(3, { implementation: 'a.so sha256:1' })]);
    expect(builds.stdout).toContain('the parts were run on 2 builds of the target');
    const { stderr, exitCode } = await here(['merge', 'part1', own(2, { deadlineMs: 7 }), 'part3']);
    expect(stderr).toMatch(/part of another run: deadline 7, and 5000/);
    expect(exitCode).toBe(4);
  });

  it('says of a corpus that not every part had the same', () => {
    const strategies = ['corpus', 'random'].map((name) => ({ name, guarantee: 'all' }) as Facts['strategies'][number]);
    const part = (corpus: string) => ({ surroundings: { deadlineMs: 1, corpus } });
    const told = (...corpora: readonly string[]) =>
      withOwnCorpora({ strategies }, corpora.map(part)).strategies.map(({ guarantee }) => guarantee);
    expect(told('a', 'a')).toEqual(['all', 'all']);
    expect(told('a', 'b')).toEqual(['programs that failed before, of which not every part had the same', 'all']);
  });

  it('never takes a missing part for passed', SLOW, async () => {
    for (const part of ['1', '2']) {
      await here([
        '--target',
        'reference',
        '--tier',
        'smoke',
        '--seed',
        '1',
        '--out',
        `ok${part}`,
        '--shard',
        `${part}/2`,
      ]);
    }
    const one = await here(['merge', 'ok1/report.json', '--out', 'half']);
    expect(one.stdout).toContain('1 of 2 parts are missing: 2/2');
    expect(one.exitCode).toBe(2);
    expect((await here(['merge', 'ok1/report.json', 'ok2/report.json'])).exitCode).toBe(0);
  });

  it.each([
    ['parts of two runs', ['good/report.json', 'part1/report.json'], /part of another run/],
    ['a part twice', ['part1/report.json', 'part1/report.json'], /do not go together/],
    ['whole runs', ['good/report.json', 'good/report.json'], /whole runs/],
    ['to put them where one of them lies', ['part1', 'part2', 'part3', '--out', 'part1'], /would be lost/],
    ['no report', ['nowhere.json'], /there is no such file/],
  ])('refuses %s', async (_, files, words) => {
    const { exitCode, stderr } = await here(['merge', ...files]);
    expect(stderr).toMatch(words);
    expect(exitCode).toBe(4);
  });
});

describe('the parts of a run', () => {
  type Part = Parameters<typeof missingParts>[0][number];
  const part = (index: number, why?: string, count = 3): Part => {
    const shard = { index, count };
    const extent: Part['extent'] = why === undefined ? { kind: 'shard', ...shard } : { kind: 'partial', why };
    return { file: 'part', extent, result: { shard } as Part['result'] };
  };
  const on = (one: Part, more: object): Part => ({
    ...one,
    surroundings: { deadlineMs: 5_000, corpus: 'c', implementation: 'a.so sha256:1', ...more },
  });
  const merged: Part = { file: 'merged', extent: { kind: 'partial', why: 'once' }, result: {} as Part['result'] };

  it.each<[string, readonly Part[], string | undefined]>([
    ['all of them', [part(2), part(0), part(1)], undefined],
    ['one that is missing', [part(0), part(1)], '1 of 3 parts are missing: 3/3'],
    [
      'one that was cut, and one that is missing',
      [part(0, 'it was killed'), part(2)],
      '1 of 3 parts are missing: 2/3; it was killed',
    ],
    ['two that were cut', [part(0, 'b; a'), part(1, 'a'), part(2)], 'a; b'],
    ['a run that was cut', [merged], 'once'],
    ['all of one build', [on(part(0), {}), on(part(1), {}), on(part(2), {})], undefined],
    [
      'one of another build',
      [on(part(0), {}), on(part(1), {}), on(part(2), { implementation: 'a.so sha256:2' })],
      'the parts were run on 2 builds of the target',
    ],
    ['one with a corpus of its own', [on(part(0), {}), on(part(1), { corpus: 'd' }), on(part(2), {})], undefined],
  ])('%s', (_, parts, missing) => expect(missingParts(parts)).toBe(missing));

  it.each<[string, readonly Part[], RegExp]>([
    ['one that was killed, twice', [part(0, 'it was killed'), part(0, 'it was killed')], /do not go together/],
    ['one that was killed, and all of it', [part(0, 'it was killed'), part(0), part(1), part(2)], /do not go together/],
    ['of two divisions', [part(0, 'it was killed', 2), part(1)], /do not go together/],
    ['what was merged before, with a part', [part(0), merged], /merged is no part of a run/],
    ['what was merged before, twice', [merged, merged], /whole runs/],
  ])('are refused: %s', (_, parts, words) => expect(() => missingParts(parts)).toThrow(words));
});

it('a run that is killed in the middle leaves lines that parse, and a true partial report', SLOW, async () => {
  const folder = emptyFolder();
  const words = [
    '--target',
    'reference:fault=one-pair-refused',
    '--programs',
    '50000000',
    '--seed',
    '1',
    '--out',
    'out',
  ];
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, stdio: 'ignore' });
  const file = join(folder, 'out', 'results.ndjson');
  const hasEnough = () => {
    const [before = '', ...after] = existsSync(file) ? readFileSync(file, 'utf8').split('"kind":"program"') : [];
    // A snapshot that comes after a failure knows of it.
    return before !== '' && after.join('').includes('"kind":"snapshot"');
  };
  while (!hasEnough()) await new Promise((done) => setTimeout(done, 20));
  child.kill('SIGKILL');
  await new Promise((done) => child.on('close', done));

  const lines = readFileSync(file, 'utf8').split('\n');
  for (const line of lines.slice(0, -1)) expect(() => JSON.parse(line)).not.toThrow();
  writeFileSync(file, `${lines.join('\n')}{"kind":"prog`);
  expect(existsSync(join(folder, 'out', 'report.json'))).toBe(false);

  const { exitCode, stdout, stderr } = await kmcl(['report', 'out/results.ndjson', '--out', 'partial'], {
    cwd: folder,
  });
  expect(stderr).toContain('1 line left out that could not be read');
  expect(stdout).toContain('DOES NOT CONFORM');
  expect(exitCode).toBe(1);
  const report = read(folder, 'partial/report.json');
  expect(report.extent).toEqual({ kind: 'partial', why: expect.stringContaining('it was killed') });
  expect(report.verdict.reasons.join()).toContain('the run ended early: it was killed');
  expect(report.clauses.find(({ id }) => id === 'accept.both')?.outcome).toBe('fail');
  expect(report.clauses.find(({ id }) => id === 'accept.required')?.outcome).toBe('pass');
  expect(report.counterexamples[0]).toMatchObject({ clause: 'accept.both', certificate: 'out of budget' });
  expect(report.map.cells.find(({ state, arguments: shape }) => state === 'fresh' && shape === 'both')?.outcome).toBe(
    'fail',
  );
});

describe('diff', () => {
  it('tells a new failure, with 1', async () => {
    const { exitCode, stdout } = await here(['diff', 'good/report.json', 'bad/report.json']);
    expect(stdout).toMatch(/^new +refuse\.both-zero KM-C7E1F38E$/m);
    expect(stdout).toMatch(/^clause +refuse\.both-zero: pass -> fail$/m);
    expect(exitCode).toBe(1);
  });

  it('tells a fixed one, with 0', async () => {
    const { exitCode, stdout } = await here(['diff', 'bad/report.json', 'good/report.json']);
    expect(stdout).toMatch(/^fixed +refuse\.both-zero KM-C7E1F38E$/m);
    expect(exitCode).toBe(0);
  });
});

describe('verify', () => {
  it('stands by a report that tells the truth', async () => {
    const { exitCode, stdout } = await here(['verify', 'bad/report.json']);
    expect(stdout).toContain('STANDS  refuse.both-zero');
    expect(exitCode).toBe(0);
  });

  it('falls for one that does not', async () => {
    const report = read(cwd, 'bad/report.json');
    const [one] = report.counterexamples;
    const responses = [one!.responses[0]!, { status: '0xc000000d' }];
    writeFileSync(join(cwd, 'forged.json'), JSON.stringify({ ...report, counterexamples: [{ ...one!, responses }] }));
    const { exitCode, stdout } = await here(['verify', 'forged.json']);
    expect(stdout).toContain('0 stand, 1 fall');
    expect(exitCode).toBe(1);
  });

  it('judges under another reading with no target at hand', SLOW, async () => {
    await here([
      '--target',
      'reference',
      '--reading',
      'state-model',
      '--tier',
      'smoke',
      '--seed',
      '1',
      '--out',
      'other',
    ]);
    expect((await here(['judge', 'other/report.json'])).stdout).toMatch(/^FAIL {2}accept\.disabled/m);
    const { stdout } = await here(['judge', 'other/report.json', '--reading', 'documented']);
    expect(stdout).not.toContain('accept.disabled');
  });
});

describe('rerun', SLOW, () => {
  it('runs what failed and nothing else, and says how many', async () => {
    const still = await here(['rerun', 'bad/report.json', '--failed', '--target', FAULTY]);
    expect(still.stdout).toContain('1 of 1 failures run again: 1 still fail, 0 pass');
    expect(still.exitCode).toBe(1);
    const mended = await here(['rerun', 'bad/report.json', '--failed', '--target', 'reference']);
    expect(mended.stdout).toContain('1 of 1 failures run again: 0 still fail, 1 pass');
    expect(mended.exitCode).toBe(0);
  });

  it('runs the whole again with the same seed', async () => {
    const { stdout } = await here(['rerun', 'bad/report.json', '--target', FAULTY]);
    expect(stdout).toContain('tier smoke, reading documented, seed 1');
  });
});
