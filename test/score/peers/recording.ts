/**
 * What a contender calls under one seed while nothing is wrong. Until its first objection no contender knows which machine it
 * has before it: the answers only pass or fail. So a recording on the faultless machine tells exactly when each mutant
 * would have been killed, and all mutants can be tried where a campaign each would take days. `peers.test.ts` holds campaigns
 * on mutants against it.
 */
import type { Word } from '../../../harness/machine/identification.ts';
import { callsToKill } from '../mutants/machine.ts';
import type { Bench, Machine } from '../mutants/machine.ts';

/** How many of the recorded calls it takes until the machine is found out, or 0 where `budget` of them are not enough. */
export function recordedKill(bench: Bench, machine: Machine, words: Iterable<Word>, budget: number): number {
  let calls = 0;
  for (const word of words) {
    const kill = callsToKill(bench, machine, word);
    if (kill > 0) return calls + kill <= budget ? calls + kill : 0;
    calls += word.length;
    if (calls >= budget) return 0;
  }
  return 0;
}
