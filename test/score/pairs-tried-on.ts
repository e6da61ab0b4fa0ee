/** What a strategy of pairs shows of a target, in batches as a campaign has them: its programs one by one would take hours here. */
import { executeInProcess } from '../../harness/execute/execute.ts';
import { tryPairsInProcess } from '../../harness/execute/pairs-in-process.ts';
import type { PairStrategy, StrategyContext } from '../../harness/generate/generate.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import { callsFor, programFor } from '../../harness/pair-plan.ts';
import type { Session } from '../../harness/target.ts';

/** Whether the judge objects to the first pair that was answered otherwise than the table has it, and the calls until then. */
export function pairsTriedOn(
  open: () => Session,
  pairs: PairStrategy,
  context: StrategyContext,
): { readonly isWrong: boolean; readonly calls: number } {
  const plan = pairs.plan(context, true);
  const tried = tryPairsInProcess(open, plan, { from: 0, to: pairs.count });
  if (tried.kind === 'as-expected') return { isWrong: false, calls: callsFor(plan, pairs.count) };
  const { programPairs } = plan;
  const start = tried.pair - (tried.pair % programPairs);
  const ledger = new Ledger(context.reading, context);
  for (const from of [tried.pair, start]) {
    ledger.enter(executeInProcess(open, programFor(plan, { from, to: tried.pair + 1 })), {
      strategy: 'lines',
      index: 0,
    });
  }
  return { isWrong: !ledger.isSatisfied, calls: callsFor(plan, tried.pair + 1) };
}
