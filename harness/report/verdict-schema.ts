/** The part of `report.json` that tells the verdict, its scope, how sure it is, and what the gate made of it. */
import { z } from 'zod';
import { READINGS } from '../../spec/readings.ts';
import { UNREPEATED_KINDS } from '../target.ts';
import { POINTS } from '../verdict/points.ts';
import { VERDICT_KINDS } from '../verdict/verdict.ts';

const count = z.number().int().nonnegative();

/** What was seen once and not again when the same program was run again, one text a row. Text, never markup. */
export const unrepeated = z.array(z.object({ kind: z.enum(UNREPEATED_KINDS), message: z.string(), count }));

const soak = z.object({
  ms: z.number().positive().optional().describe('how long the run was to take in all'),
  quietCalls: z
    .number()
    .positive()
    .optional()
    .describe('in how many random calls at most one was to meet what was not met'),
  rounds: count,
  programsBehind: count.describe('programs of the round behind these, which was not done'),
  lastSeed: z.number().int().optional(),
  programs: count,
  calls: count,
  passedOver: count,
  isRefusedAlone: z.boolean(),
  end: z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['time', 'quiet', 'failed']) }),
    z.object({ kind: z.literal('cut'), why: z.string() }),
  ]),
});

/** What the verdict covers. The lists of clauses add up to `clausesTotal`. */
const scope = z.object({
  tier: z.string(),
  reading: z.enum(READINGS),
  seed: z.number().int(),
  points: z.array(z.enum(POINTS)),
  clausesTotal: count,
  verified: z.array(z.string()),
  broken: z.array(z.string()),
  notVerified: z.array(z.string()),
  notClaimed: z.array(z.string()),
  deselected: z.array(z.string()),
  brokenOutside: z.array(z.string()),
  selection: z.array(z.string()),
  capabilitiesMissing: z.array(z.string()),
  capabilitiesNotTried: z.array(z.string()),
  part: z.object({ number: count, of: count }).optional(),
  unfinished: z.array(z.string()),
  /** Calls behind a refused Allocate or Enable, which were not judged. */
  passedOver: count,
  /** Allocate was refused where no channel was live. */
  isRefusedAlone: z.boolean(),
  programsAsked: count.optional(),
  budget: z.object({ ms: z.number().positive(), leftOut: z.array(z.string()) }).optional(),
  /** What was run on a target whose answers were recorded and judged elsewhere. */
  recorded: z.object({ programs: count, calls: count, leftOut: z.array(z.string()) }).optional(),
  /** Fresh programs behind the tier, which was done by then. Which ones follows from the seed, `rounds` and `programsBehind`. */
  soak: soak.optional(),
  cutShort: z.string().optional(),
  unrepeated,
});

export const verdict = z.object({
  kind: z.enum(VERDICT_KINDS),
  /** The one sentence that every file of the run shows. */
  sentence: z.string(),
  /** What keeps the verdict from being `conforms`. */
  reasons: z.array(z.string()),
  scope,
});

/** What the policy makes of the verdict: the exit code, and why it is not 0. */
export const gate = z.object({ exitCode: z.number().int(), reasons: z.array(z.string()) });

const notStated = z.object({ kind: z.literal('not stated'), why: z.string() });

/** Planted faults and mutants that the strategies which finished show at least on what the target claims. */
export const strength = z.discriminatedUnion('kind', [
  notStated,
  z.object({
    kind: z.literal('measured'),
    profile: z.string(),
    seeds: count,
    shown: count,
    of: count,
    more: z.array(z.object({ claim: z.array(z.string()), shown: count })).describe('what claiming more would add'),
    mutants: z
      .record(z.string(), z.object({ of: count, killed: count }))
      .optional()
      .describe('only where they were measured on the very capabilities that are claimed'),
  }),
]);

/** How often a fault may strike that makes answers wrong at random: at 99 % confidence at most once in `callsPerFault` decisive calls. */
export const randomFaults = z.discriminatedUnion('kind', [
  notStated,
  z.object({ kind: z.literal('bounded'), decisiveCalls: count, callsPerFault: count }),
]);

/** What of a baseline no longer holds. */
export const drift = z.object({
  kind: z.enum(['stale', 'expired', 'unmatched', 'duplicate', 'contradictory']),
  clause: z.string(),
  signature: z.string(),
  message: z.string(),
});
