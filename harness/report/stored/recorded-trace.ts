/**
 * `trace.json`: one program with its answers and what the target had claimed, which is all that judging takes.
 */
import { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import type { Reading } from '../../../spec/readings.ts';
import { parseProgram } from '../../program/program.ts';
import { CAPABILITIES } from '../../target.ts';
import type { Capability } from '../../target.ts';
import type { Trace } from '../../execute/trace.ts';
import { parseResponse } from '../plain-response.ts';
import { reportSchema } from '../report-schema.ts';

const shape = reportSchema.shape;
export const traceSchema = z.object({
  trace: z.literal(1),
  target: shape.target,
  reading: shape.reading,
  program: z.array(z.string()),
  responses: shape.counterexamples.element.shape.responses,
  end: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('complete') }),
    z.object({ kind: z.enum(['crash', 'timeout', 'adapter-fault']), message: z.string(), at: z.number().optional() }),
  ]),
});

export interface RecordedTrace {
  readonly trace: Trace;
  readonly capabilities: ReadonlySet<Capability>;
  readonly reading: Reading;
}

/** The trace in a text, or nothing where the text is something else. Throws `UsageError` where it is a broken trace. */
export function recordedTraceOf(text: string): RecordedTrace | undefined {
  if (!/^\{\s*"trace"/.test(text)) return undefined;
  const parsed = traceSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new UsageError(`this is no trace:\n${z.prettifyError(parsed.error)}`);
  const { program, responses, end, target, reading } = parsed.data;
  return {
    trace: {
      program: parseProgram(program.join('\n')),
      responses: responses.map(parseResponse),
      end: end.kind === 'complete' ? end : { kind: end.kind, message: end.message, at: end.at },
    },
    capabilities: new Set(CAPABILITIES.filter((capability) => target.capabilities.includes(capability))),
    reading,
  };
}
