/** Scripts of the tests in processes of their own, for tests in which that process is the one that dies. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** What a TypeScript file of the repository was compiled to: a process that has to compile what it imports starts late. */
export function compiled(source: string): string {
  return join(ROOT, 'dist', relative(ROOT, join(ROOT, source)).replace(/ts$/, 'js'));
}

/** Starts a TypeScript file in a process of its own, for tests in which that process is the one that dies. */
export function runScript(path: string, args: readonly string[], nodeOptions: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...nodeOptions, compiled(path), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Resolves with the next line that the process writes to stdout. */
export function nextLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((settle, reject) => {
    if (stdout === null) throw new Error('started without a stdout to read');
    let text = '';
    stdout.on('data', (piece: Buffer) => {
      text += piece.toString('utf8');
      const [line, ...rest] = text.split('\n');
      if (rest.length > 0) settle(line ?? '');
    });
    stdout.on('end', () => reject(new Error(`it ended after ${JSON.stringify(text)}`)));
  });
}
