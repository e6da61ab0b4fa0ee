/**
 * All steps that need to know nothing of the target but its capabilities, for whoever shrinks by them alone. Every candidate is
 * runnable and simpler than the program by the total order; the order of the steps is the order of preference.
 */
import type { Capability, Program } from '../target.ts';
import { withoutCalls, withoutTwoCalls, withSetsMerged } from './fewer-calls.ts';
import { withFewerChannels, withFewerLives, withoutChannels } from './fewer-channels.ts';
import { withCallsSooner, withSimplerOrder } from './simpler-order.ts';
import { withSmallerAmounts } from './smaller-amounts.ts';
import type { Steps } from './steps.ts';

export function* reductions(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  yield* withoutChannels(program, capabilities);
  yield* withoutCalls(program, capabilities);
  yield* withoutTwoCalls(program, capabilities);
  yield* withFewerChannels(program, capabilities);
  yield* withFewerLives(program, capabilities);
  yield* withSetsMerged(program, capabilities);
  yield* withSmallerAmounts(program);
  yield* withCallsSooner(program);
  yield* withSimplerOrder(program, capabilities);
}
