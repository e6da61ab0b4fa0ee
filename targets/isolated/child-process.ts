/**
 * The parent's side of one child process: starts it, sends it batches, and tells how it ended. What is tried again is
 * decided in `isolate.ts`.
 */
import type { ChildProcess, StdioPipe } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Deadline, noAnswer } from '../../harness/execute/deadline.ts';
import type { FailureKind, TargetInfo } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { entryOf, neighbour } from './entry.ts';
import { exitCodeWords } from './exit-words.ts';
import { FRAME, FrameReader, writeFrame } from './frames.ts';
import type { GuestSpec, RequestReply } from './guest.ts';
import { FairTrial, processorUse } from './processor-use.ts';
import { stderrTail } from './stderr-tail.ts';
import { MEMORY_EXCEEDED } from './watchdog.ts';

/** How much of what the implementation wrote is kept. */
const STDERR_BYTES_MAX = 16_384;
const STDOUT_BYTES_MAX = 1_024;
/** Loading may mean compiling a module or mapping a large library, which takes longer than a run. */
const LOADING_MS_MAX = 30_000;
/** How long the rest of a dead child's output is waited for. A pipe that a grandchild inherited never closes. */
const OUTPUT_END_MS = 250;

/** Why a child is no more. */
export interface Ending {
  readonly kind: Exclude<FailureKind, 'unusable'>;
  readonly message: string;
}

