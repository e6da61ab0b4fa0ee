/** A counterexample of a report, step by step, and what one part of a run hands over of its own. */
import { z } from 'zod';
import { SEQUENCE_CAUSES } from '../campaign/counterexample.ts';
import { eachAnswersOnce, reservation } from '../execute/response-schema.ts';
import { blockSchema } from './plain-block.ts';
import { cellPlace, life } from './plain-coverage.ts';
import { plainResponseSchema } from './plain-response.ts';
import { vicinitySchema } from './plain-vicinity.ts';
import { unrepeated } from './verdict-schema.ts';

const count = z.number().int().nonnegative();

/** A channel as the judge's model has it. `possible`: in how many states it may be; the first of them is shown. */
const channelState = z.object({
  life,
  endpoint: z.enum(['server', 'client']),
  held: reservation,
  offered: reservation,
  possible: count,
});

/** One call of a counterexample's smallest program: what was asked, answered, and promised before and after. */
const step = z.object({
  call: z.string().describe('printed, as in a .kmcl file'),
  kind: z.string(),
  channel: z.union([z.number().int().min(0).max(15), z.enum(['null', 'forged'])]),
  answer: z.string().describe('the response in words; absent where the target ended first').optional(),
  response: plainResponseSchema.optional(),
  before: channelState.optional(),
  after: channelState.optional().describe('absent at a failure, beyond which nothing is judged'),
});

/** What tells one way of failing from another, however the program came about. Its id is a hash of the rest. */
const signature = z.object({
  id: z.string().regex(/^KM-[0-9A-F]{8}$/),
  /** The clause, or how the target ended. */
  clause: z.string(),
  call: z.string(),
  state: z.string(),
  expected: z.string(),
  actual: z.string(),
});

/** Whether a failure counts. `waived`: the baseline knows it. `informational`: the requirement set does not count it. */
const standing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('counts') }),
  z.object({
    kind: z.literal('waived'),
    as: z.enum(['known-failure', 'flaky', 'wont-fix']),
    reason: z.string(),
    link: z.string().optional(),
    expires: z.string().optional(),
  }),
  z.object({ kind: z.literal('informational'), why: z.string() }),
]);

/** The programs that have to run in one process, in order, of which the last one is `program`. */
const history = z.object({
  programs: z.array(z.array(z.string())),
  cause: z.enum(SEQUENCE_CAUSES),
  reason: z.string().describe('the likely one, in words'),
  processes: count,
  isMinimal: z.boolean(),
});

const responses = z.array(plainResponseSchema).superRefine(eachAnswersOnce);

export const counterexample = z.object({
  kind: z.enum(['fail', 'deviation', 'inconsistent', 'crash', 'timeout', 'adapter-fault']),
  clause: z.string().optional(),
  /** The first eight digits of the SHA-256 of the printed program. */
  id: z.string(),
  signature,
  standing,
  program: z.array(z.string()),
  responses,
  /** The index of the call that went wrong, from 0. */
  at: z.number().int().optional(),
  state: life.optional(),
  cell: cellPlace.optional().describe('where it went wrong; absent where it is not known at which call'),
  saw: z.string().optional(),
  permitted: z.array(z.string()).optional(),
  /** What the target said as it ended. Its own words: text, never markup. */
  message: z.string().optional(),
  /** For `inconsistent`: the program that was answered the other way, and its answers. */
  earlier: z.array(z.string()).optional(),
  earlierResponses: responses.optional(),
  steps: z.array(step),
  repeats: z.boolean().describe('where not, it was seen once, and program and responses are what was seen then'),
  history: history.optional(),
  ...vicinitySchema.shape,
  certificate: z.string(),
  spent: z.object({ programs: count, calls: count, certifyingCalls: count }),
  original: z.object({
    strategy: z.string(),
    index: count,
    round: z.object({ number: count, seed: z.number().int() }).describe('of a soak, with its own seed').optional(),
    calls: count,
    program: z.array(z.string()).optional().describe('only on its way to the report of several processes'),
  }),
  /** The folder with its trace, replay file, test, C snippet and explanation, relative to report.json. */
  folder: z.string(),
  replay: z.string().describe('the command that shows it again, in the folder where the run was started'),
});

/** What one part ran, and what came of looking into each of its failures by itself. */
export const part = z.object({
  blocks: z.array(blockSchema),
  investigations: z.array(
    z.object({
      kind: z.enum(['breach', 'conflict', 'end']),
      subject: z.string(),
      place: count,
      masked: z.array(z.tuple([z.string(), z.string()])),
      found: z.array(
        counterexample.extend({
          name: z.string(),
          original: counterexample.shape.original.extend({ program: z.array(z.string()) }),
        }),
      ),
      unrepeated,
    }),
  ),
});

export type ReportStep = z.infer<typeof step>;
