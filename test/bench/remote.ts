/**
 * Checked calls a second over stdio and TCP on loopback, beside the same target asked one call a request in sequence, and
 * beside what a gRPC unary server of the same emulator was once measured at. One run, one machine: `npm run bench:remote`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPLETE } from '../../harness/execute/trace.ts';
import { judge } from '../../harness/judge/judge.ts';
import { CAPABILITIES, type Program, type Target } from '../../harness/target.ts';
import { openRemote } from '../../targets/remote/remote.ts';
import { interleaved, printRates } from './interleaved.ts';

const SERVER = fileURLToPath(new URL('./bench-server.js', import.meta.url));
const TURN_MS = 400;
const ROUNDS = 7;
const OPTIONS = { deadlineMs: 10_000 };
const RATIO_MIN = 20;
/** A unary service of the same emulator in @grpc/grpc-js 1.14.7, one call a request in sequence, beside the same over TCP. */
const GRPC_UNARY = { measured: '2026-11-22', besideTcp: 118 / 425 };

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

const asked = { reading: 'documented', capabilities: new Set(CAPABILITIES) } as const;

/** A turn with as many programs under way as the target takes, each judged. */
async function pipelined(target: Target): Promise<number> {
  const until = performance.now() + TURN_MS;
  let calls = 0;
  await Promise.all(
    Array.from({ length: target.runsMax ?? 1 }, async () => {
      while (performance.now() < until) {
        const trace = { program: PROGRAM, responses: await target.run(PROGRAM), end: COMPLETE };
        if (judge(trace, asked).outcome !== 'pass') throw new Error('the emulator does not conform');
        calls += PROGRAM.length;
      }
    }),
  );
  return calls;
}

/** A turn with one request after the other, each when the last was answered. */
async function sequential(ask: () => Promise<unknown>, callsARequest: number): Promise<number> {
  const until = performance.now() + TURN_MS;
  let calls = 0;
  while (performance.now() < until) {
    await ask();
    calls += callsARequest;
  }
  return calls;
}

async function started(listen: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [SERVER, listen], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  return { child, address: said.trim().split(' ').at(-1) ?? '' };
}

const tcp = await started('tcp://127.0.0.1:0');
const overStdio = await openRemote(`stdio:${process.execPath} ${SERVER} stdio:`, OPTIONS);
const overTcp = await openRemote(tcp.address, OPTIONS);

const rates = await interleaved(
  [
    { name: 'stdio, one call a request, in sequence', turn: () => sequential(() => overStdio.run(CALL), 1) },
    { name: 'stdio, whole programs under way', turn: () => pipelined(overStdio) },
    { name: 'TCP, one call a request, in sequence', turn: () => sequential(() => overTcp.run(CALL), 1) },
    { name: 'TCP, whole programs under way', turn: () => pipelined(overTcp) },
  ],
  ROUNDS,
);
await overStdio.close();
await overTcp.close();
tcp.child.kill();

const [stdioOne, stdioMany, tcpOne, tcpMany] = rates.map(({ callsPerSecond }) => callsPerSecond);
const grpcOne = tcpOne! * GRPC_UNARY.besideTcp;
const grpcRow = { name: `gRPC unary, one call (ratio of ${GRPC_UNARY.measured})`, callsPerSecond: grpcOne };
printRates('checked calls a second, each beside one call a request over stdio', [...rates, grpcRow]);
const ratios = [stdioMany! / stdioOne!, tcpMany! / tcpOne!, tcpMany! / grpcOne];
console.log(`stdio beside one call a request: ${ratios[0]!.toFixed(1)} times`);
console.log(
  `TCP beside one call a request: ${ratios[1]!.toFixed(1)} times; beside gRPC unary: ${ratios[2]!.toFixed(1)} times`,
);
process.exitCode = Math.min(ratios[0]!, ratios[1]!) >= RATIO_MIN ? 0 : 1;
