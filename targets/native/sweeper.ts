/**
 * A library as something that can be swept: who it says it is, and the batch path through it, in processes of their own.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Span, SweepExpectation, Sweeper, SweepWorker, Swept } from '../../harness/sweep/sweep.ts';
import { TargetFailure } from '../../harness/target.ts';
import { IsolatedChild } from '../isolated/child-process.ts';
import type { GuestSpec } from '../isolated/guest.ts';
import { MEMORY_BYTES_MAX } from '../isolated/isolation-options.ts';
import type { NativeOptions } from './native.ts';
import { nativeGuestSpec, openNative } from './native.ts';
import type { SweepRange } from './sweep-range.ts';

/** Rejects with `unusable` where the library cannot be opened. */
export async function nativeSweeper(
  path: string,
  { deadlineMs, sanitizer }: NativeOptions,
  expected: SweepExpectation,
): Promise<Sweeper> {
  const target = await openNative(path, { deadlineMs, ...(sanitizer === undefined ? {} : { sanitizer }) });
  await target.close?.();
  const spec = nativeGuestSpec(path, sanitizer);
  const digest = createHash('sha256')
    .update(readFileSync(resolve(path)))
    .digest('hex');
  return {
    info: target.info,
    // Changes with the library: what an earlier build was found to do says nothing of this one.
    identity: `${basename(path)} sha256:${digest}`,
    spanPairs: 2 ** 22,
    startWorker: () => new SweepProcess(spec, deadlineMs, expected),
  };
}

class SweepProcess implements SweepWorker {
  readonly #spec: GuestSpec;
  readonly #deadlineMs: number;
  readonly #expected: SweepExpectation;
  #child: IsolatedChild | undefined;
  #isClosed = false;

  constructor(spec: GuestSpec, deadlineMs: number, expected: SweepExpectation) {
    this.#spec = spec;
    this.#deadlineMs = deadlineMs;
    this.#expected = expected;
  }

  /** A pair at which the library ends its process is found by halving the span that ended it. */
  async sweep({ from, to }: Span): Promise<Swept> {
    try {
      const pair = await this.#request({ from, to, expected: this.#expected });
      return pair < 0 ? { kind: 'as-expected' } : { kind: 'mismatch', pair };
    } catch (error) {
      if (this.#isClosed || !(error instanceof TargetFailure) || error.kind === 'unusable') throw error;
      this.#child?.kill();
      this.#child = undefined;
      if (to - from === 1) return { kind: error.kind, pair: from, message: error.message };
      const middle = from + Math.floor((to - from) / 2);
      const lower = await this.sweep({ from, to: middle });
      return lower.kind === 'as-expected' ? this.sweep({ from: middle, to }) : lower;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#child?.kill();
    await this.#child?.ended;
  }

  async #request(range: SweepRange): Promise<number> {
    if (this.#child === undefined) {
      this.#child = new IsolatedChild(this.#spec, { deadlineMs: this.#deadlineMs, memoryBytesMax: MEMORY_BYTES_MAX });
      await this.#child.ready();
    }
    // A pair has its own deadline; a million of them have a microsecond more each.
    return (await this.#child.errand('sweep', range, this.#deadlineMs + (range.to - range.from) / 1_000)) as number;
  }
}
