/** `--for` and `--until-quiet` as they are used: what they go without, what is printed and written, and how a signal ends them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const RUN = ['run', '--target', 'reference', '--tier', 'smoke', '--seed', '1', '--out', 'out'] as const;
const env = { CI: undefined, GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, SOURCE_DATE_EPOCH: undefined };
const reportIn = (cwd: string) => JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));

it.each([
  [['--for', '1m', '--shard', '1/2'], /--for and --shard: /],
  [['--for', '1m', '--workers', '2'], /--for and --workers: /],
  [['--for', '1m', '--budget', '1m'], /--for and --budget: /],
  [['--until-quiet', '100', '--resume'], /--until-quiet and --resume: /],
  [['--for', '0s'], /duration above zero/],
  [['--until-quiet', '1'], /whole number from 2/],
])('%j is bad usage', async (words, why) => {
  const { exitCode, stderr } = await kmcl([...RUN, ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringMatching(why) });
});

it('is told in every file, follows from the seed, and stands', async () => {
  const cwd = emptyFolder();
  const words = [...RUN, '--for', '1h', '--until-quiet', '50'];
  const { exitCode, stdout, stderr } = await kmcl(words, { cwd, env });
  expect(exitCode).toBe(0);
  const line = /soaked for \d+ s behind the tier: 1 round, 1,040 fresh programs, [\d,]+ calls; quiet by one in 50/;
  expect(stdout).toMatch(line);
  expect(stderr).toMatch(/^the tier is done, without a failure; going on with fresh programs, for 60 min$/m);
  const text = readFileSync(join(cwd, 'out', 'summary.md'), 'utf8');
  expect(text).toMatch(line);
  expect(text).toMatch(/% of further random calls would meet a situation that was not met/);
  const { times, ...report } = reportIn(cwd);
  expect(report.asked).toMatchObject({ forMs: 3_600_000, untilQuiet: 50 });
  expect(report.verdict.scope.soak).toMatchObject({ rounds: 1, end: { kind: 'quiet' } });
  expect(times.soakMs).toBeGreaterThan(0);
  expect((await kmcl(['verify', 'out/report.json'], { cwd })).exitCode).toBe(0);
  const again = await kmcl(['rerun', 'out/report.json'], { cwd, env });
  expect([again.exitCode, line.exec(again.stdout)?.[0].slice(20)]).toEqual([0, line.exec(stdout)![0].slice(20)]);
});

it(
  'a signal behind the tier leaves the verdict of the tier, and no file of it is green',
  { tags: ['slow'] },
  async () => {
    const cwd = emptyFolder();
    const child = spawn(process.execPath, [MAIN, ...RUN, '--for', '1h'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [said, isStopped] = ['', false];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk;
        if (!isStopped && said.includes('going on with fresh programs')) isStopped = child.kill('SIGTERM');
      });
    expect(await new Promise((done) => child.on('close', done))).toBe(2);
    expect(said).toMatch(/^CONFORMS in .*; the gate does not pass: the soak ended early: interrupted$/m);
    expect(reportIn(cwd)).toMatchObject({
      extent: { kind: 'whole' },
      gate: { exitCode: 2 },
      strength: { kind: 'measured' },
    });
    for (const file of ['out/report.json', 'out/results.ndjson']) {
      const { exitCode, stdout } = await kmcl(['merge', file], { cwd });
      expect([file, exitCode]).toEqual([file, 2]);
      expect(stdout).toContain('the soak ended early: interrupted');
    }
  },
);
