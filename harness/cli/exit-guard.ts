/**
 * How this process ends. Only the command that ran decides: whatever else ends it, an error that nobody caught or a `process.exit`
 * in somebody's file, gives 70 and never a verdict.
 */
import { writeSync } from 'node:fs';
import { EXIT } from '../verdict/exit-codes.ts';
import { excerpt } from '../program/visible.ts';
import { isSupervised, SUPERVISOR_FD } from './supervise.ts';

let decided: number | undefined;
/** How the work at hand is ended in order, where it can be. */
let endInOrder: ((why: string) => void) | undefined;
let hasFault = false;
/** How long it may take to sum up after a fault of ours: whatever it was, it may have left somebody waiting. */
const SUMMING_UP_MS_MAX = 10_000;

/** Runs the command line and ends with its code. */
export async function endWith(run: () => Promise<number>): Promise<void> {
  process.on('exit', atExit);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  // A reader that has seen enough, such as `head`, is no error. A full disk is one, and costs what could not be written.
  process.stdout.on('error', outputLost);
  process.stderr.on('error', () => undefined);
  // What the command waits for may be held by nothing that keeps a process alive, such as the end of a child that is at rest.
  const staysAlive = setInterval(() => undefined, 2 ** 30);
  try {
    const code = await run();
    decided = hasFault ? EXIT.suiteFault : code;
    process.exitCode = decided;
    // Behind the listeners of whatever was loaded meanwhile: the last one has the last word.
    process.off('exit', atExit).on('exit', atExit);
  } finally {
    clearInterval(staysAlive);
  }
}

function atExit(code: number): void {
  if (decided === undefined && code !== EXIT.suiteFault) {
    tell('this process ended before there was a verdict: a file that it loaded has ended it\n');
  }
  process.exitCode = decided ?? EXIT.suiteFault;
  if (decided !== undefined && isSupervised()) writeSync(SUPERVISOR_FD, `${decided}\n`);
}

/** Ends at once, for somebody who asked twice. */
export function endNow(code: number): never {
  decided = code;
  process.exit(code);
}

/**
 * What nobody caught was thrown in some callback, and the work goes on without it: where that can be ended in order, what was seen
 * by then is written down first.
 */
function fail(error: unknown): void {
  tell(bugText(error));
  if (hasFault || endInOrder === undefined) endNow(EXIT.suiteFault);
  hasFault = true;
  setTimeout(() => endNow(EXIT.suiteFault), SUMMING_UP_MS_MAX).unref();
  endInOrder(`by a bug of kmcl-conformance: ${excerpt(String(error))}`);
}

/** While `work` lasts, `end` is told of a fault of ours instead of the process ending at once. */
export async function endingInOrder<T>(end: (why: string) => void, work: () => Promise<T>): Promise<T> {
  endInOrder = end;
  try {
    return await work();
  } finally {
    endInOrder = undefined;
  }
}

export function bugText(error: unknown): string {
  return `this is a bug of kmcl-conformance, please report it:\n${(error as Error)?.stack ?? String(error)}\n`;
}

let isOutputLost = false;

function outputLost({ code, message }: NodeJS.ErrnoException): void {
  if (isOutputLost || code === 'EPIPE') return;
  isOutputLost = true;
  tell(`warning: what was to be printed could not be written: ${message}\n`);
}

function tell(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nowhere is left to say it; the exit code does.
  }
}
