/**
 * A strategy lays out programs for a target, all of them runnable by construction.
 */
import type { Profile } from '../machine/automaton.ts';
import type { Reading } from '../../spec/readings.ts';
import type { PairPlan } from '../pair-plan.ts';
import type { Capability, Program } from '../target.ts';

export interface StrategyContext {
  readonly capabilities: ReadonlySet<Capability>;
  /** The guest's window, where the target states it. */
  readonly roomMegabytes?: number | undefined;
  readonly reading: Reading;
  /** How the target answers the open questions, as far as it has shown it when the strategy begins. */
  readonly profile: () => Profile;
  readonly seed: number;
  /** Programs that reached edges of the implementation which none before them had, as far as it notes them. */
  readonly seeds?: () => readonly Program[];
}

export interface Strategy {
  readonly name: string;
  /** What a pass means, in one sentence; of a target with these capabilities, where that depends on them. */
  readonly guarantee: string | ((capabilities: ReadonlySet<Capability>) => string);
  /** How many programs there will be, where that is known before they are drawn. */
  readonly total?: number;
  /** How many programs and calls there will be, where that is known without a look at each. */
  readonly extent?: (context: StrategyContext) => { readonly programs: number; readonly calls: number };
  /** Of a complete suite: for k from 0 how many programs, from the first, make it k-complete. */
  readonly completeAfter?: (context: StrategyContext) => readonly number[];
  /** Where its programs are run on so many instances at once, in a target that can have them. */
  readonly instancesAtOnce?: number;
  programs(context: StrategyContext): Iterable<Program>;
  /** What it does with pairs, where its programs differ in their pairs only: then they can be tried in batches. */
  readonly pairs?: PairStrategy;
}

export interface PairStrategy {
  /** As many pairs as it has. */
  readonly count: number;
  /** `isEnabled`: whether Enable succeeds, so that something can be seen behind it. */
  plan(context: StrategyContext, isEnabled: boolean): PairPlan;
  /** What a pass means for such a plan. */
  guarantee(plan: PairPlan): string;
  /** How long its programs may take, in milliseconds, on a target that has them one by one; it is left out where they would take longer. */
  readonly msMax: number;
}

/** Where a program came from: the strategy and its number there, from 0. */
export interface Source {
  readonly strategy: string;
  readonly index: number;
}

export function guaranteeOf({ guarantee }: Strategy, capabilities: ReadonlySet<Capability>): string {
  return typeof guarantee === 'string' ? guarantee : guarantee(capabilities);
}
