/**
 * Whether a failure stands by itself: the last word on a program is its run in a process that has run nothing before. Where it does
 * not fail there, what ran before it is looked through for the shortest sequence that does.
 */
import type { InOrder } from '../execute/execute-in-order.ts';
import type { Trace } from '../execute/trace.ts';
import { TargetFailure } from '../target.ts';
import type { Capability, Program, Target } from '../target.ts';
import type { Minimized } from '../minimize/minimize.ts';
import type { Sequence } from './counterexample.ts';
import { searchHistory } from './history.ts';
import type { FailsInFreshProcess } from './history.ts';
import type { RunLog } from './run-log.ts';
import type { Shrinker } from './shrinker.ts';

/** How many fresh processes one failure may cost, how many it has when all together have cost theirs, and how many calls. */
const PROCESSES_MAX = 60;
const PROCESSES_MIN = 10;
const CALLS_MAX = 50_000;
/** What was needed before so many other failures is tried first. */
const LEAKS_MAX = 3;

/** A failure as it was found again: its smallest program, that one's run, and what has to run before it if anything. */
export interface Confirmed {
  readonly minimized: Minimized;
  readonly trace: Trace;
  readonly history?: Sequence;
}

/** Where a trace shows the failure that is looked for, as the index of a call. */
export type ShownAt = (trace: Trace) => number | undefined;

export interface ConfirmationOptions {
  readonly capabilities: ReadonlySet<Capability>;
  /** What ran before the first failures. */
  readonly log?: RunLog;
  /** How many fresh processes all failures may cost together, but for the few that each has; those of one where absent. */
  readonly processesTotal?: number;
}

export class Confirmation {
  readonly #target: Target;
  readonly #shrinker: Shrinker;
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #log: RunLog | undefined;
  readonly #leaks: (readonly Program[])[] = [];
  #processesLeft: number;

  constructor(target: Target, shrinker: Shrinker, { capabilities, log, processesTotal }: ConfirmationOptions) {
    this.#target = target;
    this.#shrinker = shrinker;
    this.#capabilities = capabilities;
    this.#log = log;
    this.#processesLeft = processesTotal ?? PROCESSES_MAX;
  }

  /** The run of a program by itself: in a fresh process, where the target has such a thing. */
  async alone(program: Program): Promise<Trace> {
    await this.#target.restart?.();
    return this.#shrinker.run(program);
  }

  /** What of an earlier run the failure needs; nothing where it cannot be had again, or the process is not ours to start. */
  async byHistory(subject: string, shownAt: ShownAt): Promise<Confirmed | undefined> {
    const first = this.#log?.firstFailure(subject);
    if (first === undefined || this.#target.restart === undefined) return undefined;
    const failsInFreshProcess: FailsInFreshProcess = async (programs) =>
      (await this.#inFreshProcess(programs, shownAt))?.index;
    const found = await searchHistory(first.program, first.before, {
      capabilities: this.#capabilities,
      failsInFreshProcess,
      processesMax: Math.max(PROCESSES_MIN, Math.min(PROCESSES_MAX, this.#processesLeft)),
      leaks: this.#leaks,
      callsMax: CALLS_MAX,
      isOver: this.#shrinker.isOver,
    });
    if (found.kind === 'alone') return this.#minimizedAlone(first.program, shownAt);
    this.#processesLeft -= found.processes;
    if (found.kind === 'unrepeated') return undefined;
    const last = await this.#inFreshProcess(found.programs, shownAt);
    if (last?.index !== found.programs.length - 1) return undefined;
    const { programs, cause, processes, calls, isMinimal } = found;
    if (cause === 'leak' && this.#leaks.length < LEAKS_MAX) this.#leaks.push(programs.slice(0, -1));
    const spent = { spentPrograms: processes, spentCalls: calls, certifyingCalls: 0, searchCalls: 0 };
    return {
      minimized: { program: programs.at(-1)!, certificate: 'after other programs', ...spent },
      trace: last.trace,
      history: { programs, cause, processes, isMinimal },
    };
  }

  /** Made small with a process of its own for each candidate. */
  async #minimizedAlone(program: Program, shownAt: ShownAt): Promise<Confirmed | undefined> {
    const minimized = await this.#shrinker.minimize(
      program,
      'crash',
      async (candidate) => shownAt(await this.alone(candidate)),
      async () => false,
    );
    const trace = await this.alone(minimized.program);
    return shownAt(trace) === undefined ? undefined : { minimized, trace };
  }

  async #inFreshProcess(programs: readonly Program[], shownAt: ShownAt): Promise<InOrder | undefined> {
    try {
      await this.#target.restart?.();
      const last = await this.#shrinker.executeInOrder(programs, (trace) => shownAt(trace) !== undefined);
      return shownAt(last.trace) === undefined ? undefined : last;
    } catch (error) {
      if (error instanceof TargetFailure) return undefined;
      throw error;
    }
  }
}
