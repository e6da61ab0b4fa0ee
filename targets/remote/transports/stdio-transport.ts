/** `stdio:COMMAND`: the peer is a command that this process starts, and ends. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { constants } from 'node:os';
import { TargetFailure } from '../../../harness/target.ts';
import { exitCodeWords } from '../../isolated/exit-words.ts';
import { LineSplitter } from '../wire/line-splitter.ts';
import { Outbox } from './outbox.ts';
import { killGroup, signalGroup, startGroup } from './process-group.ts';
import { quote } from '../wire/recognise.ts';
import type { Link, LinkEnd, LinkListener, Transport } from './transport.ts';

/** How much of standard error is kept: enough for a stack trace. */
const STDERR_CHARS_MAX = 4096;
/** How long a command may take to end after its standard input did. */
const GRACE_MS = 500;

export function stdioTransport(command: string, onStderr?: (text: string) => void): Transport {
  return {
    title: `stdio:${command}`,
    repeatsMax: 1,
    endsAs: 'crash',
    isOneStream: true,
    // More than a pipe holds only makes both sides wait for each other.
    windowMax: 32,
    connect: (listener) => startPeer(command, listener, onStderr),
  };
}

async function startPeer(command: string, listener: LinkListener, onStderr?: (text: string) => void): Promise<Link> {
  const child = startGroup(command);
  const splitter = new LineSplitter();
  const outbox = new Outbox(child.stdin);
  let stderr = '';
  let ended = false;

  await spawned(child);

  function end(why: LinkEnd): void {
    if (ended) return;
    ended = true;
    letGo(child);
    listener.end(why);
  }

  // The exit of a peer that ended says more than the broken pipe.
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);
  child.stderr.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
    onStderr?.(text);
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (ended) return;
    const lines = splitter.push(chunk);
    if (lines.length > 0) listener.lines(lines);
    if (splitter.fault !== undefined) end({ kind: 'adapter-fault', message: splitter.fault });
  });
  child.stdout.on('end', () => {
    // Most often the command is ending as a whole, and its exit code says more.
    setTimeout(() => end({ kind: 'crash', message: 'the command closed its standard output' }), GRACE_MS).unref();
  });
  const gone = (code: number | null, signal: NodeJS.Signals | null) =>
    end({ kind: 'crash', message: exitWords(code, signal, splitter.rest()) });
  child.once('close', gone);
  // What is in the pipes is read first; but a daemon that left the group may hold them for ever.
  child.once('exit', (code, signal) => {
    setTimeout(() => gone(code, signal), GRACE_MS).unref();
  });

  return {
    send: (line) => outbox.send(line),
    kill() {
      ended = true;
      letGo(child);
    },
    async close() {
      ended = true;
      outbox.flush();
      await endInput(child);
      letGo(child);
    },
    get stderrTail() {
      return stderr.trim();
    },
  };
}

function spawned(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(new TargetFailure('unusable', `the command cannot be started: ${cause.message}`, { cause })),
    );
  });
}

/** For good: its group is ended, and the pipes with it, whoever holds their other ends. */
function letGo(child: ChildProcessWithoutNullStreams): void {
  killGroup(child);
  for (const pipe of child.stdio) pipe?.destroy();
}

/** No deadline of an answer, but time to end by itself: then it is asked to, and then it is ended. */
async function endInput(child: ChildProcessWithoutNullStreams): Promise<void> {
  child.stdin.end();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const asking = setTimeout(() => signalGroup(child, 'SIGTERM'), GRACE_MS);
  const ending = setTimeout(() => killGroup(child), 2 * GRACE_MS);
  await gone;
  clearTimeout(asking);
  clearTimeout(ending);
}

function exitWords(code: number | null, signal: NodeJS.Signals | null, rest: Buffer): string {
  const half = rest.length > 0 ? `, in the middle of a line: ${quote(rest.toString('utf8'))}` : '';
  return `the command ended: ${exitReason(code, signal)}${half}`;
}

/** Exported for the tests, which have one platform. */
export function exitReason(
  code: number | null,
  signal: NodeJS.Signals | null,
  platform: NodeJS.Platform = process.platform,
): string {
  if (signal !== null) return `killed by ${signal}`;
  // The second is what cmd says.
  if (code === 127 || (code === 9009 && platform === 'win32'))
    return `exit code ${code}, the shell did not find the command; check its path, which starts from ${process.cwd()}`;
  if (code === 126) return 'exit code 126, the file is not executable; check its permissions';
  // A shell reports a signal of the command that it ran as 128 and the signal's number.
  const name = Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0];
  return name === undefined ? `exit code ${exitCodeWords(code)}` : `exit code ${code}, killed by ${name}`;
}
