/**
 * The command as users start it: a process of its own on the compiled package.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/targets/main.js', import.meta.url));

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `kmcl-conformance` with these words in a folder, its own empty one unless given. */
export function kmcl(
  words: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const cwd = options.cwd ?? emptyFolder();
  const env = { ...process.env, FORCE_COLOR: undefined, ...options.env };
  return new Promise((done) => {
    execFile(process.execPath, [MAIN, ...words], { cwd, env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ exitCode, stdout, stderr });
    });
  });
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kmcl-'));
}
