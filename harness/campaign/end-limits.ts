/**
 * What ends a campaign before its tier is done: a signal, a time or a number of failures that somebody asked for, and ends without
 * answers, of which the rest would tell nothing new. The clock is read and not only a timer waited for, since no timer goes off
 * while this very process works.
 */
import type { AbnormalEnd } from './counterexample.ts';
import type { CampaignOptions } from './campaign-options.ts';

/** Each run that goes into its deadline costs one. */
const ENDS_MAX = 10;
const TIMEOUTS_MAX = 3;
/** Node's timers take no more; for a campaign of 25 days the clock is read. */
const TIMER_MS_MAX = 2 ** 31 - 1;

type EndKind = AbnormalEnd['end']['kind'];

const ENDED: Readonly<Record<EndKind, string>> = {
  crash: 'crashed',
  timeout: 'did not answer in time',
  'adapter-fault': 'broke the contract',
};

type Asked = Pick<CampaignOptions, 'signal' | 'timeoutMs' | 'failuresMax'>;

export class EndLimits {
  readonly #asked: Asked;
  readonly #endsAtMs: number;
  /** Clauses broken and ways of ending, each once. */
  readonly #failures = new Set<string>();
  readonly #ends = new Map<EndKind, number>();
  #endsTotal = 0;
  #giveUp: (() => void) | undefined;
  /** By the timer, which may go off a moment before the clock has come so far. */
  #isTimeUp = false;

  /** The time runs from here. Throws `RangeError` for a limit that is none. */
  constructor(asked: Asked) {
    const { signal, timeoutMs = Infinity, failuresMax = 1 } = asked;
    if (!(timeoutMs > 0)) throw new RangeError(`timeoutMs is a number of milliseconds above 0, not ${timeoutMs}`);
    if (!(failuresMax >= 1)) throw new RangeError(`failuresMax is 1 at least, not ${failuresMax}`);
    this.#asked = asked;
    this.#endsAtMs = performance.now() + timeoutMs;
    signal?.addEventListener('abort', () => this.#giveUp?.(), { once: true });
    if (timeoutMs <= TIMER_MS_MAX) setTimeout(() => this.#timeIsUp(), timeoutMs).unref();
  }

  /** Whether no more time may be spent, neither on programs nor on making failures small. */
  get isOver(): boolean {
    return this.#asked.signal?.aborted === true || this.#isTimeUp || performance.now() >= this.#endsAtMs;
  }

  #timeIsUp(): void {
    this.#isTimeUp = true;
    this.#giveUp?.();
  }

  /** Whether enough was seen to draw no further program. */
  get hasEnough(): boolean {
    return this.#hasFailures || this.#endsTotal >= ENDS_MAX || (this.#ends.get('timeout') ?? 0) >= TIMEOUTS_MAX;
  }

  /** Why no further program is to be drawn, if that is so. */
  get why(): string | undefined {
    const { signal, timeoutMs = 0, failuresMax } = this.#asked;
    if (signal?.aborted === true) return typeof signal.reason === 'string' ? signal.reason : 'interrupted';
    if (this.isOver) return `its time was up, ${timeoutMs / 1_000} s`;
    if (this.#hasFailures)
      return `it was to end ${failuresMax === 1 ? 'at the first failure' : `after ${failuresMax} failures`}`;
    return this.hasEnough ? this.#endsWords : undefined;
  }

  get #endsWords(): string {
    const counted = [...this.#ends].map(([kind, times]) => `${ENDED[kind]} ${times} times`);
    return `the target ${counted.join(' and ')}, and other faults may stand behind that`;
  }

  get #hasFailures(): boolean {
    return this.#failures.size >= (this.#asked.failuresMax ?? Infinity);
  }

  /** A clause was broken in a way that counts. */
  countFailure(clause: string): void {
    this.#failures.add(clause);
  }

  /** The target ended instead of answering, in a way that no baseline knows. */
  countEnd({ kind }: AbnormalEnd['end']): void {
    this.#failures.add(kind);
    this.#ends.set(kind, (this.#ends.get(kind) ?? 0) + 1);
    this.#endsTotal += 1;
  }

  /** What `running` comes to, or nothing where the campaign is over before: a run that hangs is not waited for. */
  unlessOver<T>(running: Promise<T>): Promise<T | undefined> {
    if (this.isOver) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve(undefined);
      running.then(resolve, reject);
    });
  }
}
