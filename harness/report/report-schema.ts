/**
 * `report.json`: all that one run came to, for machines, for `report.html` and for the commands that read reports. The same
 * bytes for the same target, seed and flags, but for `times`, which SOURCE_DATE_EPOCH sets. Its JSON Schema is `docs/report.schema.json`.
 */
import { z } from 'zod';
import { amount } from '../execute/response-schema.ts';
import { CLAUSE_OUTCOMES } from '../verdict/clause-results.ts';
import { POINTS } from '../verdict/points.ts';
import { WEIGHTS } from '../verdict/weight.ts';
import { counterexample, life, part } from './counterexample-schema.ts';
import { edgesSchema } from './plain-edges.ts';
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

/** `unseen`: could have been tried and was not. `not-applicable`: the target does not claim what it takes. */
const cellOutcome = z.enum(['pass', 'choice', 'fail', 'deviation', 'unseen', 'not-applicable']);

/** The function under test in one state of a channel, with one class of amounts. */
const mapCell = z.object({
  state: life,
  arguments: z.string(),
  calls: count,
  outcome: cellOutcome,
  /** The clauses that speak here, and those of them that were broken here. */
  clauses: z.array(z.string()),
  broken: z.array(z.string()),
  permitted: z.array(z.string()),
  /** The statuses seen here, in words, as far as they were kept. */
  seen: z.array(z.string()),
  /** The counterexample that ends here, as an index into `counterexamples`. */
  counterexample: count.optional(),
});

const map = z.object({
  states: z.array(life),
  /** Classes of amounts: `zero`, `required` (n, 0), `optional` (0, n), `both`, `wide` (a sign bit, or a sum beyond 16 bits). */
  arguments: z.array(z.string()),
  cells: z.array(mapCell),
});

/** The calls that were judged, by the state of the channel and the class of call; those that never came are left out. */
const cell = z.object({ state: life, call: z.string(), calls: count, broken: z.array(z.string()) });

/** The automaton, its states put together by the life of the channel. */
const transitions = z.object({
  machine: z.object({ states: count, transitions: count }).describe('before its states were put together'),
  states: z.array(life),
  edges: z.array(
    z.object({
      from: life,
      to: life,
      /** The class of call, such as `enable` or `setMmioMegabytes zero`. */
      call: z.string(),
      calls: count,
      outcome: z.enum(['covered', 'failed', 'unseen']),
    }),
  ),
});

/** What the target did with one pair in one state, as far as it was kept: the pairs of the pool. */
const answered = z.object({
  state: life,
  mmioMegabytes: amount,
  mmioMegabytesOptional: amount,
  statuses: z.array(z.string()).describe('more than one where a state hides another'),
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
      clauses: z.array(z.string()),
      requirements: z.string().optional(),
      require: z.array(z.enum(POINTS)).optional(),
      tolerateFlaky: count.optional(),
      baseline: z.boolean(),
      baselineFile: z.string().describe('as it was named').optional(),
    }),
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
    cells: z.array(cell),
    map,
    transitions,
    answered: z.array(answered),
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
    }),
  })
  .meta({ title: 'kmcl-conformance report', id: 'https://kmcl-conformance.invalid/report-2.schema.json' });

export type Report = z.infer<typeof reportSchema>;
export type ReportCounterexample = Report['counterexamples'][number];
export type ReportClause = Report['clauses'][number];
export type { ReportStep } from './counterexample-schema.ts';
