/** Peers that break the contract: each is told as what it is, in bounded memory. */
import { execFile } from 'node:child_process';
import type { Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { execute } from '../../../harness/execute/execute.ts';
import { type Program, TargetFailure } from '../../../harness/target.ts';
import type { Response } from '../../../spec/call.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { compiled } from '../../run-script.ts';
import { PEERS } from './hostile-peer.mjs';
import { ASIDE, AT_OPEN, AT_RUN, HANG_MS, HONEST } from './hostile-peer-rows.ts';
import type { Row } from './hostile-peer-rows.ts';
import { hostileServer } from './hostile-server.ts';

const PEER = fileURLToPath(new URL('./hostile-peer.mjs', import.meta.url));
const PROGRAM: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 8, mmioMegabytesOptional: 0 },
  { kind: 'enable', channel: 0 },
];
const ANSWERED: readonly Response[] = PROGRAM.map(() => ({ kind: 'status', status: 0 }));

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

const WAYS = {
  stdio: async (peer: string) => `stdio:node ${JSON.stringify(PEER)} ${JSON.stringify(peer)}`,
  tcp: async (peer: string) => {
    const listening = await hostileServer(peer);
    server = listening.server;
    return listening.address;
  },
};

/** A process each, and a hang that is waited for, cost most of the time of these tests. Over TCP the same is told. */
const QUICK_OVER_STDIO: ReadonlySet<string> = new Set([
  'ends at hello',
  'ends with exit code 9',
  'half a line, then the end',
]);
const QUICK_HANG = 'hangs in the second call';
const isSlow = (way: string, { peer, kind }: Row) =>
  way === 'stdio' ? !QUICK_OVER_STDIO.has(peer) : kind === 'timeout' && peer !== QUICK_HANG;

describe.each(Object.entries(WAYS))('over %s', (way, start) => {
  test.each(AT_OPEN.filter((row) => !isSlow(way, row)))('$peer: $kind at open', isToldAtOpen);
  test.each(AT_OPEN.filter((row) => isSlow(way, row)))('$peer: $kind at open', { tags: ['slow'] }, isToldAtOpen);

  async function isToldAtOpen({ peer, kind, words }: Row): Promise<void> {
    const failure = await openRemote(await start(peer), { deadlineMs: 150, helloMs: helloMs(peer) }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(TargetFailure);
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(words) });
  }

  test.each(AT_RUN.filter((row) => !isSlow(way, row)))('$peer: $kind', isTold);
  test.each(AT_RUN.filter((row) => isSlow(way, row)))('$peer: $kind', { tags: ['slow'] }, isTold);

  async function isTold({ peer, kind, words, answered }: Row): Promise<void> {
    const deadlineMs = kind === 'timeout' ? HANG_MS : 30_000;
    const target = await openRemote(await start(peer), { deadlineMs, repeatsMax: 1 });
    const { end } = await execute(target, PROGRAM, { deadlineMs });
    await target.close();
    expect(end).toMatchObject({ kind, message: expect.stringMatching(words) });
    if (answered !== undefined) expect(end).toHaveProperty('at', answered);
    expect(target.unrepeated).toEqual([]);
  }

  test.each(HONEST)('%s: answered', async (peer) => {
    const target = await openRemote(await start(peer), { deadlineMs: 30_000 });
    const all = await Promise.all(Array.from({ length: 20 }, () => target.run(PROGRAM)));
    await target.close();
    expect(all).toEqual(all.map(() => ANSWERED));
    expect(target.unrepeated).toEqual([]);
  });

  test('every hostile peer has its row', () => {
    const rows = [...AT_OPEN, ...AT_RUN].map(({ peer }) => peer).concat(HONEST, ASIDE);
    expect(rows.toSorted()).toEqual(Object.keys(PEERS).toSorted());
  });
});

test('the end of standard error is kept and shown, and no more than that', async () => {
  const target = await openRemote(await WAYS.stdio('floods standard error'), { deadlineMs: 30_000 });
  const { end } = await execute(target, PROGRAM, { deadlineMs: 30_000 });
  await target.close();
  expect(end).toMatchObject({ kind: 'adapter-fault', message: expect.stringMatching(/2 responses to 3 calls/) });
  const dying = await openRemote(`stdio:echo why >&2; exit 4`, { deadlineMs: 500 }).catch((error: Error) => error);
  expect(dying).toMatchObject({ kind: 'unusable', message: expect.stringMatching(/exit code 4\n.*ended with:\nwhy/) });
});

describe('memory', () => {
  const TITLE = '%s costs less than 64 MiB';
  test.each(['an endless line'])(TITLE, costsLittle);
  test.each(['endless lines', 'endless standard error'])(TITLE, { tags: ['slow'] }, costsLittle);

  async function costsLittle(peer: string): Promise<void> {
    const script = compiled('test/targets/remote/peak-memory.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, await WAYS.stdio(peer)]);
    const { kind, grownMiB } = JSON.parse(stdout);
    expect(kind).toBe(peer === 'endless standard error' ? 'timeout' : 'adapter-fault');
    expect(grownMiB).toBeLessThan(64);
  }
});

/** Silence is waited for to the end; node has to start first where it is a process. */
function helloMs(peer: string): number {
  return /silent|without end/.test(peer) ? 400 : 30_000;
}
