/** The part of `report.json` that tells what changed since an earlier run. */
import { z } from 'zod';
import { VERDICT_KINDS } from '../verdict/verdict.ts';

const failures = z.array(z.object({ clause: z.string(), id: z.string(), why: z.string().optional() }));
const values = z.array(z.object({ name: z.string(), before: z.string(), after: z.string() }));

/** Failures by clause and signature. `why`: what keeps one of the two runs from telling more of it. */
export const sincePreviousSchema = z.object({
  file: z.string().describe('as it was named'),
  target: z.object({ name: z.string(), version: z.string() }),
  suite: z.string(),
  startedAt: z.iso.datetime(),
  verdict: z.enum(VERDICT_KINDS),
  added: failures,
  fixed: failures.describe('what failed then was tried again, and its clause is verified'),
  otherwise: failures.describe('gone, and the clause is broken in another way'),
  unseen: failures.describe('gone, and not surely'),
  untried: failures.describe('gone from a run that could not have shown it'),
  run: values.describe('what was not asked alike'),
  clauses: values,
  choices: values,
  readings: values,
});
export type SincePrevious = z.infer<typeof sincePreviousSchema>;
