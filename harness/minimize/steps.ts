/**
 * All steps by which programs are shrunk, in the order in which they are tried: what saves most for its cost comes first. None is
 * superfluous: the ablation of `npm run score:minimizing -- --ablation` shows for each that without it some counterexample stays
 * longer, has a second form, or costs more calls.
 */
import { withoutCalls, withSetsMerged } from './fewer-calls.ts';
import { withFewerChannels, withFewerLives } from './fewer-channels.ts';
import { overAndOver, overAndOverInWalks, withAlikeAmounts } from './over-and-over.ts';
import { endings, jumps, jumpsToEnd, shorterTurns, withoutIdling } from './shortcuts.ts';
import { withCallsSooner, withoutCallInOtherOrder, withSimplerOrder } from './simpler-order.ts';
import { withSimplestAmounts, withSmallerAmounts } from './smaller-amounts.ts';
import type { Step } from './step.ts';

export const STEPS: readonly Step[] = [
  overAndOver,
  withAlikeAmounts,
  withSimplestAmounts,
  jumpsToEnd,
  withoutIdling,
  shorterTurns,
  jumps,
  overAndOverInWalks,
  withoutCalls,
  endings,
  withFewerChannels,
  withFewerLives,
  withSetsMerged,
  withSmallerAmounts,
  withCallsSooner,
  withSimplerOrder,
  withoutCallInOtherOrder,
];
