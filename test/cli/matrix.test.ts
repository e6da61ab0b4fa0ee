/** Reports side by side, and one after the other: `matrix`, `matrix --series` and `run --previous`, on what real runs have left. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../harness/report/report-schema.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const FAULTY = 'reference:fault=both-zero-accepted';

let cwd: string;
const here = (words: readonly string[]) => kmcl(words, { cwd });
const run = (target: string, out: string, words: readonly string[] = [], corpus = `${out}-corpus`) =>
  here(['--target', target, '--tier', 'smoke', '--seed', '1', '--out', out, '--corpus', corpus, ...words]);
const read = (name: string) => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Report;
const text = (name: string) => readFileSync(join(cwd, name), 'utf8');

function write(name: string, report: Report, edit: (report: Report) => void = () => {}): void {
  edit(report);
  writeFileSync(join(cwd, name), JSON.stringify(report));
}

/** What the page of the matrix shows. */
function shown(folder: string) {
  return JSON.parse(/id="report">(.*?)<\/script>/s.exec(text(`${folder}/matrix.html`))![1]!);
}

beforeAll(async () => {
  cwd = emptyFolder();
  await run('reference', 'good');
  await run(FAULTY, 'bad');
  await run('reference', 'part', ['--shard', '1/2']);
});

describe('matrix', () => {
  it('sets implementations side by side in Markdown, with the one sentence of each', async () => {
    const { exitCode, stdout } = await here(['matrix', 'good/report.json', 'bad/report.json', 'part/report.json']);
    expect(stdout).toMatch(/^\| `refuse\.both-zero` \| pass \| fail \| pass so far \| 1 of 3 \|$/m);
    expect(stdout).toMatch(/^\| `after-disable` \| kept \| kept \| kept \|$/m);
    expect(stdout).toMatch(/^\| `documented` \| yes \| no \| yes so far \|$/m);
    expect(stdout).toContain('DOES NOT CONFORM: refuse.both-zero &#40;MUST&#41;');
    expect(stdout).toContain('PART 1 of 2: no verdict before the parts are merged');
    expect(stdout).toContain('not asked alike: extent whole');
    expect(exitCode).toBe(0);
  });

  it('writes the page of each report that lies elsewhere, and links to it', async () => {
    await here(['matrix', 'good/report.json', 'bad/report.json', '--out', 'beside']);
    const { implementations } = shown('beside');
    expect(implementations.map(({ report }: { report: string }) => report)).toEqual([
      'reports/reference-1.0.0/report.html',
      'reports/reference-fault-both-zero-accepted-1.0.0/report.html',
    ]);
    for (const { report } of implementations) expect(existsSync(join(cwd, 'beside', report))).toBe(true);
    expect(read('beside/reports/reference-1.0.0/report.json')).toEqual(read('good/report.json'));
  });

  it('links to one that lies in its folder already, and leaves that alone', async () => {
    const before = text('bad/report.html');
    write('bad/other.json', read('good/report.json'));
    await here(['matrix', 'bad/report.json', 'good/report.json', 'bad/other.json', '--out', '.']);
    expect(shown('.').implementations.map(({ report }: { report: string }) => report)).toEqual([
      'bad/report.html',
      'good/report.html',
      'reports/reference-1.0.0/report.html',
    ]);
    expect(text('bad/report.html')).toBe(before);
    // The matrix of what it had written itself goes round in no circle.
    const again = ['reports/reference-1.0.0/report.json', 'bad/other.json'];
    await here(['matrix', ...again, '--out', '.']);
    expect(shown('.').implementations.map(({ report }: { report: string }) => report)).toEqual([
      'reports/reference-1.0.0/report.html',
      'reports/reference-1.0.0-2/report.html',
    ]);
  });

  it('is one page that asks for nothing, in which what a target says is text and no path', async () => {
    const name = '../../<script>x</script>\u202e';
    write('evil.json', read('bad/report.json'), (report) => (report.target.name = name));
    await here(['matrix', 'evil.json', '--out', 'evil']);
    const html = text('evil/matrix.html');
    expect(html).not.toContain(name);
    expect(html).not.toMatch(/(?:src|href|url\()=?["']?(?:https?:)?\/\//);
    const [{ name: said, report }] = shown('evil').implementations;
    expect(said).toBe('../../<script>x</script>\\x202e');
    expect(report).toBe('reports/script-x-script-1.0.0/report.html');
    expect(existsSync(join(cwd, 'evil', report))).toBe(true);
  });
});

describe('matrix --series', () => {
  const at = (day: number) => (report: Report) => {
    report.target.name = 'acme';
    report.target.version = String(day);
    report.times.startedAt = `2026-01-0${day}T00:00:00.000Z`;
  };

  it('has the runs in the order of time, and what each changed', async () => {
    write('run1.json', read('bad/report.json'), at(1));
    write('run2.json', read('good/report.json'), at(2));
    write('run3.json', read('part/report.json'), at(3));
    const { stdout, exitCode } = await here(['matrix', '--series', 'run3.json', 'run1.json', 'run2.json']);
    const steps = stdout.slice(stdout.indexOf('## Over time'));
    expect(steps).toMatch(/- acme 1 to acme 2\n {2}- fixed refuse\.both-zero KM-C7E1F38E/);
    expect(steps).toMatch(/- acme 2 to acme 3\n {2}- run extent: whole -&#62; shard/);
    expect(exitCode).toBe(0);
  });

  it.each([
    ['one run', ['good/report.json'], /two runs at least/],
    [
      'two implementations',
      ['good/report.json', 'bad/report.json'],
      /of one implementation, and these are of reference, ref/,
    ],
  ])('refuses %s', async (_, files, words) => {
    const { exitCode, stderr } = await here(['matrix', '--series', ...files]);
    expect(stderr).toMatch(words);
    expect(exitCode).toBe(4);
  });
});

describe('run --previous', () => {
  it('tells what is fixed since the report in its own folder, by running it again', async () => {
    await run(FAULTY, 'mine');
    const { exitCode, stdout } = await run('reference', 'mine', ['--previous', 'mine/report.json'], 'none');
    expect(stdout).toMatch(/^since .*: 1 fixed: refuse\.both-zero KM-C7E1F38E; not asked alike: target /m);
    expect(stdout).toMatch(/^corpus +1 program, 2 calls/m);
    expect(exitCode).toBe(0);
    expect(read('mine/report.json').previous).toMatchObject({
      file: 'mine/report.json',
      fixed: [{ clause: 'refuse.both-zero', id: 'KM-C7E1F38E' }],
      added: [],
    });
    expect(text('mine/summary.md')).toContain('1 fixed: refuse.both-zero KM-C7E1F38E');
  });

  it('tells what is new, and is no gate', { tags: ['slow'] }, async () => {
    const { exitCode, stdout } = await run(FAULTY, 'new', ['--previous', 'good/report.json']);
    expect(stdout).toMatch(/^since .*1 new: refuse\.both-zero KM-C7E1F38E/m);
    expect(exitCode).toBe(1);
    expect((await here(['verify', 'new/report.json'])).exitCode).toBe(0);
  });

  it('calls nothing fixed that one part has not seen', { tags: ['slow'] }, async () => {
    const { stdout } = await run('reference', 'half', ['--previous', 'bad/report.json', '--shard', '1/2']);
    expect(stdout).toMatch(/1 not tried again: refuse\.both-zero KM-C7E1F38E \(one part of a run\)/);
  });

  it('does not run a program twice that the corpus has as well', { tags: ['slow'] }, async () => {
    const { stdout } = await run(FAULTY, 'twice', ['--previous', 'bad/report.json'], 'bad-corpus');
    expect(stdout).toMatch(/^corpus +1 program, 2 calls/m);
    expect(stdout).toMatch(/^since .*: nothing changed$/m);
  });

  it('costs nobody the last report where the earlier one cannot be read', async () => {
    await run('reference', 'kept');
    const before = text('kept/report.json');
    write('broken.json', read('bad/report.json'), ({ counterexamples }) => (counterexamples[0]!.program = ['no call']));
    for (const file of ['nowhere.json', 'broken.json']) {
      const { exitCode, stderr } = await run('reference', 'kept', ['--previous', file]);
      expect(stderr).toContain(file);
      expect(exitCode).toBe(4);
    }
    expect(text('kept/report.json')).toBe(before);
    rmSync(join(cwd, 'kept'), { recursive: true });
  });
});
