/**
 * A campaign of many shards on a Redis of its own, beside the same run in one process: a worker and the coordinator are killed, and Redis
 * is restarted, while it is under way. Tells whether the reports are the same, and how long either took: `npm run bench:queue`, with a number
 * of shards, a tier and a target behind it, if not 500, ci and the reference.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RedisServer } from '../redis-server.ts';

const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const [shards = '500', tier = 'ci', target = 'reference'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'kmcl-bench-queue-'));
const redis = await RedisServer.start();
const env = { ...process.env, KMCL_QUEUE: redis.address };

function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** When a worker has said so often that it came to the end of a shard. */
function shardsDone(child: ChildProcess, times: number): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr!.on('data', (piece: Buffer) => {
      said += piece.toString('utf8');
      if ((said.match(/: part$/gm) ?? []).length >= times) resolve();
    });
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1_000;
}

const asked = ['--tier', tier, '--seed', '1'];
const QUICK = ['--lost-after', '5s'];
const worker = () => start(['worker', '--target', target, ...QUICK]);
const campaign = () => start(['campaign', ...asked, '--shards', shards, ...QUICK, '--out', 'shared']);
const report = (name: string) => {
  const { times: _, ...rest } = JSON.parse(readFileSync(join(folder, name, 'report.json'), 'utf8'));
  return JSON.stringify(rest, (key, value) => (key === 'replay' ? undefined : value));
};

async function sharedRun(): Promise<void> {
  const [first, second] = [worker(), worker()] as const;
  const coordinator = campaign();
  await shardsDone(first, 3);
  first.kill('SIGKILL');
  const third = worker();
  await shardsDone(third, 3);
  coordinator.kill('SIGKILL');
  await exitOf(coordinator);
  await redis.kill();
  await redis.begin();
  const again = campaign();
  again.stderr!.pipe(process.stdout);
  console.log(`exit code ${await exitOf(again)}`);
  const ended = [second, third].map(exitOf);
  for (const child of [second, third]) child.kill('SIGTERM');
  await Promise.all(ended);
}

try {
  const wholeS = await seconds(() => exitOf(start(['run', '--target', target, ...asked, '--out', 'whole'])));
  const sharedS = await seconds(sharedRun);
  console.log(`${shards} shards of tier ${tier} on ${target}, two workers: ${sharedS.toFixed(1)} s`);
  console.log(`one process: ${wholeS.toFixed(1)} s; speed-up ${(wholeS / sharedS).toFixed(2)}`);
  const isSame = report('whole') === report('shared');
  console.log(isSame ? 'the reports are the same, times aside' : `the reports differ: see ${folder}`);
  process.exitCode = isSame ? 0 : 1;
} finally {
  await redis.stop();
}
