/**
 * What a run says that it will take, beside what it took: `npm run bench:estimate`. Once over a TCP link with 50 ms each way, tier ci, and
 * once on a device that needs 5 ms a call, tier smoke. Its exit code is 1 where what was told last is off by more than 30 %, or what was
 * told first was and was not said again.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { responseToJson } from '../../harness/execute/response-json.ts';
import type { Program } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';

const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const OFF_MAX = 0.3;
const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600 };

function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], {
    cwd: mkdtempSync(join(tmpdir(), 'kmcl-bench-estimate-')),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

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

/** What a run of the tier tells of its time, each with when it was told, and what it took, in seconds. */
async function timed(target: string, tier: string): Promise<boolean> {
  const began = performance.now();
  const child = start(['run', '--target', target, '--tier', tier, '--seed', '1', '--deadline-ms', '60000']);
  const told: { readonly words: string; readonly seconds: number }[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    const [words, number, unit] = /^(?:now )?about ([\d.,]+) (s|min|h)\b[^;]*/.exec(line) ?? [];
    if (words !== undefined) told.push({ words, seconds: Number(number) * SECONDS[unit!]! });
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  const took = (performance.now() - began) / 1_000;
  const off = Math.abs((told.at(-1)?.seconds ?? 0) - took) / took;
  const words = told.map((one) => `"${one.words}"`).join(', then ');
  console.log(`  told ${words}; took ${took.toFixed(0)} s, off by ${(off * 100).toFixed(0)} %; exit code ${exitCode}`);
  return off <= OFF_MAX && exitCode === 0;
}

const served = start(['serve', '--target', 'reference', '--listen', 'tcp://127.0.0.1:0']);
try {
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: served.stderr! }).on('line', (line) => {
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
