/**
 * Programs of one target executed, judged and made small, within budgets that fit how each failed.
 */
import { withAnswersBeforeEnd } from '../execute/answers-before-end.ts';
import { NotRecorded } from '../execute/not-recorded.ts';
import type { End, Trace } from '../execute/trace.ts';
import { execute } from '../execute/execute.ts';
import { executeInOrder } from '../execute/execute-in-order.ts';
import type { InOrder } from '../execute/execute-in-order.ts';
import type { Finding, Judgement } from '../judge/judge.ts';
import type { Ledger } from '../judge/ledger.ts';
import { exploreByForks } from '../minimize/explore-by-forks.ts';
import { exploreByRuns } from '../minimize/explore-by-runs.ts';
import { minimize } from '../minimize/minimize.ts';
import type { Minimized, MinimizeOptions } from '../minimize/minimize.ts';
import type { Explore } from '../minimize/program-tree.ts';
import type { FailsAt, Searched } from '../minimize/search-shorter.ts';
import { TargetFailure } from '../target.ts';
import type { Capability, Program, Target } from '../target.ts';

export interface ShrinkerOptions {
  readonly deadlineMs: number;
  readonly capabilities: ReadonlySet<Capability>;
  /** How many programs the search among all shorter ones may try for each. */
  readonly searchProgramsMax: number;
  /** And for all of them together, where they are run one by one. */
  readonly searchProgramsTotal: number;
  /** Whether no more time may be spent: each failure is then only run again once, and told as it is by then. */
  readonly isOver?: () => boolean;
  /** Hears of each program that would have said which clause is to blame, and that the record of a target does not hold. */
  readonly onNotRecorded?: ((program: Program) => void) | undefined;
}

interface Budget {
  readonly callsMax: number;
  readonly programsMax: number;
}

/**
 * What shrinking may cost. An abnormal end gets little where each program may cost a new process, and less where it may cost a
 * deadline. An answer is one half of what shows a conflict.
 */
const BUDGETS = {
  breach: { callsMax: 2_000, programsMax: 2_000 },
  answer: { callsMax: 1_000, programsMax: 1_000 },
  crash: { callsMax: 1_000, programsMax: 60 },
  'adapter-fault': { callsMax: 1_000, programsMax: 60 },
  timeout: { callsMax: 200, programsMax: 12 },
} as const satisfies Record<'breach' | 'answer' | Exclude<End['kind'], 'complete'>, Budget>;

/** Where each program is long, so many calls show no more than a few of them. */
const CALLS_OF_EACH_CALL = 40;
const LONG_CALLS_MAX = 20_000;

function budgetOf(kind: keyof typeof BUDGETS, { length }: Program): Budget {
  const budget: Budget = BUDGETS[kind];
  const long = Math.min(length * CALLS_OF_EACH_CALL, LONG_CALLS_MAX);
  return kind === 'breach' ? { ...budget, callsMax: Math.max(budget.callsMax, long) } : budget;
}

export class Shrinker {
  readonly #target: Target;
  readonly #ledger: Ledger;
  readonly #options: ShrinkerOptions;
  #searchProgramsLeft: number;

  constructor(target: Target, ledger: Ledger, options: ShrinkerOptions) {
    this.#target = target;
    this.#ledger = ledger;
    this.#options = options;
    this.#searchProgramsLeft = options.searchProgramsTotal;
  }

  get isOver(): () => boolean {
    return this.#options.isOver ?? (() => false);
  }

  /** The smallest program that fails so, searched for only where what shrinking left is worth it. `known`: earlier searches for the same failure. */
  async minimize(
    program: Program,
    budget: keyof typeof BUDGETS,
    failsAt: FailsAt,
    isWorthSearching?: MinimizeOptions['isWorthSearching'],
    known?: Map<string, Searched>,
  ): Promise<Minimized> {
    const smallest = new Smallest(program, failsAt, this.isOver);
    try {
      return await this.#minimize(program, budget, smallest.failsAt, isWorthSearching, known);
    } catch (error) {
      if (smallest.isCut || error instanceof NotRecorded) return smallest.minimized;
      // A target that answers otherwise each time can contradict what a step has just learnt. The failure was seen all the same.
      return {
        program,
        certificate: 'out of budget',
        spentPrograms: 0,
        spentCalls: 0,
        certifyingCalls: 0,
        searchCalls: 0,
      };
    }
  }

