/**
 * Files from strangers, through the command line: each is refused with exit code 4, within a second, in a short message without a
 * character that a terminal would obey, and nothing is written that was not asked for.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_NAME } from '../harness/report/files/folder-lock.ts';
import { emptyFolder, kmcl, kmclProcess, MAIN } from './cli/kmcl.ts';
import { HOSTILE_ROWS } from './hostile/hostile-rows.ts';

const BEGAN_IN = process.cwd();
const FAULTY = ['run', '--target', 'reference:fault=both-zero-accepted', '--tier', 'smoke', '--seed', '1'];
const GOOD = ['run', '--target', 'reference', '--tier', 'smoke', '--seed', '1'];
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/; // eslint-disable-line no-control-regex -- it is looked for

/** A report of a run that found something, its trace, and what it streamed. */
let made: string;
let cwd: string;

beforeAll(async () => {
  made = emptyFolder();
  process.chdir(made);
  await here([...FAULTY, '--out', 'out']);
  const [failure] = readdirSync('out/failures');
  const good = emptyFolder();
  cpSync('out/report.json', join(good, 'good.json'));
  cpSync('out/results.ndjson', join(good, 'good.ndjson'));
  cpSync(`out/failures/${failure}/trace.json`, join(good, 'good-trace.json'));
  made = good;
});
beforeEach(() => {
  cwd = emptyFolder();
  cpSync(made, cwd, { recursive: true });
  process.chdir(cwd);
});
afterEach(() => {
  process.chdir(BEGAN_IN);
  rmSync(cwd, { recursive: true });
});
afterAll(() => rmSync(made, { recursive: true }));

const here = (words: readonly string[]) => kmcl(words, { cwd: process.cwd() });
const names = (folder: string) => readdirSync(folder).toSorted();

describe('a hostile file', () => {
  it('comes in at least sixty kinds', () => {
    expect(HOSTILE_ROWS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(HOSTILE_ROWS.map(({ name }) => name)).size).toBe(HOSTILE_ROWS.length);
  });

  it.each(HOSTILE_ROWS)('$name', async ({ words, says, prepare }) => {
    prepare(cwd);
    const before = names(cwd);
    const began = performance.now();
    const { exitCode, stdout, stderr } = await here(words);
    const tookMs = performance.now() - began;
    expect(stderr).toMatch(says);
    expect(exitCode).toBe(4);
    expect(stderr.length).toBeLessThan(2_000);
    expect(`${stdout}${stderr}`).not.toMatch(RAW);
    expect(names(cwd)).toEqual(before);
    // A second on a machine that is at rest; this one may be busy with other tests.
    expect(tookMs).toBeLessThan(4_000);
  });
});

describe('a file that is only unusual', () => {
  const bom = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;

  it.each([
    ['report', 'good.json', (file: string) => ['diff', 'good.json', file], 0],
    ['trace', 'good-trace.json', (file: string) => ['judge', file], 1],
    ['record of a run', 'good.ndjson', (file: string) => ['merge', file], 1],
  ] as const)('a %s with a byte order mark and CRLF is read', async (_, good, words, exitCode) => {
    writeFileSync('odd', bom(readFileSync(good, 'utf8')));
    expect(await here(words('odd'))).toMatchObject({ exitCode, stderr: '' });
  });

  it('a program with a byte order mark and CRLF is read', async () => {
    writeFileSync('odd.kmcl', bom('allocate 0 server\nsetMmioMegabytes 0 8 0\n'));
    expect((await here(['replay', 'odd.kmcl', '--target', 'reference'])).exitCode).toBe(0);
  });

  it('a baseline whose words hold brackets is read', async () => {
    const waivers = Array.from(
      { length: 60 },
      () => `  - clause: held.set\n    signature: KM-0000\n    kind: flaky\n    reason: in [0, 8) {\n`,
    );
    writeFileSync('kmcl-baseline.yaml', `version: 1\nfailures:\n${waivers.join('')}`);
    expect((await here(['baseline', 'check'])).exitCode).toBe(3);
  });

  it('one that holds no program costs the corpus itself alone, and is told', async () => {
    mkdirSync('corpus/folder.kmcl', { recursive: true });
    writeFileSync('corpus/a.kmcl', 'fly\u001b[31m 0\n');
    writeFileSync('corpus/b.kmcl', 'allocate 0 server\nsetMmioMegabytes 0 8 0\n');
    writeFileSync('corpus/c.kmcl', '# nothing\n');
    const { exitCode, stdout, stderr } = await here([...GOOD, '--corpus', 'corpus']);
    expect(stderr.match(/^notice: skipped: .*$/gm)).toEqual([
      expect.stringContaining('corpus/a.kmcl is no program: line 1: unknown call "fly\\x1b[31m"'),
      'notice: skipped: corpus/c.kmcl is no program: no call in it',
      'notice: skipped: cannot read the program corpus/folder.kmcl: it is a folder',
    ]);
    expect(stdout).toMatch(/^corpus +1 program, 2 calls/m);
    expect(exitCode).toBe(0);
  });

  it('a corpus of many such files names ten of them', { tags: ['slow'] }, async () => {
    mkdirSync('corpus');
    for (let index = 0; index < 50; index += 1) writeFileSync(`corpus/${index}.kmcl`, '');
    const { stderr } = await here([...GOOD, '--corpus', 'corpus']);
    expect(stderr.match(/^notice: /gm)).toHaveLength(11);
    expect(stderr).toContain('40 more files of corpus');
  });
});

