/** What is to come of a run, how long it will take at the pace of its target, and what of it fits into a budget. */
import type { Strategy, StrategyContext } from '../generate/generate.ts';
import { type Budget, fitting, programsMs } from './budget.ts';
import type { Target } from '../target.ts';
import type { CampaignOptions } from './campaign-options.ts';
import type { StrategyResult } from './facts.ts';
import { type Extent, Pace } from './pace.ts';
import type { Progress } from './progress.ts';
import { WorkloadEstimate } from './workload.ts';

export class RunPlan {
  readonly #pace = new Pace();
  readonly #startedAt = performance.now();
  readonly #budget: Budget | undefined;
  /** Whether pairs are tried in batches, which take next to nothing. */
  readonly #hasBatches: boolean;
  readonly #workload: WorkloadEstimate;
  readonly #smoke: WorkloadEstimate;

  /** `smoke`: the strategies of that tier, to tell how long it would take. */
  constructor(
    strategies: readonly Strategy[],
    smoke: readonly Strategy[],
    { open, tryPairs }: Pick<Target, 'open' | 'tryPairs'>,
    { budget, shard }: Pick<CampaignOptions, 'budget' | 'shard'>,
  ) {
    this.#budget = budget;
    this.#hasBatches = (open ?? tryPairs) !== undefined;
    this.#workload = new WorkloadEstimate(strategies, shard?.count ?? 1);
    this.#smoke = new WorkloadEstimate(smoke, 1);
  }

  /** Whether the time for programs is up. */
  get isSpent(): boolean {
    return this.#leftMs <= 0;
  }

  /** Why failures are not to be made smaller any more either, if that is so. */
  get whyOver(): string | undefined {
    const budget = this.#budget;
    if (budget === undefined || performance.now() - this.#startedAt < budget.ms) return undefined;
    return `its budget was spent, ${budget.ms / 1_000} s`;
  }

  /** Whether a strategy is to be run, after others. Before anything is known of the pace, it is. */
  begins(strategy: Strategy, after: readonly StrategyResult[], ran: Extent, context: StrategyContext): boolean {
    this.#workload.begin(strategy, ran);
    const budget = this.#budget;
    if (budget === undefined) return true;
    if (this.isSpent && after.length > 0) return false;
    if (!this.#pace.isKnown) return true;
    const names = after.flatMap(({ name, isLeftOut }) => (isLeftOut === true ? [] : [name]));
    const toCome = this.#workload.toCome(context).map((one) => ({ ...one, ms: this.#ms(one.strategy, one) }));
    return fitting(budget, names, toCome, this.#leftMs).has(strategy);
  }

  /** So much was run by now, the last of it of this strategy. */
  note({ pairs }: Strategy, ran: Extent): void {
    // Batches tell nothing of the pace of programs.
    if (pairs === undefined) this.#pace.note(ran);
  }

  progress(context: StrategyContext, ran: Extent): Pick<Progress, 'number' | 'of' | 'workload' | 'estimate'> {
    return {
      ...this.#workload.place,
      workload: () => this.#workload.reckon(context),
      estimate: () =>
        this.#pace.isKnown
          ? {
              msToCome: Math.min(this.#leftMs, this.#sum(this.#workload.toCome(context, ran))),
              smokeMs: this.#sum(this.#smoke.toCome(context)),
            }
          : undefined,
    };
  }

  get #leftMs(): number {
    const budget = this.#budget;
    return budget === undefined ? Infinity : Math.max(0, programsMs(budget) - (performance.now() - this.#startedAt));
  }

  #sum(parts: ReturnType<WorkloadEstimate['toCome']>): number {
    return parts.reduce((sum, { strategy, ...extent }) => sum + this.#ms(strategy, extent), 0);
  }

  /** A strategy of pairs leaves itself out where it would take too long. */
  #ms({ pairs }: Strategy, extent: Extent): number {
    const ms = this.#pace.ms(extent);
    if (pairs === undefined) return ms;
    return this.#hasBatches || ms > pairs.msMax ? 0 : ms;
  }
}
