/** A device that is away for a while after each crash, with and without a command that starts it anew. */
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { printProgram } from '../../../harness/program/program.ts';
import type { Program } from '../../../harness/target.ts';
import { gate } from '../../../harness/verdict/gate.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { kmcl } from '../../cli/kmcl.ts';
import { type Board, board } from './rebooting-device.ts';

const PLAIN: Program = [{ kind: 'allocate', channel: 0, endpoint: 'server' }];
const FATAL: Program = [...PLAIN, { kind: 'enable', channel: 0 }, { kind: 'guestOpen', channel: 0 }];
const AWAY_MS = 10;

let running: Board | undefined;
afterEach(() => running?.off());

/** It is the pair that counts, and that the guest has just opened: few programs have it. */
function dies(calls: Program): boolean {
  return calls.some(
    (call, at) =>
      call.kind === 'setMmioMegabytes' &&
      calls[at - 1]?.kind === 'guestOpen' &&
      call.mmioMegabytes === 65_535 &&
      call.mmioMegabytesOptional === 65_535,
  );
}

describe.each(['tcp', 'http'] as const)('a device over %s', (scheme) => {
  it(
    'that has to be started after each crash: the crash is found and made small, the rest verified',
    { tags: ['slow'] },
    async () => {
      running = await board(scheme, { awayMs: AWAY_MS, dies });
      const target = await openRemote(running.address, { deadlineMs: 5_000, restart: running.restart });
      const facts = await runCampaign(target, { tier: 'smoke', seed: 1, searchProgramsMax: 0 });
      await target.close();
      expect(facts.cutShort).toBeUndefined();
      expect(facts.counterexamples.map(({ kind }) => kind)).toEqual(['crash']);
      const [crash] = facts.counterexamples;
      expect(printProgram(crash!.minimized.program)).toBe(
        'allocate 0 server\nenable 0\nguestOpen 0\nsetMmioMegabytes 0 65535 65535\n',
      );
      expect(facts.unrepeated).toEqual([]);
      const { gate: decided, verdict } = gate(facts, {});
      expect(decided.exitCode).toBe(1);
      expect(verdict.scope.notVerified).toEqual([]);
      expect(running.reboots).toBeGreaterThan(3);
    },
  );

  const tags = scheme === 'http' ? ['slow'] : [];
  it('that comes back by itself is waited for, as long as --reconnect-ms says', { tags }, async () => {
    const isFatal = (calls: Program) => calls.some(({ kind }) => kind === 'guestOpen');
    running = await board(scheme, { awayMs: 300, dies: isFatal, needsSwitch: false });
    const target = await openRemote(running.address, { deadlineMs: 5_000, repeatsMax: 1 });
    await expect(target.run(FATAL)).rejects.toMatchObject({ kind: 'crash', answered: 2 });
    await target.run(PLAIN);
    await target.close();
    expect(target.unrepeated).toEqual([]);
    const hasty = await openRemote(running.address, { deadlineMs: 5_000, repeatsMax: 1, reconnectMs: 50 });
    const [first, second] = await Promise.allSettled([hasty.run(FATAL), hasty.run(PLAIN)]);
    // What happened, and at which programs, is told also where it never comes back.
    const told = { reason: expect.objectContaining({ message: expect.stringMatching(/before that: .*guestOpen/) }) };
    expect([first, second]).toContainEqual(expect.objectContaining(told));
    await hasty.close();
  });
});

it('--restart starts what is not there yet before the first run, and its own failure is told at once', async () => {
  running = await board('tcp', { awayMs: AWAY_MS, dies });
  const began = performance.now();
  const failed = openRemote(running.address, { deadlineMs: 5_000, restart: 'exit 3' });
  await expect(failed).rejects.toThrow(/the command of --restart ended with exit code 3; run it by hand: exit 3/);
  expect(performance.now() - began).toBeLessThan(4_000);
});

it('--restart and several connections are refused, and so is --restart where nothing is remote', async () => {
  const connections = await kmcl([
    'doctor',
    '--target',
    'tcp://127.0.0.1:1',
    '--restart',
    'true',
    '--connections',
    '2',
  ]);
  expect(connections).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(/leave out --connections/) });
  const local = await kmcl(['doctor', '--target', 'reference', '--restart', 'true']);
  expect(local).toMatchObject({ exitCode: 4, stderr: expect.stringMatching(/--restart means nothing/) });
});

it('a kept connection that was idle and that the peer closed is no crash', { tags: ['slow'] }, async () => {
  const implementation = { responses: [{ status: '0x00000000' }] };
  let last: Socket | undefined;
  let runs = 0;
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { id, method } = JSON.parse(body) as { id: number; method: string };
      const hello = { protocol: 1, name: 'x', version: '1', capabilities: [] };
      if (method === 'run') runs += 1;
      // The second run comes on the connection of the first, which just then was closed for having been idle.
      if (runs === 2 && last === request.socket) return void request.socket.destroy();
      last = request.socket;
      return void response.end(
        JSON.stringify({ jsonrpc: '2.0', id, result: method === 'hello' ? hello : implementation }),
      );
    });
  }).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 60_000;
  await once(server, 'listening');
  const target = await openRemote(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { deadlineMs: 5_000 });
  await target.run(PLAIN);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await target.run(PLAIN);
  expect(target.unrepeated).toEqual([]);
  expect(runs).toBe(3);
  // At once after an answer, it is.
  runs = 1;
  await target.run(PLAIN);
  expect(target.unrepeated).toMatchObject([{ kind: 'connection', count: 1 }]);
  await target.close();
  server.close();
});
