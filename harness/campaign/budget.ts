/** Which strategies fit into a time: those first that show most for it. */
import type { StrategyResult } from './facts.ts';
import type { Strategy } from '../generate/generate.ts';

export interface Budget {
  readonly ms: number;
  /** How much is shown by strategies of these names together: more is better, and what the number means is no matter here. */
  readonly worth: (strategies: readonly string[]) => number;
}

/** The part of a budget that programs may take: an estimate is one, and failures are still to be made small. */
const PROGRAMS_SHARE = 0.8;

/** What is said of a strategy that did not fit, or not to its end. */
export function leftOutOfBudget(strategy: Strategy, ran?: StrategyResult): StrategyResult {
  const why =
    ran === undefined
      ? 'left out: it does not fit into the budget at the speed of this target'
      : 'left out before its end: the budget was spent';
  return { ...leftOut(strategy, why), ...ran, guarantee: why, endedEarly: false, isLeftOut: true };
}

/** What is said of a strategy of which nothing was run. */
export function leftOut({ name }: Strategy, why: string): StrategyResult {
  return { name, guarantee: why, programs: 0, calls: 0, durationMs: 0, endedEarly: false, isLeftOut: true };
}

/** When no further program is to be run, in milliseconds from the start. */
export function programsMs({ ms }: Pick<Budget, 'ms'>): number {
  return ms * PROGRAMS_SHARE;
}

/** Out of those to come with what each takes: the ones that are run, given the names of those that were. */
export function fitting(
  { worth }: Budget,
  done: readonly string[],
  toCome: readonly { readonly strategy: Strategy; readonly ms: number }[],
  leftMs: number,
): ReadonlySet<Strategy> {
  const chosen = new Set<Strategy>();
  const names = [...done];
  let left = leftMs;
  for (;;) {
    const before = worth(names);
    const [best] = toCome
      .filter(({ strategy, ms }) => !chosen.has(strategy) && ms <= left)
      .map((one) => ({ ...one, rate: (worth([...names, one.strategy.name]) - before) / Math.max(1, one.ms) }))
      .toSorted((a, b) => b.rate - a.rate || a.ms - b.ms);
    if (best === undefined) return chosen;
    chosen.add(best.strategy);
    names.push(best.strategy.name);
    left -= best.ms;
  }
}
