/**
 * `list`: what there is, one line each, for people and for `grep`.
 */
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import { READING_GISTS, READINGS } from '../../spec/readings.ts';
import { CAPABILITIES, CAPABILITY_GISTS } from '../target.ts';
import { TIER_GISTS, TIERS } from '../generate/tier.ts';
import type { FlagsOf } from './flags.ts';
import { printJson } from './print-json.ts';
import type { TargetCatalog } from './target-catalog.ts';

export const LISTS = ['clauses', 'faults', 'tiers', 'capabilities', 'readings'] as const;
export type List = (typeof LISTS)[number];

export async function listCommand(list: List, { json }: FlagsOf<'list'>, catalog: TargetCatalog): Promise<number> {
  const rows = await rowsOf(list, catalog);
  if (json === true) printJson(rows);
  else for (const row of rows) process.stdout.write(`${line(row, NAME_WIDTH[list])}\n`);
  return 0;
}

interface Row {
  readonly name: string;
  /** Of clauses alone. */
  readonly level?: string;
  readonly gist: string;
}

const NAME_WIDTH: Readonly<Record<List, number>> = {
  clauses: 22,
  faults: 36,
  tiers: 6,
  capabilities: 16,
  readings: 12,
};

function line({ name, level, gist }: Row, width: number): string {
  return [name.padEnd(width), ...(level === undefined ? [] : [level.padEnd(6)]), gist].join(' ');
}

async function rowsOf(list: List, catalog: TargetCatalog): Promise<readonly Row[]> {
  const named = <Name extends string>(names: readonly Name[], gists: Readonly<Record<Name, string>>) =>
    names.map((name) => ({ name, gist: gists[name] }));
  switch (list) {
    case 'clauses':
      return CLAUSE_IDS.map((name) => ({ name, level: CLAUSES[name].level, gist: CLAUSES[name].gist }));
    case 'faults':
      return (await catalog.faults()).map(({ name, gist }) => ({ name, gist }));
    case 'tiers':
      return named(TIERS, TIER_GISTS);
    case 'capabilities':
      return named(CAPABILITIES, CAPABILITY_GISTS);
    case 'readings':
      return named(READINGS, READING_GISTS);
    default:
      return list satisfies never;
  }
}
