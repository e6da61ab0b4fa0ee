/**
 * What a sweep has done, in a small JSON file that is replaced whole, so that no end of ours leaves half of one.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
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
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  const parsed = RESUME.safeParse(fromJson(text));
  if (!parsed.success) throw new UsageError(`${file} is no file of a sweep: choose another name`);
  if (parsed.data.identity !== identity) {
    throw new UsageError(
      `${file} belongs to ${parsed.data.identity}, and this is ${identity}: remove it to start anew`,
    );
  }
  return parsed.data.done.map(([from, to]) => ({ from, to }));
}

/** Throws `UsageError` where it cannot be written. */
export async function writeResume(file: string, identity: string, spans: readonly Span[]): Promise<void> {
  const text = JSON.stringify({ version: 1, identity, done: spans.map(({ from, to }) => [from, to]) });
  try {
    await writeFile(`${file}.new`, `${text}\n`);
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
