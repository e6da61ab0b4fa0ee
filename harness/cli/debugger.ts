/**
 * gdb or lldb around a process that traps before the call that is looked at: run up to there, with a breakpoint then on the function
 * that the call goes through, since only then the library is loaded and no earlier call hits it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { DebuggedProcess, Debugger } from './debugged.ts';

/** What each is started with: commands by `-ex` and `-o`, since one that fails does not keep the next from being obeyed. */
const WORDS: Readonly<Record<Debugger, (debugged: DebuggedProcess) => readonly string[]>> = {
  gdb: ({ words, environment, symbol, inner }) => [
    '-q',
    ...['set debuginfod enabled off', 'set pagination off', 'set print thread-events off'].flatMap((line) => [
      '-iex',
      line,
    ]),
    ...[
      ...Object.entries(environment).map(([name, value]) => `set environment ${name} ${value}`),
      // The environment is for what is debugged, and not for a shell around it.
      'set startup-with-shell off',
      'run',
      `break ${symbol}`,
      ...(inner === undefined ? [] : [`tbreak *${inner}`]),
      'continue',
      'info args',
      'print *call',
    ].flatMap((line) => ['-ex', line]),
    '--args',
    ...words,
  ],
  lldb: ({ words, environment, symbol }) => [
    ...[
      ...Object.entries(environment).map(([name, value]) => `settings append target.env-vars ${name}=${value}`),
      'process launch',
      `breakpoint set --name ${symbol}`,
      'continue',
      'frame variable',
      'expression *call',
    ].flatMap((line) => ['-o', line]),
    '--',
    ...words,
  ],
};

export function debuggerWords(name: Debugger, debugged: DebuggedProcess): readonly string[] {
  return WORDS[name](debugged);
}

/** Until whoever is at the terminal leaves the debugger. Throws `UsageError` where none of `names` is on this machine. */
export async function runDebugger(names: readonly Debugger[], debugged: DebuggedProcess): Promise<void> {
  if (process.platform === 'win32') throw new UsageError('debug starts gdb or lldb on Linux and macOS only');
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-debug-'));
  const file = join(folder, 'debuggee.json');
  // Ctrl-C is for the debugger, which has the same terminal.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    writeFileSync(file, debugged.argument);
    for (const name of names) {
      if (await started(name, debuggerWords(name, { ...debugged, words: [...debugged.words, file] }))) return;
    }
    throw new UsageError(`${names.join(' or ')} is not on this machine, or cannot be started`);
  } finally {
    process.off('SIGINT', ignore);
    rmSync(folder, { recursive: true });
  }
}

/** Whether there was such a debugger; with true it has ended. */
function started(name: Debugger, words: readonly string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(name, words, { stdio: 'inherit' });
    child.once('error', () => done(false)).once('close', () => done(true));
  });
}
