/**
 * What the blocks of a killed run come to. Where a run is spread over processes nothing else says how far they came, and where the same bytes
 * are asked for no counts are written on the way.
 */
import type { Block } from '../../campaign/block.ts';
import { withDefaults } from '../../campaign/campaign-defaults.ts';
import { CampaignRecord } from '../../campaign/campaign-record.ts';
import { EndLimits } from '../../campaign/end-limits.ts';
import type { Snapshot } from '../../campaign/facts.ts';
import { clauseFacts, snapshotOf } from '../../campaign/judged-facts.ts';
import { fromSession } from '../../target.ts';
import { knownCapabilities } from './known-names.ts';
import type { Journal } from './journal.ts';

export function blocksSnapshot({ target, asked, seed, tier }: Journal['begin'], blocks: readonly Block[]): Snapshot {
  const options = withDefaults({ tier, seed, reading: asked.reading });
  const info = { ...target, capabilities: knownCapabilities(target) };
  const record = new CampaignRecord(fromSession(info, nobody), options, new EndLimits({}));
  record.begin(0, undefined);
  for (const block of blocks) record.add(block);
  const { selected } = record.ledgers;
  const { programs, calls, unrepeated } = record;
  return {
    ...snapshotOf(
      selected,
      clauseFacts(selected, new Map(), () => true),
    ),
    programs,
    calls,
    unrepeated,
  };
}

function nobody(): never {
  throw new Error('there is no target where a record is read');
}
