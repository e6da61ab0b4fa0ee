/** Every sentence of the page has clauses or a reason, and every clause that names the page as its source has a sentence. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';

interface Sentence {
  readonly sentence: string;
  readonly section: string;
  readonly clauses?: readonly string[];
  readonly excluded?: string;
}

const SENTENCES = parse(
  readFileSync(new URL('../../spec/sentences.yaml', import.meta.url), 'utf8'),
) as readonly Sentence[];

it.each(SENTENCES)('$section: $sentence', ({ clauses, excluded }) => {
  // One or the other, never both and never neither.
  expect([clauses === undefined, excluded === undefined].filter(Boolean)).toHaveLength(1);
  if (excluded !== undefined) expect(excluded.length).toBeGreaterThan(20);
  for (const clause of clauses ?? []) expect(CLAUSE_IDS).toContain(clause);
});

it('has a sentence for every clause that stands on the page', () => {
  const mapped = new Set(SENTENCES.flatMap(({ clauses = [] }) => clauses));
  const onThePage = CLAUSE_IDS.filter((id) => CLAUSES[id].source.startsWith('VmbServerChannelInitSetMmioMegabytes'));
  expect(onThePage.filter((id) => !mapped.has(id))).toEqual([]);
});
