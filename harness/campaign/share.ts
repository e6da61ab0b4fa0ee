/**
 * Which of a strategy's programs one part of a run has to run, by their numbers: the lists follow from the suite, the seed, and the target's
 * claims and answers alone, so that each program belongs to exactly one part.
 */
import type { Shard } from './facts.ts';

const WHOLE: Shard = { index: 0, count: 1 };

/** Each with its number. `from`: the first number that is not done yet. `groupOf`: programs of one group belong to one part. */
export function* ownShare<T>(
  all: Iterable<T>,
  shard: Shard = WHOLE,
  { from = 0, groupOf = (index: number) => index }: { from?: number; groupOf?: (index: number) => number } = {},
): Generator<readonly [index: number, item: T]> {
  let index = 0;
  for (const item of all) {
    if (index >= from && groupOf(index) % shard.count === shard.index) yield [index, item];
    index += 1;
  }
}

/** A run of numbers, cut so that of each block every part has its own stretch. */
export function stretchOf(from: number, to: number, { index, count }: Shard = WHOLE): readonly [number, number] {
  const cut = (part: number) => from + Math.floor(((to - from) * part) / count);
  return [cut(index), cut(index + 1)];
}