  #minimize(
    program: Program,
    budget: keyof typeof BUDGETS,
    failsAt: FailsAt,
    isWorthSearching?: MinimizeOptions['isWorthSearching'],
    known?: Map<string, Searched>,
  ): Promise<Minimized> {
    const { capabilities, searchProgramsMax } = this.#options;
    if (this.isOver()) return minimize(program, { capabilities, callsMax: 0, programsMax: 0, failsAt });
    const { reading, profiles } = this.#ledger;
    const programsMax = Math.min(searchProgramsMax, this.#searchProgramsLeft);
    const search = { explore: this.#explore(), reading, profiles, programsMax, ...(known ? { known } : {}) };
    const isWorth = async (candidate: Program) => !this.isOver() && (await (isWorthSearching?.(candidate) ?? true));
    return minimize(program, {
      capabilities,
      ...budgetOf(budget, program),
      failsAt,
      search,
      isWorthSearching: isWorth,
    });
  }

  /** Throws where the target cannot be used any more. */
  executeInOrder(programs: readonly Program[], isWanted: (trace: Trace) => boolean): Promise<InOrder> {
    return executeInOrder(this.#target, programs, this.#options, isWanted);
  }

  /** `earlier`: the programs that ran before it in the same process. */
  withAnswersBeforeEnd(trace: Trace, earlier: readonly Program[]): Promise<Trace> {
    return withAnswersBeforeEnd(this.#target, trace, this.#options, earlier);
  }

  /** A target that fails instead of answering has crashed. Rejects with `NotRecorded` where it is a record that does not hold the program. */
  async run(program: Program): Promise<Trace> {
    try {
      return await execute(this.#target, program, this.#options);
    } catch (error) {
      if (!(error instanceof TargetFailure) || error instanceof NotRecorded) throw error;
      return { program, responses: [], end: { kind: 'crash', message: error.message, at: undefined } };
    }
  }

  /** Nothing where the target is a record that does not hold the program, which then tells nothing. */
  async runIfRecorded(program: Program): Promise<Trace | undefined> {
    try {
      return await this.run(program);
    } catch (error) {
      if (!(error instanceof NotRecorded)) throw error;
      this.#options.onNotRecorded?.(program);
      return undefined;
    }
  }

  findings(trace: Trace): readonly Finding[] {
    return this.#judgement(trace)?.findings ?? [];
  }

  choices(trace: Trace): Judgement['choices'] {
    return this.#judgement(trace)?.choices ?? [];
  }

  #judgement(trace: Trace): Judgement | undefined {
    return trace.end.kind === 'complete' ? this.#ledger.judge(trace) : undefined;
  }

  /** By forks where sessions of this process have them, which is what makes the search cheap. */
  #explore(): Explore {
    const { open, runsMax = 1 } = this.#target;
    if (open?.().fork !== undefined) return (exploration) => exploreByForks(open, exploration);
    const byRuns = { execute: (program: Program) => this.run(program), runsMax, isOver: this.isOver };
    return async (exploration) => {
      const programsMax = Math.min(exploration.programsMax, this.#searchProgramsLeft);
      const explored = await exploreByRuns(byRuns, { ...exploration, programsMax });
      this.#searchProgramsLeft -= explored.programs;
      return explored;
    };
  }
}

/** What shrinking has come to when its time is up: the last candidate that failed, which is simpler than all before it. */
class Smallest {
  readonly #failsAt: FailsAt;
  readonly #isOver: () => boolean;
  #program: Program;
  #spent = { programs: 0, calls: 0 };
  #found = this.#spent;
  isCut = false;

  constructor(program: Program, failsAt: FailsAt, isOver: () => boolean) {
    this.#program = program;
    this.#failsAt = failsAt;
    this.#isOver = isOver;
  }

  /** The first run is always made, since it tells whether the failure comes again. Throws where the time is up. */
  readonly failsAt: FailsAt = async (candidate) => {
    this.isCut = this.#spent.programs > 0 && this.#isOver();
    if (this.isCut) throw new Error('the time is up');
    this.#spent = { programs: this.#spent.programs + 1, calls: this.#spent.calls + candidate.length };
    const at = await this.#failsAt(candidate);
    if (at === undefined) return undefined;
    this.#program = candidate.slice(0, at + 1);
    this.#found = this.#spent;
    return at;
  };

  get minimized(): Minimized {
    const [found, calls] = [this.#found, this.#spent.calls];
    const spent = { spentPrograms: found.programs, spentCalls: found.calls, certifyingCalls: calls - found.calls };
    return { program: this.#program, certificate: 'out of budget', ...spent, searchCalls: 0 };
  }
}
