/**
 * What ran before each first failure, in order, so that a failure which depends on it can be found again. Of a long campaign the last
 * programs are kept: what is left in a process by a program more than this far back is not looked for.
 */
import type { Program } from '../target.ts';

const PROGRAMS_MAX = 20_000;
const CALLS_MAX = 400_000;

const NO_CALLS: Program = [];

export interface FirstFailure {
  /** As it was drawn. */
  readonly program: Program;
  readonly before: readonly Program[];
}

export class RunLog {
  readonly #first = new Map<string, FirstFailure>();
  #programs: Program[] = [];
  #start = 0;
  #calls = 0;
  /** While programs run elsewhere: on several instances at once, in a process of their own. */
  isPaused = false;

  note(program: Program): void {
    if (this.isPaused || program.length === 0) return;
    this.#programs.push(program);
    this.#calls += program.length;
    while (this.#programs.length - this.#start > PROGRAMS_MAX || this.#calls > CALLS_MAX) {
      this.#calls -= this.#programs[this.#start]!.length;
      // Let go of at once; its place in the list goes with many others.
      this.#programs[this.#start] = NO_CALLS;
      this.#start += 1;
    }
    if (this.#start <= PROGRAMS_MAX) return;
    this.#programs = this.#programs.slice(this.#start);
    this.#start = 0;
  }

  /** `subject`: the clause that was broken, or how the target ended. Only the first failure of each is kept. */
  noteFailure(subject: string, program: Program): void {
    if (!this.isPaused && !this.#first.has(subject))
      this.#first.set(subject, { program, before: this.#programs.slice(this.#start) });
  }

  firstFailure(subject: string): FirstFailure | undefined {
    return this.#first.get(subject);
  }
}
