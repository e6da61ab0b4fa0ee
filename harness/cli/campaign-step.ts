/** A run as one step of a campaign that is shared by a queue. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignOptions } from '../campaign/campaign.ts';
import type { Step } from '../elastic/step.ts';
import { readRun } from '../report/stored/read-run.ts';
import { UsageError } from '../usage-error.ts';
import { checkSameRun, missingParts } from './merge-command.ts';

/** The whole runs no program again: what the shards handed over counts as run before, and what is missing of it ends it early. */
export async function optionsFor(step: Step, options: CampaignOptions): Promise<CampaignOptions> {
  if (step.kind === 'shard') return { ...options, looksIntoFailures: false };
  const names = await readdir(step.folder);
  const runs = await Promise.all(names.toSorted().map((name) => readRun(join(step.folder, name))));
  for (const run of runs) checkSameRun(runs[0]!, run);
  const ranBefore = runs.flatMap(({ file, result: { part, shard } }) => {
    if (part === undefined || shard === undefined) throw new UsageError(`${file} is no shard of a campaign`);
    return part.blocks.map((block) => ({ ...block, shard }));
  });
  const cutShort = missingParts(runs);
  return { ...options, ranBefore, ...(cutShort === undefined ? {} : { cutShort }) };
}