describe('the folder of a run', () => {
  const run = (...words: readonly string[]) => here([...GOOD, '--out', 'out', ...words]);
  const LEFT = [
    'badge.json',
    'ctrf.json',
    'failures',
    'junit.xml',
    'report.html',
    'report.json',
    'results.ndjson',
    'summary.md',
  ];

  it('holds nothing of an earlier run, and keeps what is not ours', { tags: ['slow'] }, async () => {
    await here([...FAULTY, '--out', 'out']);
    expect(names('out')).toEqual(LEFT);
    mkdirSync('out/failures/mine');
    writeFileSync('out/failures/mine/notes.txt', 'mine');
    writeFileSync('out/mine.txt', 'mine');
    expect((await run()).exitCode).toBe(0);
    expect(names('out')).toEqual([...LEFT, 'mine.txt'].toSorted());
    expect(names('out/failures')).toEqual(['mine']);
  });

  it('holds no report where the run came to none', async () => {
    await run();
    expect((await run('--baseline', 'missing.yaml')).exitCode).toBe(4);
    expect((await here([...GOOD.with(2, 'module:./missing.ts'), '--out', 'out'])).exitCode).toBe(5);
    expect(JSON.parse(readFileSync('out/report.json', 'utf8')).verdict.kind).toBe('target unusable');
  });

  it('holds no report while a run is under way, nor after it was killed', { tags: ['slow'] }, async () => {
    await run();
    const words = [...GOOD, '--programs', '50000000', '--out', 'out'].filter(
      (word) => word !== 'smoke' && word !== '--tier',
    );
    const child = spawn(process.execPath, [MAIN, ...words], { cwd, stdio: 'ignore' });
    const ended = new Promise((done) => child.on('close', done));
    const isOver = () => !existsSync('out/report.json') && existsSync('out/results.ndjson');
    while (!isOver()) await new Promise((done) => setTimeout(done, 20));
    const second = await run();
    expect(second.stderr).toMatch(
      /^error: out is in use by process \d+ on .*; where that run is over, remove out\/kmcl\.lock$/m,
    );
    expect(second.exitCode).toBe(4);
    // What was there before may have been the old ones, about to go.
    while (!existsSync('out/results.ndjson')) await new Promise((done) => setTimeout(done, 20));
    child.kill('SIGKILL');
    await ended;
    expect(names('out')).toEqual([LOCK_NAME, 'results.ndjson']);
    expect((await run()).exitCode).toBe(0);
    expect(names('out')).not.toContain(LOCK_NAME);
  });

  it('keeps the last report where a word was mistyped', async () => {
    await run();
    const before = names('out');
    expect(before).toContain('report.json');
    const mistypes = [
      ['--clause', 'nope'],
      ['--baseline', 'nope.yaml'],
      ['--requirements', '1999.1'],
      ['--target', 'refrence'],
      ['--target', 'reference:fault=nope'],
      ['--target', 'stdio:'],
      ['--target', 'tcp://nowhere'],
    ];
    for (const words of mistypes) {
      const common = words.includes('--target') ? ['run', '--tier', 'smoke'] : GOOD;
      expect([words, (await here([...common, ...words, '--out', 'out'])).exitCode]).toEqual([words, 4]);
      expect(names('out')).toEqual(before);
    }
    // What no target could be made of is what the run came to.
    expect((await here(['run', '--target', 'module:nowhere.mjs', '--out', 'out'])).exitCode).toBe(5);
    expect(readFileSync('out/report.json', 'utf8')).toContain('nowhere.mjs');
  });

  it('is one of two runs that begin at once', { tags: ['slow'] }, async () => {
    const words = [...GOOD, '--out', 'out'];
    const both = await Promise.all([kmclProcess(words, { cwd }), kmclProcess(words, { cwd })]);
    expect(both.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 4]);
  });

  it.each([
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, host: 'HOST', began: '1' }), 0],
    ['of another process with the same number', JSON.stringify({ pid: process.ppid, host: 'HOST', began: '1' }), 0],
    ['of another machine', JSON.stringify({ pid: 1, host: '\u001b[31m', began: '1' }), 4],
    ['that is not written yet', '', 4],
  ])('whose lock is %s', async (_, lock, exitCode) => {
    const { hostname } = await import('node:os');
    mkdirSync('out');
    writeFileSync(`out/${LOCK_NAME}`, lock.replace('HOST', hostname()));
    const ended = await run();
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).not.toMatch(RAW);
  });

  it.each([
    'report.json',
    'report.html',
    'badge.json',
    'junit.xml',
    'summary.md',
    'ctrf.json',
    'results.ndjson',
    LOCK_NAME,
  ])('is not written through a link that stands for %s', async (name) => {
    mkdirSync('out');
    writeFileSync('precious', '{"pid":0}');
    symlinkSync('../precious', `out/${name}`);
    expect([0, 4]).toContain((await run()).exitCode);
    expect(readFileSync('precious', 'utf8')).toBe('{"pid":0}');
  });

  it('is not written through links that stand for its failures', { tags: ['slow'] }, async () => {
    mkdirSync('elsewhere/sub', { recursive: true });
    writeFileSync('elsewhere/sub/trace.json', 'precious');
    mkdirSync('out');
    symlinkSync('../elsewhere', 'out/failures');
    expect((await here([...FAULTY, '--out', 'out'])).exitCode).toBe(1);
    expect(names('elsewhere')).toEqual(['sub']);
    const [failure] = names('out/failures');
    rmSync(`out/failures/${failure}`, { recursive: true });
    symlinkSync('../../elsewhere/sub', `out/failures/${failure}`);
    expect((await here([...FAULTY, '--out', 'out'])).exitCode).toBe(1);
    expect(names('elsewhere/sub')).toEqual(['trace.json']);
    expect(readFileSync('elsewhere/sub/trace.json', 'utf8')).toBe('precious');
  });

  it('of a matrix is not written through links, nor are saved programs', { tags: ['slow'] }, async () => {
    writeFileSync('precious', 'precious');
    mkdirSync('out');
    symlinkSync('../precious', 'out/matrix.md');
    await here(FAULTY);
    const [saved] = names('kmcl-corpus');
    rmSync(`kmcl-corpus/${saved}`);
    symlinkSync('../precious', `kmcl-corpus/${saved}`);
    expect((await here(['matrix', 'good.json', '--out', 'out'])).exitCode).toBe(0);
    await here(FAULTY);
    expect(readFileSync('precious', 'utf8')).toBe('precious');
    expect(readFileSync(`kmcl-corpus/${saved}`, 'utf8')).toContain('allocate');
  });

  it('of a merge keeps the record that it was made of', async () => {
    await here([...FAULTY, '--out', 'out']);
    rmSync('out/report.json');
    const record = readFileSync('out/results.ndjson', 'utf8');
    await here(['merge', 'out/results.ndjson', '--out', 'out']);
    expect(readFileSync('out/results.ndjson', 'utf8')).toBe(record);
    expect(names('out')).toContain('report.json');
  });

  it('cannot be a file', async () => {
    writeFileSync('out', 'x');
    expect(await run()).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('cannot write to out') });
  });
});
