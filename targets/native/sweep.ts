/**
 * All pairs of amounts on a native target, in as many processes as there are cores. A pair at which the library ends
 * its process is found by halving the range that ended it.
 */
import { availableParallelism } from 'node:os';
import type { FailureKind } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { GuestSpec } from '../isolated/guest.ts';
import { IsolatedChild } from '../isolated/child-process.ts';
import { MEMORY_BYTES_MAX } from '../isolated/isolate.ts';
import type { NativeOptions } from './native.ts';
import { nativeGuestSpec } from './native.ts';
import type { SweepExpectation, SweepMismatch, SweptRange } from './sweep-range.ts';

/** As many pairs as there are. */
export const PAIRS = 2 ** 32;
/** Small enough for progress every second or so, large enough that asking for one costs nothing. */
const CHUNK_PAIRS = 2 ** 22;

export interface SweepOptions extends Pick<NativeOptions, 'deadlineMs' | 'sanitizer'> {
  readonly expected: SweepExpectation;
  /** Pairs by number, the first amount in the upper 16 bits: from this one on, */
  readonly from?: number;
  /** up to this one, itself left out. */
  readonly to?: number;
  readonly processes?: number;
}

/** What one stretch of pairs came to. Stretches come in the order in which they are done. */
export type Swept = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'as-expected' }
  /** The rest of the stretch was not looked at. */
  | { readonly kind: 'mismatch'; readonly mismatch: SweepMismatch }
  /** The library ended instead of answering, and does so again for this one pair. */
  | { readonly kind: Exclude<FailureKind, 'unusable'>; readonly message: string }
);

/** Goes on after a mismatch or an end: whoever has seen enough stops asking. */
export async function* sweepNative(path: string, options: SweepOptions): AsyncGenerator<Swept, void, undefined> {
  const { from = 0, to = PAIRS, processes = availableParallelism() } = options;
  const sweeper = new Sweeper(nativeGuestSpec(path, options.sanitizer), options);
  let next = from;
  let isOver = false;
  const lanes = new Map<number, Promise<{ lane: number; swept: Swept[] }>>();

  async function sweepNext(lane: number): Promise<{ lane: number; swept: Swept[] }> {
    const start = next;
    next = Math.min(to, start + CHUNK_PAIRS);
    return { lane, swept: await sweeper.sweep(lane, start, next) };
  }

  try {
    for (let lane = 0; lane < processes && next < to; lane += 1) lanes.set(lane, sweepNext(lane));
    while (lanes.size > 0) {
      const { lane, swept } = await Promise.race(lanes.values());
      lanes.delete(lane);
      if (next < to) lanes.set(lane, sweepNext(lane));
      yield* swept;
    }
    isOver = true;
  } finally {
    if (!isOver) for (const running of lanes.values()) running.catch(() => undefined);
    await sweeper.close();
  }
}

class Sweeper {
  readonly #spec: GuestSpec;
  readonly #options: SweepOptions;
  readonly #hosts = new Map<number, IsolatedChild>();
  #isClosed = false;

  constructor(spec: GuestSpec, options: SweepOptions) {
    this.#spec = spec;
    this.#options = options;
  }

  async sweep(lane: number, from: number, to: number): Promise<Swept[]> {
    let outcome: SweptRange;
    try {
      const host = await this.#hostOf(lane);
      const range = { from, to, expected: this.#options.expected };
      outcome = (await host.errand('sweep', range, this.#deadlineFor(to - from))) as SweptRange;
    } catch (error) {
      if (this.#isClosed || !(error instanceof TargetFailure) || error.kind === 'unusable') throw error;
      this.#hosts.get(lane)?.kill();
      this.#hosts.delete(lane);
      if (to - from === 1) return [{ from, to, kind: error.kind, message: error.message }];
      const middle = from + Math.floor((to - from) / 2);
      const lower = await this.sweep(lane, from, middle);
      // One end is enough: what ends at one pair often ends at all that follow.
      const ended = lower.some(({ kind }) => kind !== 'as-expected');
      return ended ? lower : [...lower, ...(await this.sweep(lane, middle, to))];
    }
    const { mismatch } = outcome;
    return [mismatch === undefined ? { from, to, kind: 'as-expected' } : { from, to, kind: 'mismatch', mismatch }];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const host of this.#hosts.values()) host.kill();
    await Promise.all([...this.#hosts.values()].map((host) => host.ended));
  }

  /** A pair has its own deadline; a million of them have a microsecond more each. */
  #deadlineFor(pairs: number): number {
    return this.#options.deadlineMs + pairs / 1_000;
  }

  async #hostOf(lane: number): Promise<IsolatedChild> {
    const present = this.#hosts.get(lane);
    if (present !== undefined) return present;
    const limits = { deadlineMs: this.#options.deadlineMs, memoryBytesMax: MEMORY_BYTES_MAX };
    const host = new IsolatedChild(this.#spec, limits);
    this.#hosts.set(lane, host);
    await host.ready();
    return host;
  }
}
