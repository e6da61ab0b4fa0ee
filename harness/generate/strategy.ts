/**
 * A strategy lays out programs for a target, all of them runnable by construction.
 */
import type { Capability, Program } from '../target.ts';

export const STRATEGIES = ['corpus', 'boundary', 'random'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

export interface StrategyContext {
  readonly capabilities: ReadonlySet<Capability>;
  readonly seed: number;
}

export interface Strategy {
  readonly name: StrategyName;
  /** What a pass means, in one sentence. */
  readonly guarantee: string;
  programs(context: StrategyContext): Iterable<Program>;
}
