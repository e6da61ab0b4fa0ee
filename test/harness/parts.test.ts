/** Parts of a run come to the very facts of the whole run, times aside, in any order and however many there are. */
import { expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Block } from '../../harness/campaign/block.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { mergeParts } from '../../harness/campaign/merge-parts.ts';
import type { Target } from '../../harness/target.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { reference } from '../../targets/reference/reference.ts';
import { plainFacts } from '../plain-facts.ts';

/** Smoke with some random programs, of which the last ones are behind where a strategy ends when much fails. */
const QUICK: CampaignOptions = { tier: 'smoke', seed: 1, programs: 400, searchProgramsMax: 2_000 };

async function partsOf(target: () => Target, count: number, options: CampaignOptions): Promise<readonly Facts[]> {
  const parts: Facts[] = [];
  for (let index = 0; index < count; index += 1) {
    parts.push(await runCampaign(target(), { ...options, shard: { index, count } }));
  }
  return parts;
}

/** No two parts where they were, the same each time. */
function shuffled<T>(all: readonly T[]): readonly T[] {
  return all.map((_, index) => all[(index * 5 + 3) % all.length]!);
}

async function comeTogether(target: () => Target, counts: readonly number[], options: CampaignOptions): Promise<void> {
  const whole = plainFacts(await runCampaign(target(), options));
  for (const count of counts) {
    const parts = await partsOf(target, count, options);
    expect(plainFacts(await mergeParts(count % 5 === 0 ? parts : shuffled(parts)))).toBe(whole);
  }
}

it('of a target that conforms', () => comeTogether(() => reference(), [1, 7], QUICK));

it('of one that fails so often that strategies end early', { tags: ['slow'] }, () =>
  comeTogether(() => reference({ fault: 'both-zero-accepted' }), [2, 7], QUICK),
);

it('of one whose two answers are those of a victim, which stays one', { tags: ['slow'] }, () =>
  comeTogether(() => reference({ fault: 'one-pair-misstored' }), [2], { ...QUICK, searchProgramsMax: 200 }),
);

it.each(['zero-ranked-by-turns', 'third-set-ignored', 'failed-enable-shuts'] as const)(
  'of one with the fault %s',
  { tags: ['slow'] },
  (fault) => comeTogether(() => reference({ fault }), [7], QUICK),
);

it('in 64 parts', { tags: ['slow'] }, () =>
  comeTogether(() => reference({ fault: 'both-zero-accepted' }), [64], { ...QUICK, programs: 100 }),
);

it('of every amount on the nine lines, whose pairs are no part twice', { tags: ['slow'] }, async () => {
  const { info, open, run } = reference();
  const few = { ...info, capabilities: ['reservation'] as const };
  await comeTogether(() => ({ info: few, open: open!, run }), [3], { tier: 'ci', seed: 1, programs: 50 });
});

it('tell two answers of which no part saw both', async () => {
  const parts = await partsOf(() => reference({ fault: 'null-zero-ranked-by-company' }), 3, { tier: 'smoke', seed: 1 });
  expect(parts.flatMap(({ counterexamples }) => counterexamples)).toEqual([]);
  const merged = await mergeParts(parts);
  expect(gate(merged).verdict.kind).toBe('does not conform');
  expect(merged.counterexamples.map(brokenClause)).toEqual(['refuse.either-code']);
  expect(merged.counterexamples[0]).toMatchObject({
    kind: 'inconsistent',
    minimized: { certificate: 'out of budget' },
  });
});

it('are told as missing where they are, and count nothing twice', async () => {
  const [first, , third] = await partsOf(() => reference(), 3, QUICK);
  const merged = await mergeParts([third!, first!]);
  expect(merged.programs).toBe(first!.programs + third!.programs);
  expect(merged.calls).toBe(first!.calls + third!.calls);
});

it('are the same facts when a run goes on behind any of its blocks', async () => {
  const blocks: Block[] = [];
  const fault = 'both-zero-accepted';
  const onBlock = (block: Block) => blocks.push(block);
  const whole = plainFacts(await runCampaign(reference({ fault }), { ...QUICK, onBlock, blockMsMax: 1 }));
  for (const share of [0.4, 1]) {
    const recorded = blocks.slice(0, Math.floor(blocks.length * share));
    expect(plainFacts(await runCampaign(reference({ fault }), { ...QUICK, ranBefore: recorded }))).toBe(whole);
  }
});
