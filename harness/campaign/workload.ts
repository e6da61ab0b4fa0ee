/**
 * How much a run has before it: programs and calls of each strategy, for those who wait. Reckoned only when somebody asks, since suites
 * have to be laid out for it.
 */
import type { Strategy, StrategyContext } from '../generate/generate.ts';
import type { Extent } from './pace.ts';

export interface Workload {
  /** Programs of the strategy at hand. */
  readonly programsTotal: number;
  /** Calls of all strategies, of those to come about as many as are foreseen. */
  readonly callsTotal: number;
}

/** So many programs tell how long the others are, where only their number is known before they are drawn. */
const SAMPLE = 2;

/** Of one part of several, `share` is one part in so many. */
export class WorkloadEstimate {
  readonly #strategies: readonly Strategy[];
  readonly #share: number;
  readonly #extents = new Map<Strategy, Extent>();
  /** The strategy at hand, by its index, and what was run before it. */
  #at = 0;
  #before: Extent = { programs: 0, calls: 0 };

  constructor(strategies: readonly Strategy[], share: number) {
    this.#strategies = strategies;
    this.#share = share;
  }

  begin(strategy: Strategy, before: Extent): void {
    this.#at = this.#strategies.indexOf(strategy);
    this.#before = before;
  }

  /** Which of how many strategies is at hand, from 1. */
  get place(): { readonly number: number; readonly of: number } {
    return { number: this.#at + 1, of: this.#strategies.length };
  }

  reckon(context: StrategyContext): Workload {
    const extents = this.#strategies.slice(this.#at).map((strategy) => this.#extent(strategy, context));
    const calls = extents.reduce((sum, extent) => sum + extent.calls, this.#before.calls);
    return { programsTotal: extents[0]?.programs ?? 0, callsTotal: Math.ceil(calls) };
  }

  /** What is to come of each strategy, where so much was run of all by now. */
  toCome(context: StrategyContext, done: Extent = this.#before): readonly (Extent & { readonly strategy: Strategy })[] {
    return this.#strategies.slice(this.#at).map((strategy, index) => {
      const { programs, calls } = this.#extent(strategy, context);
      const ran = index === 0 ? done : this.#before;
      return {
        strategy,
        programs: Math.max(0, programs - (ran.programs - this.#before.programs)),
        calls: Math.max(0, calls - (ran.calls - this.#before.calls)),
      };
    });
  }

  #extent(strategy: Strategy, context: StrategyContext): Extent {
    const known = this.#extents.get(strategy);
    if (known !== undefined) return known;
    const extent = this.#shareOf(strategy.extent?.(context) ?? counted(strategy, context));
    this.#extents.set(strategy, extent);
    return extent;
  }

  #shareOf({ programs, calls }: Extent): Extent {
    return { programs: Math.ceil(programs / this.#share), calls: calls / this.#share };
  }
}

/** Where the number of programs is known, some of them tell how long the others are. */
function counted(strategy: Strategy, context: StrategyContext): Extent {
  let programs = 0;
  let calls = 0;
  for (const { length } of strategy.programs(context)) {
    programs += 1;
    calls += length;
    if (strategy.total !== undefined && programs >= SAMPLE) break;
  }
  const total = strategy.total ?? programs;
  return { programs: total, calls: programs === 0 ? 0 : (calls / programs) * total };
}
