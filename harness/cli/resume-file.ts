/**
 * What a sweep has done, in a small JSON file that is replaced whole, so that no end of ours leaves half of one.
 */
import { z } from 'zod';
import { FILE_BOUNDS, named, parseJson, readIfThere } from '../program/bounded-file.ts';
import { replaceFile } from '../program/replace-file.ts';
import { excerpt } from '../program/visible.ts';
import { PAIRS } from '../sweep/sweep.ts';
import type { Span } from '../sweep/sweep.ts';
import { UsageError } from '../usage-error.ts';

const number = z.int().min(0).max(PAIRS);
const RESUME = z.object({
  version: z.literal(1),
  identity: z.string(),
  /** Completed spans, each from its first pair up to the one that is left out. */
  done: z.array(z.tuple([number, number])),
});

/** Nothing where there is no file yet. Throws `UsageError` where it is another file, or speaks of another implementation. */
export async function readResume(file: string, identity: string): Promise<readonly Span[]> {
  const text = await readIfThere(file, FILE_BOUNDS.resume);
  if (text === undefined) return [];
  const parsed = RESUME.safeParse(parseJson(text, named(file)));
  if (!parsed.success) throw new UsageError(`${named(file)} is no file of a sweep: choose another name`);
  if (parsed.data.identity !== identity) {
    throw new UsageError(
      `${named(file)} belongs to ${excerpt(parsed.data.identity)}, and this is ${excerpt(identity)}: remove it to start anew`,
    );
  }
  return parsed.data.done.map(([from, to]) => ({ from, to }));
}

/** Throws `UsageError` where it cannot be written. */
export async function writeResume(file: string, identity: string, spans: readonly Span[]): Promise<void> {
  const text = JSON.stringify({ version: 1, identity, done: spans.map(({ from, to }) => [from, to]) });
  try {
    await replaceFile(file, `${text}\n`);
  } catch (error) {
    throw new UsageError(`cannot write ${named(file)}: ${excerpt((error as Error).message)}`, { cause: error });
  }
}
