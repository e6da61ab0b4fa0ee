/**
 * What isolation costs, and what it saves, in one run on one machine: the same programs on the C example by a bare loop
 * in C, in a child in batches, by a whole campaign, and one call a message. Then all pairs, or as many as are asked for.
 *
 *     node dist/test/bench/native.js [PAIRS]
 */
import { gate } from '../../harness/verdict/gate.ts';
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { Program, Target } from '../../harness/target.ts';
import { CALL_BYTES, encodeCalls } from '../../targets/abi/layout.ts';
import { openNative } from '../../targets/native/native.ts';
import { nativeSweeper } from '../../targets/native/sweeper.ts';
import { plansOf, sweepAll } from '../sweep-all.ts';

/** Compiled, this file is one folder deeper than its source. */
const ROOT = join(import.meta.dirname, import.meta.dirname.includes('dist') ? '../../..' : '../..');
const HEADERS = join(ROOT, 'targets/native');
const PROGRAMS = 2_000;
const ROUNDS = 60;
/** Enough for the judge's own warming up not to count. */
const CAMPAIGN_PROGRAMS = 50_000;
const PLAIN_PROGRAMS = 100;
const SLICES = 8;

const folder = mkdtempSync(join(tmpdir(), 'kmcl-bench-'));
const pairs = Number(process.argv[2] ?? 2 ** 28);
try {
  const library = compile('targets/examples/c/channel.c', ['-shared', '-fPIC'], 'channel.so');
  const target = await openNative(library, { deadlineMs: 10_000 });
  const programs = await programsOf(target);

  const bare = bareLoop(library, programs);
  const isolated = await batched(target, programs);
  const checked = await campaign(target, CAMPAIGN_PROGRAMS);
  await target.close?.();
  const plain = await oneCallAMessage(library, programs.slice(0, PLAIN_PROGRAMS));
  report('bare loop in C', bare, plain);
  report('isolated, in batches', isolated, plain);
  report('isolated, a campaign, judged', checked, plain);
  report('forked, one call a message', plain, plain);
  await sweep(library);
} finally {
  rmSync(folder, { recursive: true });
}

function report(name: string, callsPerSecond: number, plain: number): void {
  const rate = Math.round(callsPerSecond).toLocaleString('en');
  process.stdout.write(
    `${name.padEnd(40)}${rate.padStart(12)} calls/s${(callsPerSecond / plain).toFixed(1).padStart(9)} x\n`,
  );
}

function compile(source: string, flags: readonly string[], name: string): string {
  const output = join(folder, name);
  execFileSync('cc', ['-O2', ...flags, '-I', HEADERS, join(ROOT, source), '-o', output, '-ldl']);
  return output;
}

function bareLoop(library: string, programs: readonly Program[]): number {
  const file = join(folder, 'programs');
  const parts = programs.map((program) => {
    const bytes = Buffer.alloc(4 + program.length * CALL_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    view.setUint32(0, program.length, true);
    encodeCalls(program, view, 4);
    return bytes;
  });
  writeFileSync(file, Buffer.concat(parts));
  const loop = compile('test/bench/bare-run.c', [], 'bareRun');
  return Number(execFileSync(loop, [library, file, String(ROUNDS)], { encoding: 'utf8' }));
}

async function batched(target: Target, programs: readonly Program[]): Promise<number> {
  let next = 0;
  let calls = 0;
  const began = performance.now();
  async function lane(): Promise<void> {
    while (next < programs.length * ROUNDS) {
      const program = programs[next % programs.length] ?? [];
      next += 1;
      const { length } = await target.run(program);
      calls += length;
    }
  }
  await Promise.all(Array.from({ length: target.runsMax ?? 1 }, lane));
  return (calls / (performance.now() - began)) * 1_000;
}

/** Calls a second, drawn, run, judged and summed up. */
async function campaign(target: Target, programs: number): Promise<number> {
  const began = performance.now();
  const facts = await runCampaign(target, {
    tier: 'ci',
    reading: 'documented',
    seed: 1,
    selects: () => true,
    deadlineMs: 10_000,
    corpus: [],
    programs,
  });
  const { verdict } = gate(facts);
  if (verdict.kind !== 'conforms') throw new Error(`the C example: ${verdict.reasons.join('; ')}`);
  return (facts.calls / (performance.now() - began)) * 1_000;
}

/** What a campaign of tier ci runs, short programs and long ones. */
async function programsOf(target: Target): Promise<readonly Program[]> {
  const programs: Program[] = [];
  const recorder: Target = {
    ...target,
    run(program) {
      programs.push(program);
      return target.run(program);
    },
  };
  await campaign(recorder, PROGRAMS);
  return programs;
}

async function oneCallAMessage(library: string, programs: readonly Program[]): Promise<number> {
  const child = fork(new URL('./one-call-host.js', import.meta.url), [library]);
  let answered = (): void => undefined;
  child.on('message', () => answered());
  const reply = (): Promise<void> =>
    new Promise((resolve) => {
      answered = resolve;
    });
  await reply();
  let calls = 0;
  const began = performance.now();
  for (const program of programs) {
    for (const message of ['fresh' as const, ...program]) {
      const replied = reply();
      child.send(message);
      await replied;
    }
    calls += program.length;
  }
  const elapsedMs = performance.now() - began;
  child.kill();
  return (calls / elapsedMs) * 1_000;
}

/** Slice by slice in turn, so that what else the machine does falls on both; each on all cores. */
async function sweep(library: string): Promise<void> {
  const loop = compile('test/bench/bare-sweep.c', [], 'bareSweep');
  let bareMs = 0;
  let sweptMs = 0;
  for (let slice = 0; slice < SLICES; slice += 1) {
    const from = Math.floor((pairs / SLICES) * slice);
    const to = Math.floor((pairs / SLICES) * (slice + 1));
    bareMs += await timed(() => sweepBarely(loop, library, to - from));
    sweptMs += await timed(() => sweepSlice(library, from, to));
  }
  process.stdout.write(
    `${pairs.toLocaleString('en')} pairs on ${availableParallelism()} cores: ${(sweptMs / 1_000).toFixed(1)} s; ` +
      `a bare loop in C: ${(bareMs / 1_000).toFixed(1)} s; ratio ${(sweptMs / bareMs).toFixed(2)}\n`,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function sweepBarely(loop: string, library: string, count: number): Promise<void> {
  const processes = availableParallelism();
  const share = String(Math.floor(count / processes));
  const children = Array.from({ length: processes }, () => spawn(loop, [library, share], { stdio: 'ignore' }));
  await Promise.all(children.map((child) => once(child, 'exit')));
}

async function sweepSlice(library: string, from: number, to: number): Promise<void> {
  const sweeper = await nativeSweeper(library, { deadlineMs: 10_000 });
  await sweepAll(sweeper, plansOf(sweeper, ['fresh']), { from, to }, availableParallelism());
}
