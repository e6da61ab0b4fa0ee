/**
 * The parent's side of one child process: starts it, sends it batches, and tells how it ended. It keeps no count of
 * what is to be tried again: that is `openIsolated`'s.
 */
import type { ChildProcess, StdioPipe } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { FailureKind, TargetInfo } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { entryOf, neighbour } from './entry.ts';
import { FRAME, FrameReader, writeFrame } from './frames.ts';
import type { GuestSpec } from './guest.ts';

/** How much of what the implementation wrote is kept. */
const STDERR_BYTES_MAX = 16_384;
const STDOUT_BYTES_MAX = 1_024;
/** Loading may mean compiling a module or mapping a large library; it is no run, and has no business being fast. */
const LOADING_MS_MAX = 30_000;
/** How long a dead child's last words are waited for. */
const LAST_WORDS_MS = 250;

/** Why a child is no more. */
export interface Ending {
  readonly kind: Exclude<FailureKind, 'unusable'>;
  readonly message: string;
}

export interface ChildEvents {
  /** Answers of the oldest programs not yet answered, as the child wrote them. */
  onAnswers(payload: Buffer): void;
  onPrefix(length: number): void;
  onEnd(ending: Ending): void;
}

export interface ChildLimits {
  readonly deadlineMs: number;
  readonly memoryBytesMax: number;
}

export class IsolatedChild {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #spec: GuestSpec;
  readonly #limits: ChildLimits;
  #stderr = Buffer.alloc(0);
  #stdout = Buffer.alloc(0);
  #events: ChildEvents | undefined;
  #errand: { resolve(result: unknown): void; reject(error: Error): void } | undefined;
  #ready: { resolve(info: TargetInfo): void; reject(error: Error): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #movedAt = 0;
  /** Set where the parent ends the child for a reason of its own. */
  #ending: Ending | undefined;
  readonly ended: Promise<void>;

