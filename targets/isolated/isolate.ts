/**
 * A target whose implementation lives in a child process, so that whatever ends the implementation is a finding and
 * never the end of the run.
 *
 * Programs travel in batches. When a child ends in the middle of one, every program that it still owed is run again in a
 * fresh child, alone and prefix by prefix: the one that ends that child too is to blame, at the call after the longest
 * prefix that came through. The others get their answers as if nothing had been.
 */
import type { Response } from '../../spec/call.ts';
import type { OpenOptions, Program, Target, TargetInfo } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { CALL_BYTES, decodeResponses, encodeCalls } from '../abi/layout.ts';
import { ANSWER_HEADER_BYTES, ENDED_WELL, receivedFailure } from './answers.ts';
import { batchHeaderBytes, FRAME } from './frames.ts';
import type { GuestSpec } from './guest.ts';
import type { Ending, ChildLimits } from './child-process.ts';
import { IsolatedChild } from './child-process.ts';

export interface IsolationOptions extends OpenOptions {
  /** How many children may end before the target counts as unusable. */
  readonly restartsMax?: number;
  /** How much resident memory a child may hold. */
  readonly memoryBytesMax?: number;
}

export const RESTARTS_MAX = 500;
export const MEMORY_BYTES_MAX = 4 * 2 ** 30;
/** As many as keep a child busy while this process makes the next batch. */
const RUNS_MAX = 256;
const BATCH_PROGRAMS_MAX = 64;
const BATCH_CALLS_MAX = 4_096;
/** One batch is run while the next one waits in the child's pipe. */
const BATCHES_UNDER_WAY_MAX = 2;
/** Prefixes are given this many deadlines in all; a program that needs more is run as a whole. */
const STEPWISE_DEADLINES_MAX = 4;
/** After an end, so many programs that come alone are run stepwise at once: whoever makes a failure small asks for more. */
const WARY_RUNS = 16;

/** One promise that is owed. */
interface Run {
  readonly program: Program;
  /** Its prefixes took too long. */
  isPlain?: boolean;
  resolve(responses: readonly Response[]): void;
  reject(failure: TargetFailure): void;
}

/** A child ended while it owed several programs: they are suspects until one of them shows it alone. */
interface Incident {
  readonly ending: Ending;
  readonly suspects: Run[];
  readonly suspectsInAll: number;
  shown: boolean;
}

/** Rejects with `unusable` where the guest cannot be hosted. */
export async function isolate(spec: GuestSpec, options: IsolationOptions): Promise<Target> {
  const isolated = new Isolated(spec, options);
  const info = await isolated.start();
  return {
    info,
    runsMax: RUNS_MAX,
    run: (program) => isolated.run(program),
    abandon: () => isolated.abandon(),
    close: () => isolated.close(),
  };
}

class Isolated {
  readonly #spec: GuestSpec;
  readonly #limits: ChildLimits;
  readonly #restartsMax: number;
  readonly #queue: Run[] = [];
  /** Sent and not yet answered, in order. */
  #owed: Run[] = [];
  #batchesUnderWay: number[] = [];
  #host: IsolatedChild | undefined;
  /** Started ahead once a child has ended: what ends one often ends the next. */
  #spare: Promise<IsolatedChild> | undefined;
  readonly #living = new Set<IsolatedChild>();
  #incident: Incident | undefined;
  #restarts = 0;
  /** The one run that is owed is run stepwise, and so much of it came through; its time is limited as a whole. */
  #stepwise: { longest: number; readonly budget: NodeJS.Timeout } | undefined;
  #waryRuns = 0;
  /** Why nothing more will be run. */
  #over: TargetFailure | undefined;
  #isStarting = false;
  #pumpPlanned = false;

  constructor(spec: GuestSpec, options: IsolationOptions) {
    this.#spec = spec;
    this.#limits = { deadlineMs: options.deadlineMs, memoryBytesMax: options.memoryBytesMax ?? MEMORY_BYTES_MAX };
    this.#restartsMax = options.restartsMax ?? RESTARTS_MAX;
  }

