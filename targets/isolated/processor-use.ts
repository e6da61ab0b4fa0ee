/**
 * Whether a process had the time that the clock says: on a busy machine a deadline passes for a child that was hardly let run.
 * Linux tells; elsewhere the clock alone decides.
 */
import { readFileSync } from 'node:fs';
import { SYSTEM_CLOCK } from '../../harness/execute/deadline.ts';
import type { Clock } from '../../harness/execute/deadline.ts';

export interface ProcessorUse {
  /** Processor time since the process began. */
  readonly ms: number;
  /** It runs, or would if it were let; not so where it sleeps, which more time does not cure. */
  readonly isRunnable: boolean;
}

/** Linux counts in hundredths of a second, whatever its kernel does within. */
const TICK_MS = 10;

export function processorUse(pid: number | undefined): ProcessorUse | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is a name that may hold anything, in brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ms = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    return Number.isNaN(ms) ? undefined : { ms, isRunnable: fields[0] === 'R' };
  } catch {
    return undefined;
  }
}

/** Less than this share of the deadline on a processor is no fair trial. */
const FAIR_SHARE = 0.5;
/** However little it was let run, it is not waited for longer than so many deadlines. */
const DEADLINES_MAX = 4;
/** What was used is looked up so often within a deadline, at most. */
const SAMPLES_A_DEADLINE = 8;

export class FairTrial {
  readonly #deadlineMs: number;
  readonly #use: () => ProcessorUse | undefined;
  readonly #clock: Clock;
  #sample: { readonly at: number; readonly ms: number } | undefined;
  #progressAt = 0;

  constructor(deadlineMs: number, use: () => ProcessorUse | undefined, clock: Clock = SYSTEM_CLOCK) {
    this.#deadlineMs = deadlineMs;
    this.#use = use;
    this.#clock = clock;
  }

  /** Something is waited for from now on. */
  begin(): void {
    const now = this.#clock.now();
    this.#progressAt = now;
    if (this.#sample !== undefined && now - this.#sample.at < this.#deadlineMs / SAMPLES_A_DEADLINE) return;
    const use = this.#use();
    this.#sample = use === undefined ? undefined : { at: now, ms: use.ms };
  }

  /** Whether the process was kept from running most of the time since, so that it should be given more of it. */
  get isOwedTime(): boolean {
    if (this.#sample === undefined) return false;
    if (this.#clock.now() - this.#progressAt >= this.#deadlineMs * DEADLINES_MAX) return false;
    const use = this.#use();
    return use?.isRunnable === true && use.ms - this.#sample.ms < this.#deadlineMs * FAIR_SHARE;
  }
}
