/** What a strategy came to, out of what was counted since it began. */
import type { Strategy } from '../generate/generate.ts';
import type { CampaignRecord } from './campaign-record.ts';
import type { StrategyResult } from './facts.ts';

interface Ended extends Pick<StrategyResult, 'guarantee' | 'isLeftOut' | 'durationMs'> {
  /** What the campaign had run before. */
  readonly before: { readonly programs: number; readonly calls: number };
  /** Whether the whole campaign ended here. */
  readonly isCut: boolean;
}

/** Nothing where it ran no program, and nothing is said of why. */
export function strategyResult(
  strategy: Strategy,
  { programs, calls, ledgers, suiteProgress, troubles }: CampaignRecord,
  { before, isCut, guarantee, ...said }: Ended,
): readonly StrategyResult[] {
  const { passedOver } = ledgers.selected;
  const ran = programs - before.programs;
  if (ran === 0 && said.isLeftOut !== true) return [];
  return [
    {
      ...said,
      name: strategy.name,
      // A strategy of pairs says by its plan how far it goes.
      guarantee: strategy.pairs === undefined ? guarantee + passedOver.words : guarantee,
      programs: ran,
      calls: calls - before.calls,
      endedEarly: isCut || troubles.areEnough,
      ...suiteProgress.after(ran),
      ...passedOver.told(strategy),
    },
  ];
}
