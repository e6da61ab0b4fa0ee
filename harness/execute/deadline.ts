/**
 * How long an answer is waited for: one meaning and one wording of "no answer within N ms", for the harness and for
 * targets. What arrived while this process was busy elsewhere is read before anything counts as late.
 */
import { TargetFailure } from '../target.ts';

/** What a deadline takes its time from; tests bring their own. */
export interface Clock {
  /** Milliseconds, never decreasing. */
  now(): number;
  /** Calls back once so much time has passed and pending input was read. Gives what cancels it. */
  after(ms: number, call: () => void): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    let reading: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      reading = setImmediate(call);
    }, ms);
    return () => {
      clearTimeout(timer);
      clearImmediate(reading);
    };
  },
};

export class Deadline {
  readonly #ms: number;
  readonly #onLate: () => void;
  readonly #clock: Clock;
  #since = 0;
  #cancel: (() => void) | undefined;

  /** Does not run until it is started. */
  constructor(ms: number, onLate: () => void, clock: Clock = SYSTEM_CLOCK) {
    this.#ms = ms;
    this.#onLate = onLate;
    this.#clock = clock;
  }

  get isRunning(): boolean {
    return this.#cancel !== undefined;
  }

  /** The whole time from now on. Cheap enough for each answer: a timer under way stays, and looks again when it fires. */
  start(): void {
    this.#since = this.#clock.now();
    this.#cancel ??= this.#clock.after(this.#ms, () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    this.#cancel = undefined;
    const leftMs = this.#since + this.#ms - this.#clock.now();
    if (leftMs > 0) this.#cancel = this.#clock.after(leftMs, () => this.#look());
    else this.#onLate();
  }
}

/** What is said of a deadline that passed; `whose` goes after "no answer": " to hello", " from the library". */
export function noAnswer(ms: number, whose = ''): string {
  return `no answer${whose} within ${ms} ms`;
}

/** What `running` settles with, or a failure of kind `timeout`. `whose`: as for `noAnswer`. */
export async function withDeadline<T>(running: Promise<T>, ms: number, whose = '', clock?: Clock): Promise<T> {
  let deadline: Deadline | undefined;
  const late = new Promise<never>((_, reject) => {
    deadline = new Deadline(ms, () => reject(new TargetFailure('timeout', noAnswer(ms, whose))), clock);
    deadline.start();
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    deadline?.stop();
  }
}