export interface ChildEvents {
  /** Answers of the oldest programs not yet answered, as the child wrote them. */
  onAnswers(payload: Buffer): void;
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
  #alive = false;
  #request: { resolve(result: unknown): void; reject(error: Error): void } | undefined;
  #ready: { resolve(info: TargetInfo): void; reject(error: Error): void } | undefined;
  /** Starts again with each sign of progress. */
  #deadline: Deadline | undefined;
  readonly #trial: FairTrial;
  /** Set where the parent ends the child for a reason of its own. */
  #ending: Ending | undefined;
  /** The watchdog ended the child, which then is the cause, whatever deadline passed meanwhile. */
  #memoryExceeded = false;
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
    this.#trial = new FairTrial(limits.deadlineMs, () => processorUse(this.#child.pid));
    this.#socket = this.#child.stdio[3] as Socket;
    this.#listen();
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#finish({ kind: 'crash', message: `the child process could not be started: ${error.message}` });
        resolve();
      });
      this.#child.once('exit', (code, signal) => {
        this.#endGroup();
        const manner = signal === null ? `exited with code ${exitCodeWords(code)}` : `was killed by ${signal}`;
        const crash: Ending = { kind: 'crash', message: `the process of ${spec.noun} ${manner}` };
        this.#afterOutput(() => {
          this.#finish(this.#memoryExceeded ? crash : (this.#ending ?? crash));
          resolve();
        });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** What the implementation wrote on stdout since the child began. */
  get stdout(): string {
    return this.#stdout.toString('utf8').trimEnd();
  }

  /** Resolves when the guest is in; rejects with `unusable` where it cannot be. */
  ready(events?: ChildEvents): Promise<TargetInfo> {
    this.#events = events;
    this.#alive = true;
    this.#arm(Math.max(LOADING_MS_MAX, this.#limits.deadlineMs));
    return new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
  }

  /** Sends a batch. The deadline runs from now, or from the last answers where batches are under way. */
  send(batch: Uint8Array): void {
    if (this.#deadline === undefined) this.#arm(this.#limits.deadlineMs);
    writeFrame(this.#socket, FRAME.run, batch);
  }

  /** Nothing is under way: stops the clock, and no longer keeps this process from ending. */
  rest(): void {
    this.#disarm();
    this.#refer(false);
  }

  errand(name: string, argument: unknown, deadlineMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#request = { resolve, reject };
      this.#arm(deadlineMs);
      writeFrame(this.#socket, FRAME.request, Buffer.from(JSON.stringify({ name, argument })));
    });
  }

  /** Ends the child and all that it started. */
  kill(ending?: Ending): void {
    this.#ending ??= ending;
    this.#deadline?.stop();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // A caller that waits for the end needs this process to stay until then.
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
    // The watchdog tells of memory that grows, which is progress, since it has a limit of its own.
    (this.#child.stdio[4] as Readable | null)?.on('data', (bytes: Buffer) => {
      this.#memoryExceeded ||= bytes.includes(MEMORY_EXCEEDED);
      this.#noteProgress();
    });
  }

  #receive(kind: number, payload: Buffer): void {
    this.#noteProgress();
    switch (kind) {
      case FRAME.answers:
        this.#events?.onAnswers(payload);
        break;
      case FRAME.requestDone: {
        this.rest();
        const { result, error, edges } = (this.#json(payload) ?? {}) as RequestReply;
        if (edges !== undefined) this.#spec.edges?.noteInBatch(edges);
        if (error === undefined) this.#request?.resolve(result);
        else this.#request?.reject(new TargetFailure('adapter-fault', error));
        this.#request = undefined;
        break;
      }
      case FRAME.ready:
        this.rest();
        this.#ready?.resolve(this.#json(payload) as TargetInfo);
        this.#ready = undefined;
        break;
      case FRAME.unusable:
        this.#refuse(payload.toString('utf8'));
        this.kill();
        break;
      default:
        this.#foreignBytes();
    }
  }

  #json(payload: Buffer): unknown {
    try {
      return JSON.parse(payload.toString('utf8'));
    } catch {
      this.#foreignBytes();
      return undefined;
    }
  }

  /** What is under test shares the child with our own part of it, which alone may write there. */
  #foreignBytes(): void {
    this.kill({
      kind: 'adapter-fault',
      message: `${this.#spec.noun} wrote bytes of its own to the pipe of the harness`,
    });
  }

  #refuse(message: string): void {
    this.#ready?.reject(new TargetFailure('unusable', this.#withStderrTail(message)));
    this.#ready = undefined;
  }

  #arm(deadlineMs: number): void {
    this.#deadline?.stop();
    this.#refer(true);
    const deadline = new Deadline(deadlineMs, () => {
      if (this.#trial.isOwedTime) deadline.start();
      else this.kill({ kind: 'timeout', message: noAnswer(deadlineMs, ` from ${this.#spec.noun}`) });
    });
    this.#deadline = deadline;
    this.#trial.begin();
    deadline.start();
  }

  #noteProgress(): void {
    if (this.#deadline?.isRunning !== true) return;
    this.#trial.begin();
    this.#deadline.start();
  }

  #disarm(): void {
    this.#deadline?.stop();
    this.#deadline = undefined;
  }

  #finish(ending: Ending): void {
    this.rest();
    const message = this.#withStderrTail(ending.message);
    this.#ready?.reject(new TargetFailure('unusable', `while it was being loaded, ${message}`));
    this.#ready = undefined;
    this.#request?.reject(new TargetFailure(ending.kind, message));
    this.#request = undefined;
    if (!this.#alive) return;
    this.#alive = false;
    this.#events?.onEnd({ kind: ending.kind, message });
  }

  #afterOutput(next: () => void): void {
    const child = this.#child;
    const late = setTimeout(done, OUTPUT_END_MS);
    child.once('close', done);
    function done(): void {
      clearTimeout(late);
      child.off('close', done);
      next();
    }
  }

  #withStderrTail(message: string): string {
    const tail = stderrTail(this.#stderr.toString('utf8'));
    return tail === '' ? message : `${message}\n${tail}`;
  }

  #refer(needed: boolean): void {
    const verb = needed ? 'ref' : 'unref';
    this.#child[verb]();
    for (const stream of this.#child.stdio.slice(1)) (stream as Socket | null)?.[verb]();
  }
}
