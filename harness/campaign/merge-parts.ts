/**
 * The parts of one run put together to the very facts of the whole run, times aside: their blocks are added in the order in which the
 * whole run would have run them, up to where it would have ended each strategy, and of what the parts found out about their failures that
 * is taken which the whole run would have looked into. No target is needed for it.
 *
 * What depends on the clock or on how much one process has seen is no matter of addition: a run that ended after so many crashes,
 * failures or minutes, batches that a slow target was spared or that gave up, what is left in a process by other programs, edges that guide a
 * search. There the parts tell what they ran, and together more than the whole run would have.
 */
import { strategiesOf } from '../generate/tier.ts';
import type { Strategy } from '../generate/generate.ts';
import { fromSession } from '../target.ts';
import { acrossParts } from './across-parts.ts';
import { BlockByBlock } from './block-by-block.ts';
import { withDefaults } from './campaign-defaults.ts';
import { campaignFacts } from './campaign-facts.ts';
import { CampaignRecord } from './campaign-record.ts';
import { corpusStrategy } from './corpus-strategy.ts';
import { EndLimits } from './end-limits.ts';
import type { Facts, PartFacts, StrategyResult } from './facts.ts';
import { blameOf, chosen } from './investigation.ts';
import { mergeFacts } from './merge.ts';
import { strategyResult } from './strategy-result.ts';
import { mergeUnrepeated } from './unrepeated.ts';

/** All parts are of the same target, reading, tier and seed. Of parts that were read from an older report, or from a killed run, the sums. */
export async function mergeParts(parts: readonly Facts[]): Promise<Facts> {
  const sums = mergeFacts(parts);
  const told = parts.flatMap(({ part }) => part ?? []);
  return told.length < parts.length ? sums : wholeOf(parts, told, sums);
}

async function wholeOf(parts: readonly Facts[], told: readonly PartFacts[], sums: Facts): Promise<Facts> {
  const { target, tier, seed, reading, programsAsked, selection } = sums;
  const isSelected = new Set(sums.clauses.map(({ id }) => id));
  const options = withDefaults({
    tier,
    seed,
    reading,
    selection,
    selects: (id) => isSelected.has(id),
    ...(programsAsked === undefined ? {} : { programs: programsAsked }),
  });
  const record = new CampaignRecord(fromSession(target, nobody), options, new EndLimits({}));
  const blocks = told.flatMap((part) => part.blocks);
  const drawn = await strategiesOf(tier, programsAsked, true);
  const capabilities = new Set(target.capabilities);
  const strategies = [corpusStrategy([], capabilities).strategy, ...drawn].flatMap((strategy, order) => {
    const { ledgers } = record;
    const { profile } = ledgers.selected;
    const context = { capabilities, roomMegabytes: target.roomMegabytes, seed, reading, profile: () => profile };
    const own = rowsOf(parts, strategy);
    const before = { programs: record.programs, calls: record.calls };
    record.begin(order, own.length === 0 ? [] : strategy.completeAfter?.(context));
    const known = new BlockByBlock(strategy.name, record, blocks, undefined);
    known.addKnown();
    const leftOut = own.find(({ isLeftOut }) => isLeftOut === true);
    const { guarantee, isLeftOut } = leftOut ?? known.guaranteed;
    const said = { guarantee: guarantee ?? '', ...(isLeftOut === true ? { isLeftOut } : {}) };
    const isCut = parts.some(
      ({ cutShort }, index) => cutShort !== undefined && rowsOf([parts[index]!], strategy)[0]?.endedEarly,
    );
    const durationMs = Math.max(0, ...own.map((row) => row.durationMs));
    return strategyResult(strategy, record, { ...said, before, isCut, durationMs });
  });
  const ledger = record.ledgers.selected;
  const investigations = told.flatMap((part) => part.investigations);
  const isLookedInto = (id: string) =>
    investigations.some(({ kind, subject }) => kind === 'conflict' && subject === id);
  const across = ledger.conflicts
    .filter(({ id, clause }) => isSelected.has(clause) && !isLookedInto(id))
    .map(acrossParts);
  const blame = blameOf(chosen([...investigations, ...across], ledger));
  return {
    ...campaignFacts(options, record.ledgers, blame, record.troubles.mishaps, {
      programs: record.programs,
      calls: record.calls,
      target,
      strategies,
      answersSeen: record.answersSeen.all,
      cutShort: sums.cutShort,
      unrepeated: mergeUnrepeated([record.unrepeated, blame.unrepeated]),
      corpusSkipped: sums.corpusSkipped,
      edges: sums.edges,
    }),
    budgetMs: sums.budgetMs,
  };
}

function rowsOf(parts: readonly Facts[], { name }: Strategy): readonly StrategyResult[] {
  return parts.flatMap(({ strategies }) => strategies.filter((row) => row.name === name));
}

function nobody(): never {
  throw new Error('there is no target where parts are merged');
}
