/**
 * `node dist/test/score/compare-times.js --base PATH`: what a run costs here and in the checkout at PATH, both built: processor time of
 * all its processes, on the reference, the two in turn, medians. A machine that is busy lengthens both alike, more or less.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../bench/interleaved.ts';

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    tiers: { type: 'string', default: 'smoke,ci,deep' },
    rounds: { type: 'string', default: '5' },
  },
});
if (values.base === undefined) throw new Error('name the other checkout: --base PATH');
/** As this file is compiled: dist/test/score. */
const checkouts = [resolve(values.base), fileURLToPath(new URL('../../..', import.meta.url))];

/** Seconds. What `times` says in its second line is the time of the children. */
function processorTime(checkout: string, tier: string): number {
  const cwd = mkdtempSync(join(tmpdir(), 'kmcl-times-'));
  const words = ['run', '--target', 'reference', '--tier', tier, '--seed', '1'];
  const script = '"$@" >/dev/null 2>&1 && times';
  const argv = ['-c', script, 'sh', process.execPath, join(checkout, 'dist/targets/main.js'), ...words];
  const said = execFileSync('/bin/sh', argv, { cwd, encoding: 'utf8' });
  rmSync(cwd, { recursive: true });
  const [, children = ''] = said.trim().split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, min, s]) => sum + Number(min) * 60 + Number(s), 0);
}

console.log('processor seconds of a run on the reference, median of turns');
for (const tier of values.tiers.split(',')) {
  const seconds: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round += 1)
    checkouts.forEach((checkout, index) => seconds[index]!.push(processorTime(checkout, tier)));
  const [base, here] = [median(seconds[0]), median(seconds[1])];
  const spread = seconds.map((one) => `${Math.min(...one).toFixed(2)} to ${Math.max(...one).toFixed(2)}`).join(' / ');
  const change = ((here / base - 1) * 100).toFixed(1);
  console.log(`  ${tier.padEnd(6)} base ${base.toFixed(2)}, here ${here.toFixed(2)}: ${change} % (${spread})`);
}
