/** What a campaign saw go wrong looked into: of a whole run together, of one part of several each failure by itself. */
import type { Source } from '../generate/generate.ts';
import { placeOf } from '../judge/ledger.ts';
import type { Target } from '../target.ts';
import { blame, investigate } from './blame.ts';
import type { Block } from './block.ts';
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import type { CampaignRecord } from './campaign-record.ts';
import { blameOf, chosen } from './investigation.ts';
import type { Blame, Investigation } from './investigation.ts';
import { searchLimits } from './search-limits.ts';

interface About {
  readonly isOver: () => boolean;
  /** The number of a strategy in the order of the run. */
  readonly order: (strategy: string) => number;
  /** Of one part: what it ran. */
  readonly blocks: readonly Block[];
}

export async function blameRecord(
  target: Target,
  { ledgers, troubles, log, programs, programsInBatches }: CampaignRecord,
  { deadlineMs, selects, isKnown, searchProgramsMax, shard, recorded, onNotRecorded }: WithDefaults<CampaignOptions>,
  { isOver, order, blocks }: About,
): Promise<readonly [Blame, readonly Investigation[]]> {
  const ledger = ledgers.selected;
  const options = {
    deadlineMs,
    capabilities: new Set(target.info.capabilities),
    selects,
    failingAmounts: troubles.failingAmounts,
    ...(log ? { log } : {}),
    ...(isKnown ? { isKnown } : {}),
    ...searchLimits(target, programs - programsInBatches, searchProgramsMax),
    isOver,
    isRecord: recorded !== undefined,
    onNotRecorded,
  };
  if (shard === undefined) return [await blame(target, ledger, troubles.mishaps, options), []];
  const placed = ({ strategy, index }: Source) => placeOf(order(strategy), index);
  const each = await investigate(target, ledger, troubles.mishaps, { ...options, blocks, placeOf: placed });
  return [blameOf(chosen(each, ledger)), each];
}
