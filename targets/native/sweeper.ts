/**
 * A library as something that can be swept: who it says it is, and the batch path through it, in processes of their own.
 */
import type { PairPlan, Span } from '../../harness/pair-plan.ts';
import type { Sweeper, SweepWorker, Swept } from '../../harness/sweep/sweep.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { GuestSpec } from '../isolated/guest.ts';
import { PairsProcess } from '../isolated/pairs-process.ts';
import { libraryIdentity } from './library-identity.ts';
import type { NativeOptions } from './native.ts';
import { nativeGuestSpec, openNative } from './native.ts';

/** As many pairs as keep calls and responses in a core's innermost cache. */
const BATCH_PAIRS = 256;

/** Rejects with `unusable` where the library cannot be opened. */
export async function nativeSweeper(path: string, { deadlineMs, sanitizer }: NativeOptions): Promise<Sweeper> {
  const target = await openNative(path, { deadlineMs, ...(sanitizer === undefined ? {} : { sanitizer }) });
  await target.close?.();
  const spec = nativeGuestSpec(path, sanitizer);
  return {
    info: target.info,
    identity: libraryIdentity(path),
    spanPairs: 2 ** 22,
    programPairs: BATCH_PAIRS,
    startWorker: () => new SweepProcess(spec, deadlineMs),
  };
}

class SweepProcess implements SweepWorker {
  readonly #process: PairsProcess;

  constructor(spec: GuestSpec, deadlineMs: number) {
    this.#process = new PairsProcess(spec, { deadlineMs });
  }

  /**
   * A pair at which the library ends its process is found by halving the span that ended it. Where neither half does so again, the end was
   * seen all the same, and is told of the span.
   */
  async sweep(plan: PairPlan, { from, to }: Span): Promise<Swept> {
    try {
      return await this.#process.try(plan, { from, to });
    } catch (error) {
      if (this.#process.isClosed || !(error instanceof TargetFailure) || error.kind === 'unusable') throw error;
      const { kind, message } = error;
      if (to - from === 1) return { kind, pair: from, message };
      const middle = from + Math.floor((to - from) / 2);
      const lower = await this.sweep(plan, { from, to: middle });
      if (lower.kind !== 'as-expected') return lower;
      const upper = await this.sweep(plan, { from: middle, to });
      if (upper.kind !== 'as-expected') return upper;
      return { kind, pair: from, message: `${message}, at one of the pairs ${from} to ${to - 1}` };
    }
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}