  async start(): Promise<TargetInfo> {
    const host = this.#launch();
    try {
      const info = await this.#admit(host);
      if (host.stdout !== '') throw noiseWhileLoading(this.#spec.noun, host.stdout);
      this.#host = host;
      return info;
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  run(program: Program): Promise<readonly Response[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ program, resolve, reject });
      this.#planPump();
    });
  }

  /** What is under way dies with its child; what comes next begins in a fresh one. */
  abandon(): void {
    const abandoned = new TargetFailure('crash', 'the run was given up');
    const runs = [...this.#owed, ...(this.#incident?.suspects ?? []), ...this.#queue.splice(0)];
    const host = this.#host;
    this.#incident = undefined;
    this.#leave();
    host?.kill();
    for (const run of runs) run.reject(abandoned);
  }

  async close(): Promise<void> {
    this.#over ??= new TargetFailure('unusable', 'the target was closed');
    this.#spare?.catch(() => undefined);
    for (const host of this.#living) host.kill();
    await Promise.all([...this.#living].map((host) => host.ended));
    this.#giveUp(this.#over);
  }

  #launch(deadlineMs: number = this.#limits.deadlineMs): IsolatedChild {
    const host = new IsolatedChild(this.#spec, { ...this.#limits, deadlineMs });
    this.#living.add(host);
    void host.ended.then(() => this.#living.delete(host));
    return host;
  }

  async #admit(host: IsolatedChild): Promise<TargetInfo> {
    return host.ready({
      onAnswers: (payload) => this.#receive(host, payload),
      // What the prefix wrote has been read by the time that this phase is over.
      onPrefix: (length) => void setImmediate(() => this.#stepped(host, length)),
      onEnd: (ending) => {
        if (host === this.#host) this.#ended(ending);
      },
    });
  }

  async #ready(): Promise<IsolatedChild> {
    const host = this.#launch();
    await this.#admit(host);
    return host;
  }

  /** A fresh child, the spare one where there is one. Counts it, and refuses where there were too many. */
  async #restart(): Promise<IsolatedChild> {
    if (this.#restarts >= this.#restartsMax) {
      throw new TargetFailure('unusable', `${this.#spec.noun} ended ${this.#restarts} processes; no more are started`);
    }
    this.#restarts += 1;
    const spare = await this.#spare;
    const host = spare?.alive ? spare : await this.#ready();
    this.#prepareSpare();
    return host;
  }

  #prepareSpare(): void {
    this.#spare = this.#ready();
    // One that fails to start is told to whoever takes it, not to the process at large.
    this.#spare.catch(() => undefined);
  }

  /** After all that is about to be asked in this turn has been asked, so that it travels together. */
  #planPump(): void {
    if (this.#pumpPlanned) return;
    this.#pumpPlanned = true;
    process.nextTick(() => {
      this.#pumpPlanned = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#over !== undefined) {
      this.#giveUp(this.#over);
      return;
    }
    if (this.#isStarting) return;
    if (this.#host === undefined) {
      if (this.#queue.length > 0 || this.#incident !== undefined) void this.#replaceChild();
      return;
    }
    if (this.#incident !== undefined) {
      const [suspect] = this.#owed.length === 0 ? this.#incident.suspects.splice(0, 1) : [];
      if (suspect !== undefined) this.#sendAlone(this.#host, suspect);
      return;
    }
    while (
      this.#queue.length > 0 &&
      this.#stepwise === undefined &&
      this.#batchesUnderWay.length < BATCHES_UNDER_WAY_MAX
    ) {
      const [run] = this.#queue;
      const isAlone = this.#queue.length === 1 && this.#owed.length === 0;
      if (run !== undefined && isAlone && this.#waryRuns > 0) this.#sendAlone(this.#host, this.#queue.shift() as Run);
      else this.#send(this.#host, this.#takeBatch(), FRAME.run);
    }
    if (this.#owed.length === 0) this.#host.rest();
  }

  #takeBatch(): Run[] {
    let calls = 0;
    let programs = 0;
    for (const { program } of this.#queue) {
      calls += program.length;
      if (programs === BATCH_PROGRAMS_MAX || (programs > 0 && calls > BATCH_CALLS_MAX)) break;
      programs += 1;
    }
    return this.#queue.splice(0, programs);
  }

  #sendAlone(host: IsolatedChild, run: Run): void {
    this.#waryRuns -= 1;
    if (run.isPlain) {
      this.#send(host, [run], FRAME.run);
      return;
    }
    const budget = setTimeout(() => this.#runPlain(host, run), this.#limits.deadlineMs * STEPWISE_DEADLINES_MAX);
    this.#stepwise = { longest: 0, budget };
    this.#send(host, [run], FRAME.stepwise);
  }

  /** Slow, and more so stepwise: what it comes to as a whole is all that is asked now. */
  #runPlain(host: IsolatedChild, run: Run): void {
    if (host !== this.#host) return;
    this.#leave();
    host.kill();
    run.isPlain = true;
    (this.#incident?.suspects ?? this.#queue).unshift(run);
    this.#planPump();
  }

  #send(host: IsolatedChild, runs: Run[], kind: number): void {
    const batch = encodeBatch(runs);
    for (const { run, error } of batch.refused) {
      run.reject(new TargetFailure('adapter-fault', `not a program that the contract can carry: ${error.message}`));
    }
    if (batch.runs.length === 0) {
      this.#stopStepping();
      this.#planPump();
      return;
    }
    if (this.#owed.length === 0) host.work();
    this.#owed.push(...batch.runs);
    this.#batchesUnderWay.push(batch.runs.length);
    host.send(kind, batch.bytes);
  }

  #stepped(host: IsolatedChild, length: number): void {
    if (host !== this.#host || this.#stepwise === undefined) return;
    if (host.stdout !== '') {
      this.#condemn(host, { kind: 'adapter-fault', message: noise(this.#spec.noun, host.stdout) });
      return;
    }
    this.#stepwise.longest = length;
    host.send(FRAME.nextPrefix, new Uint8Array());
  }

  /** How many calls of the run at hand are known to have come through. */
  #stopStepping(): number | undefined {
    const stepwise = this.#stepwise;
    this.#stepwise = undefined;
    clearTimeout(stepwise?.budget);
    return stepwise?.longest;
  }

  #receive(host: IsolatedChild, payload: Buffer): void {
    // What the implementation wrote before these answers has been read by the time that this phase is over.
    setImmediate(() => {
      if (host !== this.#host) return;
      if (host.stdout === '') this.#settleAll(payload);
      else this.#condemn(host, { kind: 'adapter-fault', message: noise(this.#spec.noun, host.stdout) });
      this.#planPump();
    });
  }

  #settleAll(payload: Buffer): void {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    // Not a Buffer, whose slices would keep the whole payload alive for the sake of one offer.
    const plain = new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
    let at = 0;
    while (at < payload.length) {
      const ending = payload.readUInt32LE(at);
      const bytes = payload.readUInt32LE(at + 4);
      at += ANSWER_HEADER_BYTES;
      const run = this.#owed.shift();
      if (run === undefined) throw new Error('a child answered more programs than it was sent');
      this.#countAnswered();
      this.#stopStepping();
      if (ending === ENDED_WELL) this.#settle(run, plain, view, at);
      else if (!this.#settleFailure(run, payload.subarray(at, at + bytes))) return;
      at += bytes;
    }
  }

  #countAnswered(): void {
    const left = (this.#batchesUnderWay[0] ?? 0) - 1;
    if (left > 0) this.#batchesUnderWay[0] = left;
    else this.#batchesUnderWay.shift();
  }

  #settle(run: Run, payload: Uint8Array, view: DataView, at: number): void {
    const unexplained = this.#closeIncident();
    if (unexplained !== undefined) {
      run.reject(unexplained);
      return;
    }
    try {
      run.resolve(decodeResponses(run.program.length, payload, view, at));
    } catch (error) {
      run.reject(error as TargetFailure);
    }
  }

  /** False where the child can no longer be trusted and what follows in the payload does not count. */
  #settleFailure(run: Run, bytes: Buffer): boolean {
    const { failure, tainted } = receivedFailure(bytes);
    if (this.#incident !== undefined && tainted) this.#incident.shown = true;
    this.#closeIncident();
    run.reject(failure);
    if (!tainted) return true;
    const host = this.#host;
    this.#queue.unshift(...this.#owed);
    this.#leave();
    host?.kill();
    return false;
  }

  /**
   * When the last suspect has come through: nothing where one of them showed it, else the failure that the last one
   * has to carry. A child that died has died, even where nobody can make it happen again.
   */
  #closeIncident(): TargetFailure | undefined {
    const incident = this.#incident;
    if (incident === undefined || incident.suspects.length > 0) return undefined;
    this.#incident = undefined;
    if (incident.shown) return undefined;
    const { kind, message } = incident.ending;
    const among =
      incident.suspectsInAll === 1
        ? 'seen once, and not again when the program was run again'
        : `seen once, after one of ${incident.suspectsInAll} programs, none of which shows it when it is run alone`;
    return new TargetFailure(kind, `${message}\n(${among})`);
  }

  /** The child ended by itself, or was ended by its deadline. */
  #ended(ending: Ending): void {
    if (this.#over !== undefined) return;
    const owed = this.#owed;
    const answered = this.#leave();
    const [run] = owed;
    this.#waryRuns = WARY_RUNS;
    if (run !== undefined && owed.length === 1 && (answered !== undefined || run.isPlain)) {
      if (this.#incident !== undefined) this.#incident.shown = true;
      this.#closeIncident();
      run.reject(new TargetFailure(ending.kind, ending.message, answered === undefined ? {} : { answered }));
    } else if (owed.length > 0) {
      this.#incident = { ending, suspects: owed, suspectsInAll: owed.length, shown: false };
    }
    // Where nothing was owed nobody is to blame, and the next one to ask finds a fresh child.
    this.#planPump();
  }

  #condemn(host: IsolatedChild, ending: Ending): void {
    this.#ended(ending);
    host.kill();
  }

  /** No longer looks at the present child. Gives how far the run at hand had come, where that is known. */
  #leave(): number | undefined {
    this.#host = undefined;
    this.#owed = [];
    this.#batchesUnderWay = [];
    return this.#stopStepping();
  }

  async #replaceChild(): Promise<void> {
    this.#isStarting = true;
    try {
      this.#host = await this.#restart();
    } catch (failure) {
      this.#over ??= failure as TargetFailure;
    }
    this.#isStarting = false;
    this.#planPump();
  }

  #giveUp(failure: TargetFailure): void {
    const incident = this.#incident;
    this.#incident = undefined;
    for (const run of [...this.#owed.splice(0), ...(incident?.suspects ?? []), ...this.#queue.splice(0)]) {
      run.reject(failure);
    }
    for (const host of this.#living) host.kill();
  }
}

interface Batch {
  readonly runs: Run[];
  readonly refused: { readonly run: Run; readonly error: Error }[];
  readonly bytes: Uint8Array;
}

function encodeBatch(asked: readonly Run[]): Batch {
  const refused: Batch['refused'] = [];
  const runs: Run[] = [];
  let calls = 0;
  for (const { program } of asked) calls += program.length;
  const callsAt = batchHeaderBytes(asked.length);
  const bytes = Buffer.allocUnsafe(callsAt + calls * CALL_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = callsAt;
  for (const run of asked) {
    try {
      encodeCalls(run.program, view, at);
    } catch (error) {
      refused.push({ run, error: error as Error });
      continue;
    }
    bytes.writeUInt32LE(run.program.length, 4 + runs.length * 4);
    runs.push(run);
    at += run.program.length * CALL_BYTES;
  }
  // A refused run leaves the header longer than its count: rare enough to begin again without it.
  if (refused.length > 0 && runs.length > 0) return { ...encodeBatch(runs), refused };
  bytes.writeUInt32LE(runs.length, 0);
  return { runs, refused, bytes };
}

function noise(noun: string, text: string): string {
  return `${noun} wrote to stdout, which a target must leave alone: ${JSON.stringify(text.slice(0, 200))}`;
}

function noiseWhileLoading(noun: string, text: string): TargetFailure {
  return new TargetFailure('unusable', `while it was being loaded, ${noise(noun, text)}`);
}
