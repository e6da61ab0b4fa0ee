/**
 * `trace.json`: one program with its answers and what the target had claimed, which is all that judging takes.
 */
import { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import type { Reading } from '../../../spec/readings.ts';
import type { Trace } from '../../execute/trace.ts';
import type { Claims } from '../../judge/claims.ts';
import { FILE_BOUNDS, named, parseJson, problemLines, readBounded } from '../../program/bounded-file.ts';
import { reportSchema } from '../report-schema.ts';
import { knownClaims } from './known-names.ts';
import { storedTrace, traceOf } from './stored-trace.ts';

const { target, reading } = reportSchema.shape;
export const traceSchema = z.object({ trace: z.literal(1), target, reading, ...storedTrace.shape });

export interface RecordedTrace {
  readonly trace: Trace;
  readonly claims: Claims;
  readonly reading: Reading;
}

/** Throws `UsageError`, which names the file. */
export async function readTrace(file: string): Promise<RecordedTrace> {
  const json = parseJson(await readBounded(file, FILE_BOUNDS.trace), `${named(file)}: this is no trace`);
  const parsed = traceSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${named(file)}: this is no trace:\n${problemLines(parsed.error.issues)}`);
  const recorded = parsed.data;
  return {
    trace: traceOf(recorded),
    claims: knownClaims(recorded.target),
    reading: recorded.reading,
  };
}
