/** What is shown of a campaign on its way, and how often the campaign lets that happen. */
import type { Snapshot } from './facts.ts';

export interface Progress {
  readonly strategy: string;
  readonly programs: number;
  /** How many programs there will be, where that is known. */
  readonly programsTotal: number | undefined;
  readonly calls: number;
  readonly failures: number;
  /** What the campaign knows by now. */
  readonly snapshot: () => Snapshot;
}

/** How long the loop keeps the process to itself, in milliseconds, before signals and progress get their turn. */
const SLICE_MS = 40;

export class TimeSlice {
  #end = 0;

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Lets pending events be handled first. */
  async next(): Promise<void> {
    await new Promise(setImmediate);
    this.#end = performance.now() + SLICE_MS;
  }
}
