/** Programs like one that failed, each run once from a fresh start, within what may be spent on one failure. */
import type { Trace } from '../execute/trace.ts';
import type { Finding } from '../judge/judge.ts';
import { printProgram } from '../program/program.ts';
import type { Program } from '../target.ts';

/** What the neighbour and the hint of one failure may cost together. A run that hangs costs its deadline. */
export const TRIAL_CALLS_MAX = 200;
const TIMEOUTS_MAX = 3;

/** How programs are run and judged. */
export interface Judged {
  run(program: Program): Promise<Trace>;
  /** The same in a process that has run nothing before, where the target has such a thing. */
  alone(program: Program): Promise<Trace>;
  findings(trace: Trace): readonly Finding[];
}

export class Trials {
  readonly #judged: Judged;
  readonly #signal: AbortSignal | undefined;
  readonly #traces = new Map<string, Trace>();
  #callsLeft: number;
  #timeoutsLeft = TIMEOUTS_MAX;

  /** Of what may be spent, one more run of a program as long as the failing one is kept for the last. */
  constructor(judged: Judged, { length }: Program, signal: AbortSignal | undefined) {
    this.#judged = judged;
    this.#callsLeft = TRIAL_CALLS_MAX - length;
    this.#signal = signal;
  }

  /** How many more programs of this length can be run. */
  runsLeft({ length }: Program): number {
    return Math.floor(this.#callsLeft / length);
  }

  /** Nothing where it would cost more than is left. */
  async run(program: Program): Promise<Trace | undefined> {
    const key = printProgram(program);
    const known = this.#traces.get(key);
    if (known !== undefined) return known;
    if (this.#signal?.aborted || this.#timeoutsLeft === 0 || program.length > this.#callsLeft) return undefined;
    this.#callsLeft -= program.length;
    const trace = await this.#judged.run(program);
    if (trace.end.kind === 'timeout') this.#timeoutsLeft -= 1;
    this.#traces.set(key, trace);
    return trace;
  }

  findings(trace: Trace): readonly Finding[] {
    return this.#judged.findings(trace);
  }

  /** Whether the program is answered in full, and as promised. */
  async passes(program: Program): Promise<boolean> {
    return this.#isPassed(await this.run(program));
  }

  /** Whether it passes once more, by itself. Only said of a program that passed, once. */
  async passesAlone(program: Program): Promise<boolean> {
    return this.#isPassed(await this.#judged.alone(program));
  }

  #isPassed(trace: Trace | undefined): boolean {
    return trace?.end.kind === 'complete' && this.findings(trace).length === 0;
  }
}
