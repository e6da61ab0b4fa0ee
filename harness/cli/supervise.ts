/**
 * A library in this very process can end it with any exit code, 0 too, and no hook of ours runs then. So with `--unsafe-in-process`
 * the command runs in a process of its own, whose exit code counts only where the command itself has told it.
 */
import { spawn } from 'node:child_process';
import { EXIT } from '../verdict/exit-codes.ts';

/** What asks this process to end in order. */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const VARIABLE = 'KMCL_CONFORMANCE_SUPERVISED';
/** Where the command tells its exit code. */
export const SUPERVISOR_FD = 3;

export function isSupervised(): boolean {
  return process.env[VARIABLE] === '1';
}

/** Runs this command line again, and gives the exit code that it told, or 5 where the library ended it first. */
export function superviseAgain(): Promise<number> {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, [VARIABLE]: '1' },
  });
  let told = '';
  child.stdio[SUPERVISOR_FD]!.on('data', (piece: Buffer) => (told += piece));
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ENDING_SIGNALS) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const ending of ENDING_SIGNALS) process.off(ending, pass);
      const [, exitCode] = /^(\d+)\n$/.exec(told) ?? [];
      if (exitCode !== undefined && Number(exitCode) === code) return resolve(code);
      const manner = signal === null ? `with code ${code}` : `by ${signal}`;
      process.stderr.write(
        `error: the library ended this process ${manner} before there was a verdict; ` +
          'leave out --unsafe-in-process to see at which call\n',
      );
      resolve(EXIT.targetUnusable);
    });
  });
}
