/** What lies around a failure as the report has it: the neighbour that passes, the pattern of the wrong answer, and their sentences. */
import { z } from 'zod';
import { AMOUNT_MAX } from '../../spec/call.ts';
import { failingCallAt } from '../campaign/counterexample.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import { NEIGHBOUR_CHANGES } from '../campaign/neighbour.ts';
import {
  AMOUNT_CHANGE_NAMES,
  CONDITION_NAMES,
  MIXTURE_NAMES,
  PAIR_CHANGE_NAMES,
  PARTS,
  SIZE_CHANGE_NAMES,
  SPACE_CHANGE_NAMES,
} from '../campaign/pattern.ts';
import { hintWords, neighbourWords } from '../campaign/pattern-words.ts';
import { eachAnswersOnce } from '../execute/response-schema.ts';
import { printCall } from '../program/program.ts';
import { plainResponse, plainResponseSchema } from './plain-response.ts';

const count = z.number().int().nonnegative();
/** An amount, a number of bits, of bytes or of megabytes, whichever the name takes; 0 where it takes none. */
const by = z.number().int();
const of = z.enum(PARTS);

const pattern = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('amount'), change: z.enum(AMOUNT_CHANGE_NAMES), of, by: by.max(AMOUNT_MAX) }),
  z.object({ kind: z.literal('pair'), change: z.enum(PAIR_CHANGE_NAMES) }),
  /** `call`: the index of another call, from 0. */
  z.object({ kind: z.literal('mixture'), mixture: z.enum(MIXTURE_NAMES), of, call: count }),
  z.object({ kind: z.literal('size'), change: z.enum(SIZE_CHANGE_NAMES), of, by }),
  z.object({ kind: z.literal('space'), change: z.enum(SPACE_CHANGE_NAMES), call: count }),
  z.object({ kind: z.literal('condition'), condition: z.enum(CONDITION_NAMES), by: count }),
]);

/** Both are left out where there is nothing that is known to be true. */
export const vicinitySchema = z.object({
  /**
   * A program that passes and differs in one step, in one call or in its slots; of amounts further off the boundary where a bisection
   * ended. `changedAt`: the index of the call, in the failing program, that is another or left out, or the first with another slot.
   */
  neighbour: z
    .object({
      change: z.enum(NEIGHBOUR_CHANGES),
      changedAt: count,
      program: z.array(z.string()),
      responses: z.array(plainResponseSchema).superRefine(eachAnswersOnce),
      text: z.string(),
    })
    .optional(),
  /** The pattern that told every answer of so many programs, of which so many failed; between them nothing is known. */
  hint: z.object({ pattern, programs: count, wrong: count, text: z.string() }).optional(),
});
export type PlainVicinity = z.infer<typeof vicinitySchema>;

export function plainVicinity(counterexample: Counterexample): PlainVicinity {
  const { neighbour, hint, trace } = counterexample;
  const plain: PlainVicinity = {};
  if (neighbour !== undefined) {
    const { change, changedAt, trace: passing } = neighbour;
    plain.neighbour = {
      change,
      changedAt,
      program: passing.program.map(printCall),
      responses: passing.responses.map(plainResponse),
      text: neighbourWords(trace.program, neighbour, failingCallAt(counterexample)),
    };
  }
  if (hint !== undefined) plain.hint = { ...hint, text: hintWords(hint) };
  return plain;
}
