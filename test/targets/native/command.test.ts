/** Native targets on the command line: crashes and files that cannot be loaded, with their exit codes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { buildLibrary } from '../../build-library.ts';
import { watchChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';

const childrenLeft = watchChildren();

/** As it is installed, which is what a person runs; `npm test` builds it first. */
const MAIN = join(import.meta.dirname, '../../../dist/targets/main.js');
const MISBEHAVING = join(import.meta.dirname, 'misbehaving.c');

const folder = mkdtempSync(join(tmpdir(), 'kmcl-command-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => expect(childrenLeft()).toEqual([]));

interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The command as a person gives it, in a folder of its own. */
function run(target: string, words: readonly string[] = []): Promise<Outcome> {
  const deadline = words.includes('--deadline-ms') ? [] : ['--deadline-ms', '1500'];
  // How a run ends is told by its first failure.
  const args = [MAIN, 'run', '--target', target, '--tier', 'smoke', '--fail-fast', ...deadline, ...words];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
}

/** Committed whenever eight megabytes are asked for, which the smallest tier already does. */
describe.runIf(requireTool('gcc'))(
  'a campaign against a library that ends badly goes on, and tells how',
  { tags: ['slow'] },
  () => {
    test.each([
      { flags: [], exitCode: 0, words: 'CONFORMS' },
      { flags: ['-DMISDEED=SEGFAULT'], exitCode: 1, words: 'SIGSEGV' },
      { flags: ['-DMISDEED=HANG'], exitCode: 1, words: 'no answer from the library within 1500 ms' },
      {
        flags: ['-DMISDEED=MEMORY'],
        words: 'past the limit of 300 MiB',
        exitCode: 1,
        options: ['--memory-megabytes', '300', '--deadline-ms', '60000'],
      },
      { flags: ['-DMISDEED=NEGATIVE'], exitCode: 5, words: 'kmcl_run returned -7' },
      { flags: ['-DWITHOUT_RUN'], exitCode: 5, words: 'does not export kmcl_run' },
      { flags: ['-DABI=2'], exitCode: 5, words: 'speaks version 2' },
    ])('$flags: $exitCode, $words', async ({ flags, exitCode, words, options }) => {
      const outcome = await run(`native:${buildLibrary('c', MISBEHAVING, { flags })}`, options);
      expect(outcome.output).toContain(words);
      expect(outcome.exitCode).toBe(exitCode);
    });
  },
);

/** Node itself with another machine's number in its header. */
function foreignLibrary(): string {
  const file = join(folder, 'foreign.so');
  const foreign = readFileSync(process.execPath).subarray(0, 4_096);
  foreign.writeUInt16LE(process.arch === 'arm64' ? 0x3e : 0xb7, 18);
  writeFileSync(file, foreign);
  return file;
}

/** Root may read any file that has bytes; the memory of a process at address 0 has none. */
function unreadableFile(): string {
  if (process.getuid?.() === 0) return '/proc/self/mem';
  const file = join(folder, 'unreadable.so');
  writeFileSync(file, 'bytes', { mode: 0o000 });
  return file;
}

describe('a file that cannot be loaded is told with exit code 5', { tags: ['slow'] }, () => {
  test.each([
    { name: 'missing', file: () => './none.so', words: 'there is no file' },
    { name: 'of another machine', file: foreignLibrary, words: `and this Node runs on ${process.arch}` },
    { name: 'unreadable', file: unreadableFile, words: 'cannot be read' },
  ])('$name', async ({ file, words }) => {
    const outcome = await run(`native:${file()}`);
    expect(outcome.output).toContain(words);
    expect(outcome.exitCode).toBe(5);
  });
});
