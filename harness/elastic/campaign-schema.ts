/**
 * A campaign as it lies in the queue, the same for all of its shards. Nothing in it is a secret, since whoever has the queue can read it;
 * and whoever can write there chooses no more of what a worker does than is named here: no target, no command, no path.
 */
import { z } from 'zod';

/** The flags of `run` that are the campaign's and not the worker's, as they are spelled. */
export const SHARED_FLAGS = [
  'tier',
  'reading',
  'level',
  'programs',
  'clause',
  'deadline-ms',
  'require',
  'requirements',
  'tolerate-flaky',
  'today',
] as const;

/** Names of what a worker writes into an empty folder before it runs a shard there. */
export const BASELINE = 'baseline.yaml';
export const CORPUS = 'corpus';

export const campaignSchema = z.strictObject({
  /** Of the suite's sources and of everything that is asked for but the seed. */
  id: z.string().regex(/^[\da-f-]+$/),
  seed: z.int().min(0),
  shards: z.int().min(1),
  /** Flags of `run`, each in one word with its value. */
  words: z.array(z.string().regex(new RegExp(`^--(${SHARED_FLAGS.join('|')})=`))),
  files: z.record(z.string().regex(/^(baseline\.yaml|corpus\/[\w-][\w.-]*\.kmcl)$/), z.string()),
  startedAt: z.iso.datetime(),
});

export type Campaign = z.infer<typeof campaignSchema>;

/** Throws where it is none, or one of another suite. */
export function campaignOf(text: string): Campaign {
  return campaignSchema.parse(JSON.parse(text));
}
