/** What is shown of a campaign on its way, and how often the campaign lets that happen. */
import type { SituationCounts } from '../judge/situations-met.ts';
import type { Snapshot } from './facts.ts';
import type { Workload } from './workload.ts';

/** How far a campaign is; nothing in it has to be asked for. */
export interface Progress {
  readonly strategy: string;
  /** Which of how many strategies it is, from 1. */
  readonly number: number;
  readonly of: number;
  /** Programs of this strategy that have run. */
  readonly programs: number;
  readonly calls: number;
  readonly failures: number;
  /** How much there will be. Costs time when it is first asked for. */
  readonly workload: () => Workload;
  /** How long the rest will take, and how long tier smoke would in all, in milliseconds; nothing before that is known. */
  readonly estimate: () => { readonly msToCome: number; readonly smokeMs: number } | undefined;
  /** What the campaign knows by now. */
  readonly snapshot: () => Snapshot;
  /** Where the tier is done and fresh programs are run. */
  readonly soak?: SoakProgress;
}

/** How far it is behind its tier. */
export interface SoakProgress {
  /** From 1. */
  readonly round: number;
  readonly msLeft: number | undefined;
  /** What was asked for, and what the random programs have met by now. */
  readonly quietCalls: number | undefined;
  readonly situations: () => SituationCounts | undefined;
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
