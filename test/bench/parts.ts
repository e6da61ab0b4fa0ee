/**
 * A run in parts, in processes and in pieces, beside the same run whole, at full size: `npm run bench:parts -- merged`, `workers`, `resumed`, or
 * all three. Its exit code is 1 where a report differs.
 *
 * - merged: parts of tier ci, merged in a random order, of the reference and of planted faults;
 * - workers: tier deep with `--workers 2` and alone, by turns;
 * - resumed: tiers ci and deep, killed at random moments, each gone on with by `--resume`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { mergeParts } from '../../harness/campaign/merge-parts.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { plainFacts } from '../plain-facts.ts';
import { median } from './interleaved.ts';

const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const OPTIONS: CampaignOptions = { tier: 'ci', seed: 1 };
const PART_COUNTS = [1, 2, 7, 64];
const TURNS = 5;
const KILLS = 20;
const random = xoroshiro128plus(1);

function shuffled<T>(all: readonly T[]): readonly T[] {
  const rest = [...all];
  return all.map(() => rest.splice(uniformInt(random, 0, rest.length - 1), 1)[0]!);
}

async function merged(): Promise<boolean> {
  const faults = shuffled(FAULTS.map(({ name }) => name)).slice(0, 10);
  let isSame = true;
  for (const fault of [undefined, ...faults]) {
    const target = () => reference(fault === undefined ? {} : { fault });
    const whole = plainFacts(await runCampaign(target(), OPTIONS));
    const row: string[] = [];
    for (const count of PART_COUNTS) {
      const parts: Facts[] = [];
      for (let index = 0; index < count; index += 1)
        parts.push(await runCampaign(target(), { ...OPTIONS, shard: { index, count } }));
      const isEqual = plainFacts(await mergeParts(shuffled(parts))) === whole;
      isSame &&= isEqual;
      row.push(`${count} ${isEqual ? 'equal' : 'DIFFERS'}`);
    }
    console.log(`  ${(fault ?? 'reference').padEnd(36)} ${row.join('  ')}`);
  }
  return isSame;
}

const ASKED = 'run --target reference --seed 1 --quiet'.split(' ');
const wordsFor = (tier: string, out: string, ...more: readonly string[]) =>
  [MAIN].concat(ASKED, '--tier', tier, '--out', out, more);

function reportIn(out: string): string {
  const { times: _, ...report } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  return JSON.stringify(report, (key, value) => (key === 'replay' || key === 'out' ? undefined : value));
}

/** Seconds of a run to its end. */
function timed(cwd: string, words: readonly string[]): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.slice(1).join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - before) / 1_000;
}

function workers(cwd: string): boolean {
  const [alone, shared]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < TURNS; turn += 1) {
    alone.push(timed(cwd, wordsFor('deep', 'alone')));
    shared.push(timed(cwd, wordsFor('deep', 'shared', '--workers', '2')));
  }
  const ratio = median(alone) / median(shared);
  const seconds = (all: readonly number[]) => `${median(all).toFixed(1)} s`;
  console.log(
    `  tier deep: alone ${seconds(alone)}, two workers ${seconds(shared)}, ${ratio.toFixed(2)} times as fast`,
  );
  return reportIn(join(cwd, 'alone')) === reportIn(join(cwd, 'shared'));
}

/** Killed after so long, with the processes that it started, unless it had come to its end. */
async function killedAfter(cwd: string, words: readonly string[], ms: number): Promise<void> {
  const child = spawn(process.execPath, words, { cwd, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([ended, pause(ms)]);
  child.kill('SIGKILL');
  await ended;
}

async function resumed(cwd: string): Promise<boolean> {
  let isSame = true;
  for (const tier of ['ci', 'deep']) {
    const ms = timed(cwd, wordsFor(tier, 'whole')) * 1_000;
    const whole = reportIn(join(cwd, 'whole'));
    let [equal, anew] = [0, 0];
    for (let kill = 0; kill < KILLS; kill += 1) {
      rmSync(join(cwd, 'out'), { recursive: true, force: true });
      // Anything from the first moment on; what was killed before its first line has nothing to go on with, and says so.
      await killedAfter(cwd, wordsFor(tier, 'out'), uniformInt(random, 0, Math.floor(ms)));
      const { status } = spawnSync(process.execPath, wordsFor(tier, 'out', '--resume'), { cwd });
      if (status === 4) {
        anew += 1;
        timed(cwd, wordsFor(tier, 'out'));
      }
      if (reportIn(join(cwd, 'out')) === whole) equal += 1;
    }
    console.log(`  tier ${tier}: ${equal} of ${KILLS} equal; ${anew} had nothing to go on with, and were begun anew`);
    isSame &&= equal === KILLS;
  }
  return isSame;
}

const parts = { merged, workers, resumed };
const asked = process.argv.slice(2);
const cwd = mkdtempSync(join(tmpdir(), 'kmcl-bench-parts-'));
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(name);
  const isSame = await part(cwd);
  console.log(isSame ? '  the reports are the same, times aside' : '  REPORTS DIFFER');
  if (!isSame) process.exitCode = 1;
}
rmSync(cwd, { recursive: true });
