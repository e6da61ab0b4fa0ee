/**
 * From the command line to peers and back: cli/serve.test.ts is the quick one, and hostile-peer.test.ts meets the peers.
 *
 * @module-tag slow
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reference } from '../../../targets/reference/reference.ts';
import { serve } from '../../../targets/remote/serve/serve.ts';
import { kmcl } from '../../cli/kmcl.ts';
import { AT_OPEN, AT_RUN, EXIT_CODES, HANG_MS, HONEST } from './hostile-peer-rows.ts';
import { hostileServer } from './hostile-server.ts';

const PEER = fileURLToPath(new URL('./hostile-peer.mjs', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../../targets/examples/node/adapter.mjs', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'kmcl-remote-cli-')) + sep;
afterAll(() => rmSync(SCRATCH, { recursive: true }));

/** The exit code of a whole run, and all that it printed. */
async function run(target: string, deadlineMs = 30_000): Promise<{ code: number; said: string }> {
  const flags = ['--tier', 'smoke', '--programs', '500', '--seed', '1', '--deadline-ms', String(deadlineMs)];
  const { exitCode, stdout, stderr } = await kmcl(['run', '--target', target, ...flags]);
  return { code: exitCode, said: stdout + stderr };
}

const peer = (name: string) => `stdio:node '${PEER}' '${name}'`;

/** What the whole way from the command line to a peer and back comes to. */
const ROWS = [
  { target: `stdio:node '${EXAMPLE}'`, code: 0, says: /CONFORMS/ },
  { target: peer('right, a byte at a time'), code: 5, says: /cannot be answered with status; nothing is due/ },
  { target: peer('status in upper case'), code: 5, says: /lower-case hexadecimal/ },
  { target: peer('Content-Length framing'), code: 5, says: /Content-Length framing/ },
  { target: peer('hello of another protocol'), code: 5, says: /speaks protocol 2/ },
  { target: 'tcp://127.0.0.1:1', code: 5, says: /ECONNREFUSED.*start the adapter first/ },
  { target: 'tls://127.0.0.1', code: 4, says: /needs a host and a port/ },
  { target: 'stdio:', code: 4, says: /unknown target/ },
];

describe('run --target', () => {
  test.each(ROWS)('$target: exit code $code', async ({ target, code, says }) => {
    const ended = await run(target);
    expect(ended.said).toMatch(says);
    expect(ended.code).toBe(code);
  });

  test.each([
    { peer: 'dies after the second call', code: 1, says: /CRASH[^]*the peer closed the connection/ },
    { peer: 'hangs in the second call', code: 1, says: /TIMEOUT[^]*no answer within 500 ms/, deadlineMs: HANG_MS },
    { peer: 'a stray print', code: 5, says: /ADAPTER FAULT[^]*print everything else to standard error/ },
  ])('tcp:// to one that $peer: exit code $code', async ({ peer: name, code, says, deadlineMs }) => {
    const { address, server } = await hostileServer(name);
    const ended = await run(address, deadlineMs);
    server.close();
    expect(ended.said).toMatch(says);
    expect(ended.code).toBe(code);
  });

  test.each([
    { fault: undefined, code: 0 },
    { fault: 'sum-wraps', code: 1 },
  ])('tcp:// against serve, with the fault $fault: exit code $code', async ({ fault, code }) => {
    const target = reference(fault === undefined ? {} : { fault });
    const served = await serve(target, { listen: 'tcp://127.0.0.1:0', announce: () => undefined });
    const ended = await run(served.address);
    await served.drain();
    expect(ended.code, ended.said).toBe(code);
  });
});

/** Where each hostile peer is met, and how it is let go. */
const WAYS = {
  stdio: async (name: string) => ({ address: peer(name), leave: () => {} }),
  tcp: async (name: string) => {
    const { address, server } = await hostileServer(name);
    return { address, leave: () => void server.close() };
  },
};

describe.each(Object.entries(WAYS))('one program on every hostile peer over %s', (way, meet) => {
  const program = `${SCRATCH}program.kmcl`;
  beforeAll(() => writeFileSync(program, 'allocate 0 server\nsetMmioMegabytes 0 8 0\nenable 0\n'));

  // Silence at hello is waited for fifteen seconds, and is the same over every wire; every other row is met over every wire by
  // hostile-peer.test.ts, and here the command's own words are.
  const refused = AT_OPEN.filter(({ words }) => way === 'stdio' || !words.source.startsWith('no answer'));
  const rows = [...refused, ...AT_RUN].filter((_, index) => way === 'stdio' || index % 3 === 0);

  test.concurrent.each(rows)('$peer: $kind', { timeout: 60_000 }, async ({ peer: name, kind, words }) => {
    const { address, leave } = await meet(name);
    // What is to be hung up on is not waited for long; what answers at once has time to, however busy the machine is.
    const deadline = String(words.source.startsWith('no answer') ? HANG_MS : 30_000);
    const ended = await kmcl(['replay', program, '--target', address, '--deadline-ms', deadline]);
    leave();
    const said = ended.stdout + ended.stderr;
    expect(said).toMatch(new RegExp(words.source.replace('400 ms', '15000 ms'), words.flags));
    expect(ended.exitCode, said).toBe(EXIT_CODES[kind]);
    // What cannot be used is an error, and no result on stdout; what goes wrong in a program stands at its head.
    if (AT_OPEN.some(({ peer: atOpen }) => atOpen === name)) {
      expect(ended.stderr).toMatch(/^error: the target cannot be used: /m);
      expect(ended.stdout).toBe('');
    } else expect(ended.stdout).toMatch(new RegExp(`^${kind.toUpperCase().replace('-', ' ')}  `, 'm'));
  });
});

test.each(HONEST)('one program on %s: exit code 0', async (name) => {
  const program = `${SCRATCH}honest.kmcl`;
  writeFileSync(program, 'allocate 0 server\nsetMmioMegabytes 0 8 0\nenable 0\n');
  const { exitCode, stdout } = await kmcl(['replay', program, '--target', peer(name)]);
  expect(stdout).toMatch(/^PASS/m);
  expect(exitCode).toBe(0);
});
