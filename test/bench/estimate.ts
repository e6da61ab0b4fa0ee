/**
 * What a run says that it will take, beside what it took: `npm run bench:estimate`. Once over a TCP link with 50 ms each way, tier ci, and
 * once on a device that needs 5 ms a call, tier smoke. Its exit code is 1 where the first estimate is off by more than 30 %; the later
 * ones stand beside it.
 */
import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { responseToJson } from '../../harness/execute/response-json.ts';
import type { Program } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';
import { openRemote } from '../../targets/remote/remote.ts';

const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const OFF_MAX = 0.3;
/** When a run tells its first estimate. */
const EARLY_S = 3;

async function listening(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Whatever comes is passed on in its order, so long after it came. */
function passOn(from: Socket, to: Socket, ms: number): void {
  from.on('data', (piece) => setTimeout(() => to.write(piece), ms));
  from.on('close', () => setTimeout(() => to.destroy(), ms));
  from.on('error', () => undefined);
}

/** A link to what is served there. */
function link(port: number, ms: number): Promise<string> {
  return listening((near) => {
    const far = connect(port, '127.0.0.1');
    passOn(near, far, ms);
    passOn(far, near, ms);
  });
}

/** One program after the other, each call in so long. */
function device(perCallMs: number): Promise<string> {
  const { open, info } = reference();
  let freeAt = 0;
  return listening((socket) => {
    createInterface({ input: socket }).on('line', (line) => {
      const { id, method, params } = JSON.parse(line) as { id: number; method: string; params: { calls: Program } };
      const calls = method === 'hello' ? [] : params.calls;
      const session = open!();
      const result =
        method === 'hello'
          ? { protocol: 1, ...info }
          : { responses: calls.map((call) => responseToJson(session.perform(call))) };
      freeAt = Math.max(freeAt, performance.now()) + calls.length * perCallMs;
      const text = `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
      setTimeout(() => socket.write(text), freeAt - performance.now());
    });
    socket.on('error', () => undefined);
  });
}

/** What a run of the tier foresees of its time, early on and halfway, and what it took, in seconds. */
async function timed(address: string, tier: 'smoke' | 'ci'): Promise<boolean> {
  const target = await openRemote(address, { deadlineMs: 60_000 });
  const began = performance.now();
  const told: { readonly at: number; readonly seconds: number }[] = [];
  await runCampaign(target, {
    tier,
    seed: 1,
    onProgress: ({ estimate }) => {
      const at = (performance.now() - began) / 1_000;
      if (at >= EARLY_S && at >= 2 * (told.at(-1)?.at ?? 0))
        told.push({ at, seconds: at + estimate()!.msToCome / 1_000 });
    },
  });
  const took = (performance.now() - began) / 1_000;
  await target.close();
  for (const { at, seconds } of told) {
    const off = Math.round((Math.abs(seconds - took) / took) * 100);
    console.log(`  after ${at.toFixed(1)} s: ${seconds.toFixed(0)} s, off by ${off} %`);
  }
  console.log(`  took ${took.toFixed(0)} s`);
  return told.length > 0 && Math.abs(told[0]!.seconds - took) / took <= OFF_MAX;
}

const words = [MAIN, 'serve', '--target', 'reference', '--listen', 'tcp://127.0.0.1:0'];
const served = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: served.stdout }).on('line', (line) => {
      const found = /tcp:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  console.log('a TCP link with 50 ms each way, tier ci');
  const isLinkTold = await timed(await link(port, 50), 'ci');
  console.log('a device that takes 5 ms a call, tier smoke');
  const isDeviceTold = await timed(await device(5), 'smoke');
  process.exitCode = isLinkTold && isDeviceTold ? 0 : 1;
} finally {
  served.kill();
}
