/**
 * What a sweep has done, in a small JSON file that is replaced whole, so that no end of ours leaves half of one.
 */
import { z } from 'zod';
import { FILE_BOUNDS, named, parseJson, readIfThere } from '../program/bounded-file.ts';
import { replaceFile } from '../program/replace-file.ts';
import { excerpt } from '../program/visible.ts';
import { PAIRS } from '../pair-plan.ts';
import type { Span } from '../pair-plan.ts';
import { SWEPT_STATES } from '../sweep/swept-states.ts';
import type { SweptState } from '../sweep/swept-states.ts';
import { UsageError } from '../usage-error.ts';

const number = z.int().min(0).max(PAIRS);
/** Completed spans, each from its first pair up to the one that is left out. */
const spans = z.array(z.tuple([number, number]));
const RESUME = z.union([
  /** Of a fresh channel alone. */
  z.object({ version: z.literal(1), identity: z.string(), done: spans }),
  z.object({ version: z.literal(2), identity: z.string(), done: z.partialRecord(z.enum(SWEPT_STATES), spans) }),
]);

/** What is done, by state. */
export type SweptSpans = Readonly<Partial<Record<SweptState, readonly Span[]>>>;

/** Nothing where there is no file yet. Throws `UsageError` where it is another file, or speaks of another implementation. */
export async function readResume(file: string, identity: string): Promise<SweptSpans> {
  const text = await readIfThere(file, FILE_BOUNDS.resume);
  if (text === undefined) return {};
  const parsed = RESUME.safeParse(parseJson(text, named(file)));
  if (!parsed.success) throw new UsageError(`${named(file)} is no file of a sweep: choose another name`);
  const { data } = parsed;
  if (data.identity !== identity) {
    throw new UsageError(
      `${named(file)} belongs to ${excerpt(data.identity)}, and this is ${excerpt(identity)}: remove it to start anew`,
    );
  }
  const done = data.version === 1 ? { fresh: data.done } : data.done;
  return Object.fromEntries(
    SWEPT_STATES.flatMap((state) => {
      const swept = done[state as keyof typeof done] as readonly (readonly [number, number])[] | undefined;
      return swept === undefined ? [] : [[state, swept.map(([from, to]) => ({ from, to }))]];
    }),
  );
}

/** Throws `UsageError` where it cannot be written. */
export async function writeResume(file: string, identity: string, swept: SweptSpans): Promise<void> {
  const done = Object.fromEntries(
    Object.entries(swept).map(([state, list]) => [state, list.map(({ from, to }) => [from, to])]),
  );
  const text = JSON.stringify({ version: 2, identity, done });
  try {
    await replaceFile(file, `${text}\n`);
  } catch (error) {
    throw new UsageError(`cannot write ${named(file)}: ${excerpt((error as Error).message)}`, { cause: error });
  }
}
