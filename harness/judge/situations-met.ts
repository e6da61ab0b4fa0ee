/**
 * The abstract situations that programs drawn by chance have met, and how many of them only once: by Good and Turing the share of
 * those among all calls estimates how likely the next call is to meet one that was never met.
 */
import type { Handle } from '../../spec/call.ts';
import { CELLS } from './cells.ts';
import { handleIndex, HANDLES_MAX } from './handle-index.ts';

export interface SituationCounts {
  readonly calls: number;
  readonly metOnce: number;
}

/**
 * In how many further calls one meets a situation that was never met, by Good and Turing. Where none was met just once, one is taken for
 * it, so that the number is no larger than that of the calls that were made.
 */
export function callsPerNew({ calls, metOnce }: SituationCounts): number {
  return calls / Math.max(metOnce, 1);
}

/** Before the first call on a channel. */
const NO_CELL = CELLS;

export const SITUATIONS = (CELLS + 1) * CELLS;

/** A situation is a cell with the one that came before it on the same channel. */
export class SituationsMet {
  /** By the cell before and the cell at hand: how often it was met, which after days is more than 32 bits hold. Laid out at the first call. */
  #met: Float64Array | undefined;
  readonly #before = new Int32Array(HANDLES_MAX);

  /** The next cells are of a new program. */
  begin(): void {
    this.#before.fill(NO_CELL);
  }

  meet(channel: Handle, cell: number): void {
    const met = (this.#met ??= new Float64Array(SITUATIONS));
    const handle = handleIndex(channel);
    met[this.#before[handle]! * CELLS + cell]! += 1;
    this.#before[handle] = cell;
  }

  /** Situation after situation with how often it was met; empty where no call was met. */
  get met(): Float64Array | readonly number[] {
    return this.#met ?? [];
  }

  /** `more`: situations, each with how often it was met elsewhere. */
  add(more: readonly number[]): void {
    if (more.length === 0) return;
    const met = (this.#met ??= new Float64Array(SITUATIONS));
    for (let at = 0; at < more.length; at += 2) met[more[at]!]! += more[at + 1]!;
  }

  /** Nothing where no call was met. */
  get counts(): SituationCounts | undefined {
    if (this.#met === undefined) return undefined;
    let [calls, metOnce] = [0, 0];
    for (const times of this.#met) {
      calls += times;
      if (times === 1) metOnce += 1;
    }
    return { calls, metOnce };
  }
}
