/** The runs that a child was sent and has not answered yet, in order, and how many batches they are. */

/** One batch is run while the next one waits in the child's pipe. */
const BATCHES_MAX = 2;

export class OwedRuns<R> {
  #runs: R[] = [];
  /** How many runs of each batch are left. */
  readonly #batches: number[] = [];

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  get hasRoom(): boolean {
    return this.#batches.length < BATCHES_MAX;
  }

  add(runs: readonly R[]): void {
    this.#runs.push(...runs);
    this.#batches.push(runs.length);
  }

  takeOldest(): R {
    const run = this.#runs.shift();
    if (run === undefined) throw new Error('a child answered more programs than it was sent');
    const left = (this.#batches[0] ?? 0) - 1;
    if (left > 0) this.#batches[0] = left;
    else this.#batches.shift();
    return run;
  }

  takeAll(): R[] {
    const runs = this.#runs;
    this.#runs = [];
    this.#batches.length = 0;
    return runs;
  }
}
