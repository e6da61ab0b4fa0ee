/**
 * Batches of pairs in a child process of their own, so that what they leave in it is no part of the history of other programs. Asked and
 * answered as JSON.
 */
import type { PairPlan, PairsTried, Span } from '../../harness/pair-plan.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { Target } from '../../harness/target.ts';
import { decodeResponses } from '../abi/layout.ts';
import { ANSWER_HEADER_BYTES } from './answers.ts';
import { IsolatedChild } from './child-process.ts';
import type { ChildLimits } from './child-process.ts';
import type { GuestSpec } from './guest.ts';
import { MEMORY_BYTES_MAX } from './isolation-options.ts';
import type { IsolationOptions } from './isolation-options.ts';

export interface PairsRequest {
  readonly plan: PairPlan;
  readonly span: Span;
}

export type PairsReply =
  | { readonly kind: 'as-expected' }
  /** `count`: the responses to the program that was wrong; `answers`: their rows and the bytes of their offers, in base64. */
  | { readonly kind: 'mismatch'; readonly pair: number; readonly count: number; readonly answers: string };

/** How many pairs a millisecond more is given for. */
const PAIRS_PER_MS = 1_000;

export class PairsProcess {
  readonly #spec: GuestSpec;
  readonly #limits: ChildLimits;
  #child: IsolatedChild | undefined;
  #isClosed = false;

  constructor(spec: GuestSpec, { deadlineMs, memoryBytesMax = MEMORY_BYTES_MAX }: IsolationOptions) {
    this.#spec = spec;
    this.#limits = { deadlineMs, memoryBytesMax };
  }

  /** One at a time. Rejects as a run does; the next one is then asked of another child. */
  async try(plan: PairPlan, span: Span): Promise<PairsTried> {
    try {
      const child = await this.#living();
      const deadlineMs = this.#limits.deadlineMs + (span.to - span.from) / PAIRS_PER_MS;
      const request: PairsRequest = { plan, span };
      return tried((await child.errand('pairs', request, deadlineMs)) as PairsReply);
    } catch (error) {
      this.#child?.kill();
      this.#child = undefined;
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#child?.kill();
    await this.#child?.ended;
  }

  async #living(): Promise<IsolatedChild> {
    if (this.#isClosed) throw new TargetFailure('unusable', 'the target was closed');
    if (this.#child !== undefined) return this.#child;
    this.#child = new IsolatedChild(this.#spec, this.#limits);
    await this.#child.ready();
    return this.#child;
  }
}

/** The same target, with batches beside its runs. */
export function withPairs(target: Target, pairs: PairsProcess): Target {
  const { close } = target;
  return Object.assign(target, {
    tryPairs: (plan: PairPlan, span: Span) => pairs.try(plan, span),
    close: async () => {
      await Promise.all([close?.(), pairs.close()]);
    },
  });
}

function tried(reply: PairsReply): PairsTried {
  if (reply.kind === 'as-expected') return reply;
  const bytes = new Uint8Array(Buffer.from(reply.answers, 'base64'));
  const responses = decodeResponses(reply.count, bytes, new DataView(bytes.buffer), ANSWER_HEADER_BYTES);
  return { kind: 'mismatch', pair: reply.pair, responses };
}
