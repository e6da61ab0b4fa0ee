/**
 * A trace as JSON: the printed calls, the responses as a report has them, and how it ended. Shared by recorded traces and the
 * lines of `results.ndjson`.
 */
import { z } from 'zod';
import { checkResponses } from '../../execute/check-responses.ts';
import { responseFromJson } from '../../execute/response-json.ts';
import { COMPLETE } from '../../execute/trace.ts';
import type { Trace } from '../../execute/trace.ts';
import { parseProgram, ProgramSyntaxError } from '../../program/program.ts';
import { excerpt } from '../../program/visible.ts';
import type { Program } from '../../target.ts';
import { UsageError } from '../../usage-error.ts';
import { reportSchema } from '../report-schema.ts';

export const storedTrace = z.object({
  program: z.array(z.string()),
  responses: reportSchema.shape.counterexamples.element.shape.responses,
  end: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('complete') }),
    z.object({ kind: z.enum(['crash', 'timeout', 'adapter-fault']), message: z.string(), at: z.number().optional() }),
  ]),
});

/** The calls of a stored program. Throws `UsageError`. */
export function programOf(lines: readonly string[]): Program {
  try {
    return parseProgram(lines.join('\n'));
  } catch (error) {
    if (!(error instanceof ProgramSyntaxError)) throw error;
    throw new UsageError(`it holds what is no program: ${error.message}`, { cause: error });
  }
}

/** Held to the contract as it was when it was made: a file may have been changed since. Throws `UsageError`. */
export function traceOf({ program: lines, responses: plain, end }: z.infer<typeof storedTrace>): Trace {
  try {
    const program = parseProgram(lines.join('\n'));
    const responses = plain.map(responseFromJson);
    if (end.kind !== 'complete') return { program, responses, end: { ...end, at: end.at } };
    checkResponses(program, responses);
    return { program, responses, end: COMPLETE };
  } catch (error) {
    throw new UsageError(`this is no trace: ${excerpt((error as Error).message)}`, { cause: error });
  }
}
