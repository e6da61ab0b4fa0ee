/**
 * Whether a failure stands by itself: the last word on a program is its run in a process that has run nothing before. Where it does
 * not fail there, what ran before it is looked through for the shortest sequence that does. Where a part of it fails there that had
 * passed in a process in which others ran, it is made small with a process of its own for each candidate.
 */
import type { InOrder } from '../execute/execute-in-order.ts';
import type { Trace } from '../execute/trace.ts';
import { TargetFailure } from '../target.ts';
import type { Capability, Program, Target } from '../target.ts';
import type { Minimized } from '../minimize/minimize.ts';
import { combinations } from '../program/combinations.ts';
import { isWithoutMisuse, withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { printProgram } from '../program/program.ts';
import type { Sequence } from './counterexample.ts';
import { searchHistory } from './history.ts';
import type { FailsInFreshProcess } from './history.ts';
import type { RunLog } from './run-log.ts';
import type { Shrinker } from './shrinker.ts';

/** How many fresh processes one failure may cost, how many it has when all together have cost theirs, and how many calls. */
const PROCESSES_MAX = 60;
const PROCESSES_MIN = 10;
const CALLS_MAX = 50_000;
/** How many parts of the smallest program are run in a process of their own: of up to five calls all that there are. */
const PARTS_MAX = 15;
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

  /**
   * The program itself, where it fails behind itself as well and none of its parts fails as the first of a process; else the smallest that
   * does. The search among shorter programs ran them one after the other in one process and cannot tell.
   */
  async smallestAlone(confirmed: Confirmed, shownAt: ShownAt): Promise<Confirmed> {
    const failing = await this.#failingAlone(confirmed, shownAt);
    const smaller = failing && (await this.#minimizedAlone(failing, shownAt));
    return smaller === undefined ? confirmed : withCosts(smaller, confirmed.minimized);
  }

  /** What shows that programs leave something behind: a part that fails alone, or the program where it does not fail twice. */
  async #failingAlone({ minimized: { program }, trace }: Confirmed, shownAt: ShownAt): Promise<Program | undefined> {
    if (this.#target.restart === undefined || this.#shrinker.isOver()) return undefined;
    // Behind an end there is a fresh process anyway.
    const isAnswered = trace.end.kind === 'complete';
    if (isAnswered && shownAt(await this.#shrinker.run(program)) === undefined) return program;
    for (const part of partsOf(program, this.#capabilities)) {
      if (this.#shrinker.isOver()) return undefined;
      if (shownAt(await this.alone(part)) !== undefined) return part;
    }
    return undefined;
  }

  /**
   * What of an earlier run the failure needs; nothing where it cannot be had again, or the process is not ours to start. `program`:
   * where it was seen, for one that was seen in another process than this, of which no log tells what ran before it.
   */
  async byHistory(subject: string, program: Program, shownAt: ShownAt): Promise<Confirmed | undefined> {
    if (this.#target.restart === undefined) return undefined;
    const first = this.#log?.firstFailure(subject) ?? { program, before: [] };
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
    let processes = 0;
    const failsAt = async (candidate: Program) => {
      processes += 1;
      return shownAt(await this.alone(candidate));
    };
    const minimized = await this.#shrinker.minimize(program, 'crash', failsAt, async () => false);
    const trace = await this.alone(minimized.program);
    if (shownAt(trace) === undefined) return undefined;
    const isAgain = shownAt(await this.#shrinker.run(minimized.program)) !== undefined;
    if (isAgain) return { minimized, trace };
    const isMinimal = minimized.certificate === '1-minimal';
    return { minimized, trace, history: { programs: [minimized.program], cause: 'first', processes, isMinimal } };
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

/**
 * Of the program's calls all but one, and then a few, the fewest first, without what is not allowed; the last call stays, since it is the
 * one that fails. Where the program does without misuse, so do they.
 */
function partsOf(program: Program, claimed: ReadonlySet<Capability>): readonly Program[] {
  const capabilities = isWithoutMisuse(program, claimed) ? withoutMisuse(claimed) : claimed;
  const parts = new Map<string, Program>();
  for (const chosen of fewerCalls(program.slice(0, -1))) {
    const part = withoutIllegalCalls([...chosen, program.at(-1)!], capabilities);
    if (part.length > 0) parts.set(printProgram(part), part);
    if (parts.size === PARTS_MAX) break;
  }
  return [...parts.values()];
}

function* fewerCalls(calls: Program): Generator<Program> {
  if (calls.length > 0) yield* combinations(calls, calls.length - 1);
  for (let count = 0; count < calls.length - 1; count += 1) yield* combinations(calls, count);
}

function withCosts(confirmed: Confirmed, before: Minimized): Confirmed {
  const { minimized } = confirmed;
  const spent = {
    spentPrograms: before.spentPrograms + minimized.spentPrograms,
    spentCalls: before.spentCalls + minimized.spentCalls,
    certifyingCalls: before.certifyingCalls + minimized.certifyingCalls,
    searchCalls: before.searchCalls + minimized.searchCalls,
  };
  return { ...confirmed, minimized: { ...minimized, ...spent } };
}
