/**
 * A strategy lays out programs for a target, all of them runnable by construction.
 */
import type { Profile } from '../machine/automaton.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Capability, Program } from '../target.ts';

export interface StrategyContext {
  readonly capabilities: ReadonlySet<Capability>;
  readonly reading: Reading;
  /** How the target answers the open questions, as far as it has shown it when the strategy begins. */
  readonly profile: () => Profile;
  readonly seed: number;
}

export interface Strategy {
  readonly name: string;
  /** What a pass means, in one sentence. */
  readonly guarantee: string;
  /** How many programs there will be, where that is known before they are drawn. */
  readonly total?: number;
  /** How many programs and calls there will be, where that is known without a look at each. */
  readonly extent?: (context: StrategyContext) => { readonly programs: number; readonly calls: number };
  /** Of a complete suite: for k from 0 how many programs, from the first, make it k-complete. */
  readonly completeAfter?: (context: StrategyContext) => readonly number[];
  programs(context: StrategyContext): Iterable<Program>;
}

/** Where a program came from: the strategy and its number there, from 0. */
export interface Source {
  readonly strategy: string;
  readonly index: number;
}
