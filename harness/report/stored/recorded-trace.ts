/**
 * `trace.json`: one program with its answers and what the target had claimed, which is all that judging takes.
 */
import { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import type { Reading } from '../../../spec/readings.ts';
import type { Capability } from '../../target.ts';
import type { Trace } from '../../execute/trace.ts';
import { reportSchema } from '../report-schema.ts';
import { knownCapabilities } from './known-names.ts';
import { storedTrace, traceOf } from './stored-trace.ts';

const { target, reading } = reportSchema.shape;
export const traceSchema = z.object({ trace: z.literal(1), target, reading, ...storedTrace.shape });

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
  const recorded = parsed.data;
  return {
    trace: traceOf(recorded),
    capabilities: new Set(knownCapabilities(recorded.target)),
    reading: recorded.reading,
  };
}