  constructor(spec: GuestSpec, limits: ChildLimits) {
    this.#spec = spec;
    this.#limits = limits;
    const { file, args } = entryOf(neighbour('child-main', import.meta.url));
    const pipe: StdioPipe = 'pipe';
    this.#child = spawn(
      process.execPath,
      [file, ...args, spec.moduleUrl, JSON.stringify(spec.argument), String(limits.memoryBytesMax)],
      {
        stdio: ['ignore', pipe, pipe, pipe, pipe],
        env: { ...process.env, ...spec.environment },
        // A group of its own, so that all it started can be ended with it and Ctrl-C is not taken for a crash.
        detached: true,
        windowsHide: true,
      },
    );
    this.#socket = this.#child.stdio[3] as Socket;
    this.#listen();
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#finish({ kind: 'crash', message: `the child process could not be started: ${error.message}` });
        resolve();
      });
      this.#child.once('exit', (code, signal) => {
        this.#endGroup();
        const manner = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
        this.#afterLastWords(() => {
          this.#finish(this.#ending ?? { kind: 'crash', message: `the process of ${spec.noun} ${manner}` });
          resolve();
        });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#events !== undefined;
  }

  /** What the implementation wrote on stdout since the child began. */
  get stdout(): string {
    return this.#stdout.toString('utf8').trimEnd();
  }

  /** Resolves when the guest is in; rejects with `unusable` where it cannot be. */
  ready(events: ChildEvents): Promise<TargetInfo> {
    this.#events = events;
    this.#arm(Math.max(LOADING_MS_MAX, this.#limits.deadlineMs));
    return new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
  }

  /** Sends one message. The deadline runs from now, or from the last answers where messages are under way. */
  send(kind: number, payload: Uint8Array): void {
    if (this.#timer === undefined) this.#arm(this.#limits.deadlineMs);
    writeFrame(this.#socket, kind, payload);
  }

  /** Nothing is under way: stops the clock, and no longer keeps this process from ending. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#refer(false);
  }

  work(): void {
    this.#refer(true);
  }

  errand(name: string, argument: unknown, deadlineMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#errand = { resolve, reject };
      this.#arm(deadlineMs);
      writeFrame(this.#socket, FRAME.errand, Buffer.from(JSON.stringify({ name, argument })));
    });
  }

  /** Ends the child and all that it started. */
  kill(ending?: Ending): void {
    this.#ending ??= ending;
    clearTimeout(this.#timer);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Whoever waits for the end must not find that this process ended first, for want of anything to wait for.
    this.#refer(true);
    if (!this.#endGroup()) this.#child.kill('SIGKILL');
  }

  /** False where there is no such group: it is empty, or the system has none. */
  #endGroup(): boolean {
    try {
      return this.#child.pid !== undefined && process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      return false;
    }
  }

  #listen(): void {
    const reader = new FrameReader();
    this.#socket.on('data', (piece: Buffer) => {
      for (const { kind, payload } of reader.push(piece)) this.#receive(kind, payload);
    });
    // A dead child is told by its exit; the broken pipe adds nothing.
    for (const stream of this.#child.stdio) stream?.on('error', () => undefined);
    this.#child.stderr?.on('data', (piece: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, piece]).subarray(-STDERR_BYTES_MAX);
    });
    this.#child.stdout?.on('data', (piece: Buffer) => {
      if (this.#stdout.length < STDOUT_BYTES_MAX) this.#stdout = Buffer.concat([this.#stdout, piece]);
    });
    (this.#child.stdio[4] as Readable | null)?.resume();
  }

  #receive(kind: number, payload: Buffer): void {
    this.#movedAt = performance.now();
    switch (kind) {
      case FRAME.answers:
        this.#events?.onAnswers(payload);
        break;
      case FRAME.prefix:
        this.#events?.onPrefix(payload.readUInt32LE(0));
        break;
      case FRAME.errandDone: {
        this.rest();
        const { result, error } = JSON.parse(payload.toString('utf8'));
        if (error === undefined) this.#errand?.resolve(result);
        else this.#errand?.reject(new TargetFailure('adapter-fault', error));
        this.#errand = undefined;
        break;
      }
      case FRAME.ready:
        this.rest();
        this.#ready?.resolve(JSON.parse(payload.toString('utf8')));
        this.#ready = undefined;
        break;
      default:
        this.#refuse(payload.toString('utf8'));
        this.kill();
    }
  }

  #refuse(message: string): void {
    this.#ready?.reject(new TargetFailure('unusable', this.#withLastWords(message)));
    this.#ready = undefined;
  }

  /** Looks again when time is up before it believes it: what this process was slow to read is not the child's delay. */
  #arm(deadlineMs: number): void {
    clearTimeout(this.#timer);
    this.#refer(true);
    this.#movedAt = performance.now();
    const wait = (delayMs: number): void => {
      this.#timer = setTimeout(() => setImmediate(look), delayMs);
    };
    const look = (): void => {
      if (this.#timer === undefined) return;
      const leftMs = this.#movedAt + deadlineMs - performance.now();
      if (leftMs > 0) wait(leftMs);
      else this.kill({ kind: 'timeout', message: `${this.#spec.noun} did not answer within ${deadlineMs} ms` });
    };
    wait(deadlineMs);
  }

  #finish(ending: Ending): void {
    this.rest();
    const message = this.#withLastWords(ending.message);
    this.#ready?.reject(new TargetFailure('unusable', `while it was being loaded, ${message}`));
    this.#ready = undefined;
    this.#errand?.reject(new TargetFailure(ending.kind, message));
    this.#errand = undefined;
    const events = this.#events;
    this.#events = undefined;
    events?.onEnd({ kind: ending.kind, message });
  }

  #afterLastWords(next: () => void): void {
    const late = setTimeout(done, LAST_WORDS_MS);
    const child = this.#child;
    child.once('close', done);
    function done(): void {
      clearTimeout(late);
      child.off('close', done);
      next();
    }
  }

  #withLastWords(message: string): string {
    const words = lastWords(this.#stderr.toString('utf8'));
    return words === '' ? message : `${message}\n${words}`;
  }

  #refer(needed: boolean): void {
    const verb = needed ? 'ref' : 'unref';
    this.#child[verb]();
    for (const stream of this.#child.stdio.slice(1)) (stream as Socket | null)?.[verb]();
  }
}

const LAST_LINES_MAX = 12;

/** The end of stderr; of a sanitizer's report its beginning, which is where it says what happened. */
function lastWords(stderr: string): string {
  const lines = stderr.trimEnd().split('\n');
  const report = lines.findIndex((line) => /ERROR: \w+Sanitizer|runtime error:/.test(line));
  return (report < 0 ? lines.slice(-LAST_LINES_MAX) : lines.slice(report, report + LAST_LINES_MAX)).join('\n');
}
