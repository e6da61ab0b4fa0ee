/**
 * The lines of `results.ndjson`, for its writer and its reader: first which run it is, then the programs that failed, snapshots of the
 * counts and what each stretch of programs showed, and at the end the verdict.
 */
import { z } from 'zod';
import { CLAUSE_IDS } from '../../../spec/clauses.ts';
import { TIERS } from '../../generate/tier.ts';
import { blockSchema } from '../plain-block.ts';
import { reportSchema, surroundings } from '../report-schema.ts';
import { unrepeated } from '../verdict-schema.ts';
import { storedTrace } from './stored-trace.ts';

/** Counts up when a line changes its meaning. */
export const RESULTS_VERSION = 2;

const {
  suite,
  target,
  asked,
  seed,
  reading,
  choices,
  programs,
  calls,
  decisiveCalls,
  cells,
  verdict,
  gate,
  counts,
  strategies,
} = reportSchema.shape;
const count = z.number().int().nonnegative();

const beginLine = z.object({
  kind: z.literal('begin'),
  results: z.literal(RESULTS_VERSION),
  suite,
  target,
  asked,
  tier: z.enum(TIERS),
  seed,
  shard: z.object({ index: count, count }).optional(),
  startedAt: z.iso.datetime(),
  surroundings: surroundings.optional(),
});

/** A stretch of programs that was run to its end: what `--resume` goes on behind. */
const blockLine = blockSchema.extend({ kind: z.literal('block') });

const programLine = storedTrace.extend({
  kind: z.literal('program'),
  source: z.object({
    strategy: z.string(),
    index: count,
    round: z.object({ number: count, seed: z.number().int() }).optional(),
  }),
  findings: z.array(
    z.object({ outcome: z.enum(['fail', 'deviation']), clause: z.enum(CLAUSE_IDS), signature: z.string(), at: count }),
  ),
});

const snapshotLine = z.object({
  kind: z.literal('snapshot'),
  strategy: z.string(),
  reading,
  programs,
  calls,
  decisiveCalls,
  choices,
  clauses: z.array(z.tuple([z.string(), count, count, count])).describe('exercised, decisive and breached, by clause'),
  cells,
  unrepeated,
});

const endLine = z.object({ kind: z.literal('end'), verdict, gate, counts, strategies });

export const resultsLine = z.discriminatedUnion('kind', [beginLine, programLine, blockLine, snapshotLine, endLine]);
export type ResultsLine = z.infer<typeof resultsLine>;
export type ResultsLineOf<Kind extends ResultsLine['kind']> = Extract<ResultsLine, { kind: Kind }>;
