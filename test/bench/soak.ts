/**
 * Whether a soak holds on to more the longer it takes: `npm run bench:soak`, with `--target`, `--for`, `--tier` and whatever else `run`
 * takes behind it, and `--every` for how often is looked, a minute where absent. Of each minute the least heap after a full collection is
 * told, which is what is held on to, and the most that the process and those that it started took. Memory is flat where the last third of
 * the minutes lies no higher than the first third, by a tenth or 2 MB. The first fifth is left out: there the tier runs, and what is
 * bounded fills up. Exit code 1 where it is not flat.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { durationMs } from '../../harness/cli/duration.ts';
import type { Sample } from './soak-sampler.ts';

const MEGABYTE = 2 ** 20;
const MORE_MAX = 2 * MEGABYTE;
const SHARE_MAX = 1.1;
const FILLING_UP = 0.2;

const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const SAMPLER = new URL('soak-sampler.js', import.meta.url).href;

const { values, tokens } = parseArgs({ strict: false, tokens: true, options: { every: { type: 'string' } } });
const everyMs = durationMs(String(values.every ?? '1m'))!;
const at = tokens.flatMap((token) => (token.kind === 'option' && token.name === 'every' ? [token.index] : []))[0];
const given = process.argv.slice(2).filter((_, index) => at === undefined || (index !== at && index !== at + 1));
const named = (name: string, usual: string) => (given.includes(name) ? [] : [name, usual]);
const asked = [...given, ...named('--target', 'reference'), ...named('--for', '10m'), ...named('--seed', '1')];

const out = mkdtempSync(join(tmpdir(), 'kmcl-bench-soak-'));
const command = spawn(
  process.execPath,
  ['--import', SAMPLER, MAIN, 'run', ...asked, '--out', out, '--corpus', join(out, 'corpus')],
  {
    env: { ...process.env, KMCL_SAMPLE_EVERY_MS: String(everyMs) },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  },
);

const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1).padStart(9);
console.log(`run ${asked.join(' ')}\n\n     time   heap MB    RSS MB  children`);
const minutes: Sample[] = [];
let samples: Sample[] = [];
for await (const line of createInterface(command.stdio[3] as Readable)) {
  const sample = JSON.parse(line) as Sample;
  samples.push(sample);
  if (sample.ms < everyMs * (minutes.length + 1)) continue;
  const most = (of: keyof Sample) => Math.max(...samples.map((one) => one[of]));
  const heapBytes = Math.min(...samples.map((one) => one.heapBytes));
  const minute = { ms: sample.ms, heapBytes, rssBytes: most('rssBytes'), childrenBytes: most('childrenBytes') };
  minutes.push(minute);
  samples = [];
  const columns = [minute.heapBytes, minute.rssBytes, minute.childrenBytes].map(megabytes);
  console.log([`${(sample.ms / 1_000).toFixed(0)} s`.padStart(9), ...columns].join(' '));
}
const exitCode = command.exitCode ?? (await new Promise<number | null>((resolve) => command.once('close', resolve)));
const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
console.log(`\n${report.verdict.sentence}\n${JSON.stringify(report.verdict.scope.soak)}\nexit code ${exitCode}`);

const filled = minutes.slice(Math.ceil(minutes.length * FILLING_UP));
const third = Math.floor(filled.length / 3);
if (third === 0) throw new Error('too few minutes: a longer --for, or a shorter --every');
const KINDS = { heap: 'heapBytes', RSS: 'rssBytes', children: 'childrenBytes' } as const;
let isFlat = true;
const words = Object.entries(KINDS).map(([name, kind]) => {
  const [before, after] = [filled.slice(0, third), filled.slice(-third)].map((part) => {
    const bytes = part.map((one) => one[kind]);
    return kind === 'heapBytes' ? Math.min(...bytes) : Math.max(...bytes);
  }) as [number, number];
  isFlat &&= after <= Math.max(before * SHARE_MAX, before + MORE_MAX);
  return `${name} ${megabytes(before).trim()} to ${megabytes(after).trim()} MB`;
});
console.log([...words, isFlat ? 'flat' : 'NOT FLAT'].join(', '));
process.exitCode = isFlat ? 0 : 1;
