/**
 * `report.json`: all that one run came to, for machines, for `report.html` and for the commands that read reports. The same
 * bytes for the same target, seed and flags, but for `times`, which SOURCE_DATE_EPOCH sets. Its JSON Schema is `docs/report.schema.json`.
 */
import { z } from 'zod';
import { CLAUSE_OUTCOMES } from '../verdict/clause-results.ts';
import { POINTS } from '../verdict/points.ts';
import { WEIGHTS } from '../verdict/weight.ts';
import { counterexample, part } from './counterexample-schema.ts';
import { coverage } from './plain-coverage.ts';
import { edgesSchema } from './plain-edges.ts';
import { sincePreviousSchema } from './since-previous-schema.ts';
import { drift, gate, randomFaults, strength, verdict } from './verdict-schema.ts';

/** Counts up when a field changes its meaning or goes away; new fields may come at any time. */
export const REPORT_VERSION = 2;

const count = z.number().int().nonnegative();
const reading = z.enum(['documented', 'state-model']);

const clause = z.object({
  id: z.string(),
  level: z.enum(['MUST', 'SHOULD', 'choice']),
  weight: z.enum(WEIGHTS),
  outcome: z.enum(CLAUSE_OUTCOMES),
  /** The baseline knows every failure of it. */
  waived: z.boolean(),
  exercised: count,
  decisive: count,
  breached: count,
  maskedBy: z.string().optional(),
  /** The signatures of the ways in which it was broken; the counterexamples show one of them, or those that no baseline knows. */
  ways: z.array(z.string()).optional(),
  gist: z.string(),
  source: z.string(),
  position: z.string(),
  needs: z.array(z.string()),
});

export const OUTCOMES = [
  'pass',
  'choice',
  'fail',
  'deviation',
  'not-applicable',
  'not-verified',
  'crash',
  'timeout',
  'adapter-fault',
  'waived',
] as const;

/** What a run depends on beside what was asked. */
export const surroundings = z
  .object({
    deadlineMs: count,
    failuresMax: count.optional(),
    corpus: z.string(),
    implementation: z.string().optional(),
    workers: count.optional(),
  })
  .describe(
    'what the run depends on beside what was asked: `corpus` is a hash, and `implementation` changes with the target',
  );

export const reportSchema = z
  .object({
    report: z.literal(REPORT_VERSION),
    suite: z.object({ name: z.literal('kmcl-conformance'), version: z.string() }),
    /** As the target gave them: text, never markup. */
    target: z.object({
      name: z.string(),
      version: z.string(),
      capabilities: z.array(z.string()),
      roomMegabytes: z.number().optional().describe("the guest's window, where the target states it"),
    }),
    /** What was asked for, so that the run can be made again. */
    asked: z.object({
      target: z.string(),
      folder: z
        .string()
        .describe('where the run was started, seen from the report, where the report lies elsewhere')
        .optional(),
      reach: z.array(z.string()).describe('the flags that reach the target, as words of a command line').optional(),
      tier: z.string(),
      reading: z.enum(['documented', 'state-model', 'any']),
      level: z.enum(['must', 'should']),
      seed: z.number().int(),
      programs: count.optional(),
      budgetMs: z.number().positive().optional(),
      forMs: z
        .number()
        .positive()
        .describe('how long the run was to take, with fresh programs behind its tier')
        .optional(),
      untilQuiet: count.optional(),
      clauses: z.array(z.string()),
      requirements: z.string().optional(),
      require: z.array(z.enum(POINTS)).optional(),
      tolerateFlaky: count.optional(),
      baseline: z.boolean(),
      baselineFile: z.string().describe('as it was named').optional(),
      out: z.string().describe('the folder of the report, as it was named').optional(),
    }),
    /** Of a part, so that parts which have something else beside what was asked are told. */
    surroundings: surroundings.optional(),
    tier: z.string(),
    seed: z.number().int(),
    reading,
    readings: z.array(z.object({ reading, satisfied: z.boolean() })),
    /** One part of several, from 0. */
    shard: z.object({ index: count, count }).optional(),
    /** `partial`: the run ended before its tier was done, and says nothing of the rest. */
    extent: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('whole') }),
      z.object({ kind: z.literal('shard'), index: count, count }),
      z.object({ kind: z.literal('partial'), why: z.string() }),
    ]),
    verdict,
    gate,
    /** Clauses by outcome, and the ways in which the target ended instead of answering. */
    counts: z.record(z.enum(OUTCOMES), count),
    clauses: z.array(clause),
    /** The clauses that were not selected, and how often they were tried and broken all the same. */
    deselected: z.array(z.object({ id: z.string(), exercised: count, decisive: count, breached: count })),
    choices: z.array(z.object({ id: z.string(), answer: z.string() })),
    counterexamples: z.array(counterexample),
    /** Each way in which the target crashed or hung, whether a counterexample shows it or not. */
    endWays: z.array(z.object({ clause: z.string(), id: z.string() })).optional(),
    drift: z.array(drift),
    /** Where the run was given the report of an earlier one. */
    previous: sincePreviousSchema.optional(),
    ...coverage,
    strategies: z.array(
      z.object({
        name: z.string(),
        guarantee: z.string(),
        programs: count,
        calls: count,
        /** So many of its programs had failed that the rest would tell nothing new. */
        endedEarly: z.boolean(),
        /** Of a complete suite in a run in which nothing failed and every call was judged: the k up to which it was one. */
        completeTo: count.optional(),
        /** It was not run to its end, since the target is not fit for it; `guarantee` says why. */
        isLeftOut: z.boolean().optional(),
      }),
    ),
    /** What the run would have shown at least, as `npm run score` measured it. */
    strength,
    randomFaults,
    /** Judged calls of the random strategy, and situations (a state and call, after another on the same channel) that it met once. */
    situations: z.object({ calls: count, metOnce: count }).optional(),
    /** Pairs of states that no call tells apart: an implementation may merge them, and no suite sees it. */
    mergeable: z.array(z.string()),
    programs: count,
    calls: count.describe('calls that were made'),
    /** Calls of which an answer was judged: nothing is judged behind a failure, on a channel that was refused, or where a run ended. */
    callsJudged: count,
    /** Calls for which a neighbouring input or state would have had another answer. */
    decisiveCalls: count,
    corpusSkipped: count,
    /** Of one part of several: what `merge` makes the whole of. */
    part: part.optional(),
    /** Of a target that notes which of its edges are reached. */
    edges: edgesSchema.optional(),
    /** The one part that differs between two runs of the same seed, unless SOURCE_DATE_EPOCH sets it. */
    times: z.object({
      startedAt: z.iso.datetime(),
      durationMs: z.number().nonnegative(),
      strategies: z.array(z.object({ name: z.string(), durationMs: z.number().nonnegative() })),
      soakMs: z.number().nonnegative().optional(),
    }),
  })
  .meta({ title: 'kmcl-conformance report', id: 'https://kmcl-conformance.invalid/report-2.schema.json' });

export type Report = z.infer<typeof reportSchema>;
export type ReportCounterexample = Report['counterexamples'][number];
export type ReportClause = Report['clauses'][number];
export type { ReportStep } from './counterexample-schema.ts';
