/**
 * `list`: what there is, one line each, for people and for `grep`.
 */
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import { READING_GISTS, READINGS } from '../../spec/readings.ts';
import { CAPABILITIES, CAPABILITY_GISTS } from '../target.ts';
import { TIER_GISTS, TIERS } from '../generate/tier.ts';
import type { TargetCatalog } from './target-catalog.ts';

export const LISTS = ['clauses', 'faults', 'tiers', 'capabilities', 'readings'] as const;
export type List = (typeof LISTS)[number];

export async function listCommand(list: List, catalog: TargetCatalog): Promise<number> {
  for (const row of await rowsOf(list, catalog)) process.stdout.write(`${row}\n`);
  return 0;
}

async function rowsOf(list: List, catalog: TargetCatalog): Promise<readonly string[]> {
  switch (list) {
    case 'clauses':
      return CLAUSE_IDS.map((id) => `${id.padEnd(22)} ${CLAUSES[id].level.padEnd(6)} ${CLAUSES[id].gist}`);
    case 'faults':
      return (await catalog.faults()).map(({ name, gist }) => `${name.padEnd(36)} ${gist}`);
    case 'tiers':
      return TIERS.map((tier) => `${tier.padEnd(6)} ${TIER_GISTS[tier]}`);
    case 'capabilities':
      return CAPABILITIES.map((capability) => `${capability.padEnd(16)} ${CAPABILITY_GISTS[capability]}`);
    case 'readings':
      return READINGS.map((reading) => `${reading.padEnd(12)} ${READING_GISTS[reading]}`);
    default:
      return list satisfies never;
  }
}
