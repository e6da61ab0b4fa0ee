/**
 * Every hostile peer through the command line: what it earns, the exit code, and the words. On every change
 * hostile-peer.test.ts meets the same peers without the command line.
 *
 * @module-tag slow
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AT_OPEN, AT_RUN, HONEST } from '../targets/remote/hostile-peer-rows.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const PEER = fileURLToPath(new URL('../targets/remote/hostile-peer.mjs', import.meta.url));
const PROGRAM = 'allocate 0 server\nsetMmioMegabytes 0 8 0\nenable 0\n';

/** One saved program, since what a whole campaign makes of a failure is tried elsewhere, and takes longer. */
function replay(peer: string) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'program.kmcl'), PROGRAM);
  const target = `stdio:node '${PEER}' '${peer}'`;
  return kmcl(['replay', 'program.kmcl', '--deadline-ms', '150', '--target', target], { cwd });
}

/** Two of them are silent until hello is given up after fifteen seconds, so they wait side by side. */
describe.concurrent('a peer that cannot be used from the first word on: exit 5', () => {
  it.each(AT_OPEN)('$peer', async ({ peer, words }) => {
    const { exitCode, stdout, stderr } = await replay(peer);
    expect(stderr).toMatch(new RegExp(words.source.replace('400 ms', '15000 ms')));
    expect(stderr).toMatch(/^error: the target cannot be used: /m);
    expect(stdout).toBe('');
    expect(exitCode).toBe(5);
  });
});

describe('a peer that goes wrong in a run', () => {
  it.each(AT_RUN)('$peer: $kind', async ({ peer, kind, words }) => {
    const { exitCode, stdout } = await replay(peer);
    // The command has a deadline of its own, shorter than that of the tests in process.
    expect(stdout).toMatch(new RegExp(words.source.replace(/\d+ ms/, '150 ms')));
    expect(stdout).toMatch(new RegExp(`^${kind.toUpperCase().replace('-', ' ')}  `, 'm'));
    expect(exitCode).toBe(kind === 'adapter-fault' ? 5 : 1);
  });
});

it.each(HONEST)('%s: exit 0', async (peer) => {
  const { exitCode, stdout } = await replay(peer);
  expect(stdout).toMatch(/^PASS/m);
  expect(exitCode).toBe(0);
});
