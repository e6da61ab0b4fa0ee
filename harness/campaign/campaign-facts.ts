/** The facts of a campaign, out of what was asked of it, what its ledgers say and what was blamed. */
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import type { Blame } from './investigation.ts';
import type { AbnormalEnd } from './counterexample.ts';
import type { Facts } from './facts.ts';
import { withEnds } from './ended-cells.ts';
import { clauseFacts, judgedFacts } from './judged-facts.ts';
import type { ReadingsJudged } from './readings-judged.ts';
import { endWaysOf } from './signature.ts';

type Counted = 'target' | 'strategies' | 'programs' | 'calls' | 'answersSeen' | 'cutShort' | 'unrepeated';

export function campaignFacts(
  { tier, seed, selects, selection, shard, programs, budget, recorded }: WithDefaults<CampaignOptions>,
  ledgers: ReadingsJudged,
  { masked, counterexamples }: Blame,
  mishaps: readonly AbnormalEnd[],
  counted: Pick<Facts, Counted | 'corpusSkipped' | 'edges' | 'part' | 'soak'>,
): Facts {
  const ledger = ledgers.selected;
  const judged = judgedFacts(ledger);
  return {
    ...counted,
    tier,
    seed,
    reading: ledger.reading,
    readings: ledgers.all.map(({ reading, isSatisfied }) => ({
      reading,
      satisfied: isSatisfied && mishaps.length === 0,
    })),
    clauses: clauseFacts(ledger, masked, selects),
    deselected: clauseFacts(ledger, masked, (id) => !selects(id)),
    selection,
    shard,
    programsAsked: programs,
    budgetMs: budget?.ms,
    ...(recorded === undefined ? {} : { recorded }),
    choices: ledger.choices,
    counterexamples,
    endWays: endWaysOf(mishaps, counterexamples),
    ...judged,
    cells: withEnds(judged.cells, mishaps, counterexamples),
    answersSampled: ledger.pairsTried.all,
  };
}
