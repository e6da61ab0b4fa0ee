/** A run that was killed goes on, and a run that is shared among processes is the same run. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shardFlag } from '../../harness/cli/shard-flag.ts';
import { kmcl, kmclProcess } from './kmcl.ts';

const RUN = ['run', '--target', 'reference', '--tier', 'smoke', '--seed', '1', '--quiet', '--out', 'out'];

function reportIn(cwd: string): unknown {
  const { times: _, ...report } = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
  return report;
}

it('goes on behind what was written, and comes to the same report', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kmcl-'));
  expect((await kmcl(RUN, { cwd })).exitCode).toBe(0);
  const [whole, results] = [reportIn(cwd), join(cwd, 'out', 'results.ndjson')];
  const bytes = readFileSync(results).length;
  // As a run that was killed within a line.
  truncateSync(results, Math.floor(bytes * 0.6));
  rmSync(join(cwd, 'out', 'report.json'));
  expect((await kmcl([...RUN, '--resume'], { cwd })).exitCode).toBe(0);
  expect(reportIn(cwd)).toEqual(whole);
  // Lines that were lost, or come twice, are neither left out nor counted twice.
  const lines = readFileSync(results, 'utf8').split('\n');
  for (const damaged of [lines.toSpliced(6, 1), lines.toSpliced(6, 0, lines[6]!)]) {
    writeFileSync(results, damaged.join('\n'));
    expect((await kmcl([...RUN, '--resume'], { cwd })).exitCode).toBe(0);
    expect(reportIn(cwd)).toEqual(whole);
  }
  const other = await kmcl([...RUN, '--resume', '--reading', 'state-model'], { cwd });
  expect(other).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('is another one: asked.reading') });
  expect(reportIn(cwd)).toEqual(whole);
});

it.each([
  ['without a run to go on with', ['--resume'], /there is no run in out/],
  ['with a budget', ['--resume', '--budget', '1m'], /how much of the budget/],
  ['shared and parted at once', ['--workers', '2', '--shard', '1/2'], /not parted again/],
] as const)('is refused %s', async (_, words, why) => {
  const { exitCode, stderr } = await kmcl([...RUN, ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringMatching(why) });
});

it('is the same run in two processes', { tags: ['slow'] }, async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kmcl-'));
  await kmcl(RUN, { cwd });
  const whole = reportIn(cwd);
  expect((await kmclProcess([...RUN, '--workers', '2'], { cwd })).exitCode).toBe(0);
  expect(reportIn(cwd)).toEqual(whole);
  // Killed, it leaves what its processes had handed over.
  const results = join(cwd, 'out', 'results.ndjson');
  truncateSync(results, Math.floor(readFileSync(results).length * 0.6));
  const { exitCode, stdout } = await kmcl(['merge', 'out/results.ndjson'], { cwd });
  expect([exitCode, stdout]).toEqual([2, expect.stringMatching(/^1 part, \d[\d,]{2,} programs[^]*it was killed/)]);
});

it.each([
  ['2/4', {}, { index: 1, count: 4 }],
  ['auto', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '4' }, { index: 0, count: 4, from: 'CI_NODE_INDEX' }],
  ['auto/4', { JOB_COMPLETION_INDEX: '3' }, { index: 3, count: 4, from: 'JOB_COMPLETION_INDEX' }],
] as const)('%s is a part', (text, variables, part) => {
  expect(shardFlag(text, variables)).toEqual(part);
});

it.each([
  ['auto', {}, /CI_NODE_INDEX says no number/],
  ['auto', { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '4' }, /there is no such part/],
  ['auto/4', { JOB_COMPLETION_INDEX: '4' }, /there is no such part/],
  ['auto/4', {}, /JOB_COMPLETION_INDEX says no number/],
  ['5/4', {}, /i from 1 to n/],
] as const)('%s of %j is none', (text, variables, why) => {
  expect(() => shardFlag(text, variables)).toThrow(why);
});
