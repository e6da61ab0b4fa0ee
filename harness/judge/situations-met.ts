/**
 * The abstract situations that programs drawn by chance have met, and how many of them only once: by Good and Turing the share of
 * those among all calls estimates how likely the next call is to meet one that was never met.
 */
import type { Handle } from '../../spec/call.ts';
import { CELL_STATES, COLUMNS } from './cells.ts';
import { handleIndex, HANDLES_MAX } from './handle-index.ts';

export interface SituationCounts {
  readonly calls: number;
  readonly metOnce: number;
}

const CELLS = CELL_STATES.length * COLUMNS.length;
/** Before the first call on a channel. */
const NO_CELL = CELLS;

/** A situation is a cell with the one that came before it on the same channel. */
export class SituationsMet {
  /** By the cell before and the cell at hand: 0, 1, or 2 where it was met more often. Laid out at the first call. */
  #met: Uint8Array | undefined;
  readonly #before = new Int32Array(HANDLES_MAX);
  #calls = 0;
  #metOnce = 0;

  /** The next cells are of a new program. */
  begin(): void {
    this.#before.fill(NO_CELL);
  }

  meet(channel: Handle, cell: number): void {
    const met = (this.#met ??= new Uint8Array((CELLS + 1) * CELLS));
    const handle = handleIndex(channel);
    const situation = this.#before[handle]! * CELLS + cell;
    this.#before[handle] = cell;
    this.#calls += 1;
    const times = met[situation]!;
    if (times === 0) {
      met[situation] = 1;
      this.#metOnce += 1;
    } else if (times === 1) {
      met[situation] = 2;
      this.#metOnce -= 1;
    }
  }

  /** Nothing where no call was met. */
  get counts(): SituationCounts | undefined {
    return this.#calls === 0 ? undefined : { calls: this.#calls, metOnce: this.#metOnce };
  }
}
