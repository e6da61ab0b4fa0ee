/** What a part of a run hands over, as JSON: in its report, and line by line in `results.ndjson`. Times are left out. */
import { z } from 'zod';
import { CALL_KINDS } from '../../spec/call.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { LIVES } from '../../spec/model.ts';
import { CHOICE_ANSWERS, CHOICE_IDS } from '../../spec/permitted.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Block } from '../campaign/block.ts';
import type { Trace } from '../execute/trace.ts';
import { amount, eachAnswersOnce } from '../execute/response-schema.ts';
import type { Evidence } from '../judge/evidence.ts';
import { printCall } from '../program/program.ts';
import { plainResponse, plainResponseSchema } from './plain-response.ts';
import { unrepeated } from './verdict-schema.ts';

const count = z.number().int().nonnegative();
const place = count.describe('of the program, in the order of the whole run');
const source = z.object({ strategy: z.string(), index: count });
/** Index, count, index, count, ...: as one text, since a report has each element of a list on a line of its own. */
const counts = z.string().regex(/^(\d+ \d+( \d+ \d+)*)?$/);
const run = { program: z.array(z.string()), responses: z.array(plainResponseSchema).superRefine(eachAnswersOnce) };
const clause = z.enum(CLAUSE_IDS);

const evidenceSchema = z.object({
  reading: z.enum(READINGS),
  honoured: counts,
  decisive: counts,
  cells: counts,
  situations: counts,
  calls: count,
  decisiveCalls: count,
  passedOver: count,
  isRefusedAlone: z.boolean(),
  refusesEnable: z.boolean(),
  breached: z.array(z.object({ clause, times: count })),
  breaches: z.array(z.object({ clause, signature: z.string(), place, source, ...run })),
  brokenCells: z.array(z.object({ cell: count, clause })),
  witnesses: z.array(z.object({ id: z.enum(CHOICE_IDS), answer: z.enum(CHOICE_ANSWERS), at: count, place, ...run })),
});

const end = z.object({
  kind: z.enum(['crash', 'timeout', 'adapter-fault']),
  message: z.string(),
  at: z.number().optional(),
});

export const blockSchema = z.object({
  strategy: z.string(),
  shard: z.object({ index: count, count }).optional(),
  from: count,
  to: count,
  isLast: z.boolean().optional(),
  guarantee: z.string().optional(),
  isLeftOut: z.boolean().optional(),
  programs: count,
  inBatches: count,
  calls: count,
  failingCalls: count,
  isRefused: z.boolean(),
  evidence: z.array(evidenceSchema),
  ends: z.array(z.object({ end, program: z.array(z.string()), source })),
  unrepeated,
  failingAmounts: z.array(z.object({ kind: z.enum(CALL_KINDS), required: amount, optional: amount })),
  answersSeen: z.array(z.object({ life: z.enum(LIVES), required: amount, optional: amount, statuses: z.array(count) })),
});
export type PlainBlock = z.infer<typeof blockSchema>;

export function plainBlock(block: Block): PlainBlock {
  const { strategy, shard, from, to, isLast, guarantee, isLeftOut, programs, inBatches, calls, failingCalls } = block;
  return {
    strategy,
    shard,
    from,
    to,
    isLast,
    guarantee,
    isLeftOut,
    programs,
    inBatches,
    calls,
    failingCalls,
    isRefused: block.isRefused,
    evidence: block.evidence.map(plainEvidence),
    ends: block.ends.map((ended) => ({ ...ended, program: ended.program.map(printCall) })),
    unrepeated: [...block.unrepeated],
    failingAmounts: block.failingAmounts.map(({ kind, pair }) => ({
      kind,
      required: pair.mmioMegabytes,
      optional: pair.mmioMegabytesOptional,
    })),
    answersSeen: block.answersSeen.map(({ life, pair, statuses }) => ({
      life,
      required: pair.mmioMegabytes,
      optional: pair.mmioMegabytesOptional,
      statuses: [...statuses],
    })),
  };
}

function plainEvidence(evidence: Evidence): PlainBlock['evidence'][number] {
  const { honoured, decisive, cells, situations, breached, brokenCells, breaches, witnesses } = evidence;
  return {
    ...evidence,
    honoured: honoured.join(' '),
    decisive: decisive.join(' '),
    cells: cells.join(' '),
    situations: situations.join(' '),
    breached: [...breached],
    brokenCells: [...brokenCells],
    breaches: breaches.map(({ breach: { finding, source: from, place: at, trace }, signature }) => ({
      clause: finding.clause,
      signature,
      place: at,
      source: from,
      ...plainRun(trace),
    })),
    witnesses: witnesses.map(({ trace, ...witness }) => ({ ...witness, ...plainRun(trace) })),
  };
}

function plainRun({ program, responses }: Trace) {
  return { program: program.map(printCall), responses: responses.map(plainResponse) };
}
