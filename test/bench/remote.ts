/**
 * Checked calls a second over stdio and TCP on loopback, beside the same target asked one call a request in sequence, and
 * beside a gRPC unary server of the same emulator. One run, one machine: `node --import jiti/register test/bench/remote.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TabulatedJudge } from '../../harness/tabulated-judge.ts';
import { OracleTable } from '../../harness/oracle-table.ts';
import { CAPABILITIES, type Program, type Target } from '../../harness/target.ts';
import { openRemote } from '../../targets/remote/remote.ts';
import { grpcClient } from './grpc-unary.ts';

const SERVER = fileURLToPath(new URL('./bench-server.ts', import.meta.url));
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3);
const RATIO_MIN = 20;

/** A life of a channel as the random strategy draws them: about as long as its programs are on average. */
const LIFE: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 8, mmioMegabytesOptional: 0 },
  { kind: 'readReservation', channel: 0 },
  { kind: 'enable', channel: 0 },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 1, mmioMegabytesOptional: 65_535 },
  { kind: 'guestOpen', channel: 0 },
  { kind: 'readReservation', channel: 0 },
  { kind: 'guestClose', channel: 0 },
  { kind: 'disable', channel: 0 },
  { kind: 'cleanup', channel: 0 },
];
const PROGRAM: Program = [...LIFE, ...LIFE];
/** A single call that is a program by itself; any other asks the same of the wire. */
const CALL = LIFE.slice(0, 1);

const judge = new TabulatedJudge(new OracleTable('documented', new Set(CAPABILITIES)));

/** Runs for some seconds with as many programs under way as the target takes, each judged; calls a second. */
async function pipelined(target: Target): Promise<number> {
  const until = performance.now() + SECONDS * 1000;
  let calls = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: target.runsMax ?? 1 }, async () => {
      while (performance.now() < until) {
        if (!judge.check(PROGRAM, await target.run(PROGRAM))) throw new Error('the emulator does not conform');
        calls += PROGRAM.length;
      }
    }),
  );
  return (calls / (performance.now() - began)) * 1000;
}

/** One call a request, the next one when the last was answered. */
async function sequential(ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const until = began + SECONDS * 1000;
  let calls = 0;
  while (performance.now() < until) {
    await ask();
    calls += 1;
  }
  return (calls / (performance.now() - began)) * 1000;
}

async function started(mode: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['--import', 'jiti/register', SERVER, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  return { child, address: said.trim().split(' ').at(-1) ?? '' };
}

const rows: [string, number][] = [];
const tcp = await started('tcp://127.0.0.1:0');
for (const [name, spec] of [
  ['stdio', `stdio:${process.execPath} --import jiti/register ${SERVER} stdio:`],
  ['TCP', tcp.address],
] as const) {
  const target = await openRemote(spec, { deadlineMs: 10_000 });
  await pipelined(target); // Once for the compilers.
  rows.push([`${name}, whole programs, pipelined`, await pipelined(target)]);
  rows.push([`${name}, one call a request, in sequence`, await sequential(() => target.run(CALL))]);
  await target.close();
}
tcp.child.kill();

const grpcServer = await started('grpc');
const grpc = await grpcClient(grpcServer.address);
rows.push(['gRPC unary, one call a request, in sequence', await sequential(() => grpc.run(CALL))]);
rows.push(['gRPC unary, whole programs, in sequence', (await sequential(() => grpc.run(PROGRAM))) * PROGRAM.length]);
grpc.close();
grpcServer.child.kill();

const rate = new Map(rows);
const stdio = rate.get('stdio, whole programs, pipelined') ?? 0;
const overTcp = rate.get('TCP, whole programs, pipelined') ?? 0;
for (const [name, value] of rows)
  console.log(`${name.padEnd(46)} ${Math.round(value).toLocaleString('en').padStart(10)} calls/s`);
const ratios = [
  ['stdio beside one call a request', stdio / (rate.get('stdio, one call a request, in sequence') ?? 0)],
  ['TCP beside one call a request', overTcp / (rate.get('TCP, one call a request, in sequence') ?? 0)],
  ['TCP beside gRPC unary', overTcp / (rate.get('gRPC unary, one call a request, in sequence') ?? 0)],
] as const;
for (const [name, ratio] of ratios) console.log(`${name.padEnd(46)} ${ratio.toFixed(1).padStart(10)} times`);
process.exitCode = ratios.slice(0, 2).every(([, ratio]) => ratio >= RATIO_MIN) ? 0 : 1;
