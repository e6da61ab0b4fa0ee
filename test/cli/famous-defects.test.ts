/**
 * What other suites got wrong, one test a row: none of it may be ours. Each is also held where the thing itself is tested.
 *
 * @module-tag slow
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../harness/report/report-schema.ts';
import { testRows } from '../../harness/report/files/test-rows.ts';
import { moduleThat, RIGHT } from '../status-only.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

async function tried(text: string) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'target.mjs'), text);
  const words = [
    '--target',
    'module:target.mjs',
    '--tier',
    'smoke',
    '--seed',
    '1',
    '--deadline-ms',
    '2000',
    '--out',
    'out',
  ];
  const ended = await kmcl(words, { cwd });
  return { ...ended, cwd, report: JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8')) as Report };
}
const outcome = (report: Report, id: string) => report.clauses.find((clause) => clause.id === id)?.outcome;

describe('zero matched tests exit 0', () => {
  it.each([
    ['a clause that none is', ['--target', 'reference', '--clause', 'refuse.nothing']],
    ['a shard without a program', ['--target', 'reference', '--tier', 'smoke', '--shard', '9999/9999']],
  ])('not ours: %s exits 4', async (_, words) => {
    expect((await kmcl(words)).exitCode).toBe(4);
  });

  it('not ours: a run in which no clause applies exits 2', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'target.mjs'), moduleThat(RIGHT));
    const words = ['--target', 'module:target.mjs', '--tier', 'smoke', '--clause', 'space.*'];
    const { exitCode, stdout } = await kmcl(words, { cwd });
    expect(stdout).toMatch(/^INCONCLUSIVE on a selection: .*; 0 of 37 clauses \(--clause space\.\*\)/m);
    expect(exitCode).toBe(2);
  });
});

describe('an error of config or of writing the report exits 0', () => {
  it.each([
    ['config that is no JSON', 'kmcl.config.json', '{'],
    ['config with an unknown flag', 'kmcl.config.json', '{"teir":"ci"}'],
    ['config that throws', 'kmcl.config.js', 'throw new Error("no")'],
    ['a baseline that is none', 'kmcl.config.json', '{"baseline":"nowhere.yaml"}'],
    ['requirements that do not exist', 'kmcl.config.json', '{"requirements":"1999.1"}'],
  ])('not ours: %s exits 4', async (_, name, text) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, name), text);
    const { exitCode, stderr } = await kmcl(['--target', 'reference', '--tier', 'smoke'], { cwd });
    expect(stderr).toMatch(/^error: /m);
    expect(exitCode).toBe(4);
  });

  it.each([
    ['a folder that is a file', 'out', (cwd: string) => writeFileSync(join(cwd, 'out'), '')],
    [
      'a report that cannot be written',
      'out',
      (cwd: string) => mkdirSync(join(cwd, 'out', 'junit.xml'), { recursive: true }),
    ],
  ])('not ours: %s exits 4', async (_, out, prepare) => {
    const cwd = emptyFolder();
    prepare(cwd);
    const { exitCode, stderr } = await kmcl(['--target', 'reference', '--tier', 'smoke', '--out', out], { cwd });
    expect(stderr).toMatch(/^error: cannot write/m);
    expect(exitCode).toBe(4);
  });
});

it('crash counted as rejection: not ours', async () => {
  const throws = `(call, state) => { if (call.mmioMegabytes + call.mmioMegabytesOptional === 0) process.exit(1); return (${RIGHT})(call, state); }`;
  const { exitCode, report } = await tried(moduleThat(throws));
  expect(report.counts.crash).toBe(1);
  expect(outcome(report, 'refuse.both-zero')).toBe('not-verified');
  expect(exitCode).toBe(1);
});

it('a garbage line truncates the report: not ours', async () => {
  const cwd = emptyFolder();
  await kmcl(['--target', 'reference:fault=sum-wraps', '--tier', 'smoke', '--seed', '1', '--out', 'out'], { cwd });
  const lines = readFileSync(join(cwd, 'out', 'results.ndjson'), 'utf8').split('\n');
  writeFileSync(join(cwd, 'out', 'results.ndjson'), lines.toSpliced(1, 0, '{"garbage').join('\n'));
  const { exitCode } = await kmcl(['report', 'out/results.ndjson', '--out', 'again'], { cwd });
  const [first, again] = ['out', 'again'].map((name) =>
    JSON.parse(readFileSync(join(cwd, name, 'report.json'), 'utf8')),
  );
  expect(again.clauses).toEqual(first.clauses);
  expect(exitCode).toBe(1);
});

it('stale expectations linger: not ours', async () => {
  const cwd = emptyFolder();
  const gone = '{ clause: held.set, signature: KM-0000, kind: known-failure, reason: it was so }';
  writeFileSync(join(cwd, 'b.yaml'), `version: 1\nfailures:\n  - ${gone}\n`);
  const { exitCode, stdout } = await kmcl(['--target', 'reference', '--tier', 'smoke', '--baseline', 'b.yaml'], {
    cwd,
  });
  expect(stdout).toMatch(/the gate does not pass: baseline stale: held\.set KM-0000 did not happen any more/);
  expect(exitCode).toBe(3);
});

it('rerun-failed reruns all: not ours', async () => {
  const cwd = emptyFolder();
  await kmcl(['--target', 'reference:fault=sum-wraps', '--tier', 'smoke', '--out', 'out'], { cwd });
  const { stdout } = await kmcl(['rerun', 'out/report.json', '--failed'], { cwd });
  expect(stdout).toContain('1 of 1 failures run again');
  expect(stdout.trim().split('\n')).toHaveLength(3);
});

describe('a negative check is green for the wrong reason: not ours', () => {
  it.each([
    ['refuses everything by INVALID_PARAMETER_1', '() => 0xc00000ef', 'refuse.both-zero'],
    ['refuses everything by INVALID_PARAMETER', '() => 0xc000000d', 'refuse.disabled'],
    [
      'refuses by another failure',
      `(call, state) => (${RIGHT})(call, state) === 0 ? 0 : 0xc0000001`,
      'refuse.both-zero',
    ],
  ])('where a target %s', async (_, answer, clause) => {
    const { exitCode, report } = await tried(moduleThat(answer));
    expect(outcome(report, clause)).toBe('fail');
    expect(exitCode).toBe(1);
  });
});

it('harness checks counted in the score: not ours, each row is a clause but the one for endings', async () => {
  const { report } = await tried(moduleThat(RIGHT));
  const rows = testRows(report);
  expect(rows.filter(({ suite }) => suite !== 'target')).toHaveLength(report.clauses.length);
  const { crash, timeout, 'adapter-fault': _, ...outcomes } = report.counts;
  expect(Object.values(outcomes).reduce((sum, number) => sum + number, 0)).toBe(report.clauses.length);
  expect([crash, timeout]).toEqual([0, 0]);
});

it('a waiver for an unknown id is accepted: not ours', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'b.yaml'),
    'version: 1\nfailures:\n  - { clause: no.such, signature: KM-0000, kind: flaky, reason: x }\n',
  );
  const { exitCode, stdout } = await kmcl(['--target', 'reference', '--tier', 'smoke', '--baseline', 'b.yaml'], {
    cwd,
  });
  expect(stdout).toContain('unmatched: no.such KM-0000 names no clause of this suite');
  expect(exitCode).toBe(3);
});

it('a target that cannot be used leaves no report, and CI shows the last one: not ours', async () => {
  const cwd = emptyFolder();
  const { exitCode } = await kmcl(['--target', 'module:nowhere.mjs', '--tier', 'smoke', '--out', 'out'], { cwd });
  const report = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8')) as Report;
  expect(report.verdict).toMatchObject({ kind: 'target unusable' });
  expect(report.verdict.reasons[0]).toMatch(/^it cannot be used: .*nowhere/);
  expect(exitCode).toBe(5);
});

it('the visualiser breaks on an inconclusive run: not ours, every file but the page is written of it', async () => {
  const cwd = emptyFolder();
  const { exitCode } = await kmcl(['--target', 'reference:enable=always-fails', '--tier', 'smoke', '--out', 'out'], {
    cwd,
  });
  expect(exitCode).toBe(2);
  expect(readFileSync(join(cwd, 'out', 'junit.xml'), 'utf8')).toContain('type="not-verified"');
  expect(readFileSync(join(cwd, 'out', 'summary.md'), 'utf8')).toContain('INCONCLUSIVE');
  expect((await kmcl(['matrix', 'out/report.json'], { cwd })).stdout).toContain('| not-verified |');
});
