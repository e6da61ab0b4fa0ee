/** The part of a strategy's programs, or of the corpus's files, that one shard runs. */
import type { Shard } from './facts.ts';

/** Everything where there is one part only. */
export function* ownShare<T>(all: Iterable<T>, shard: Shard = { index: 0, count: 1 }): Generator<T> {
  let number = 0;
  for (const one of all) {
    if (number % shard.count === shard.index) yield one;
    number += 1;
  }
}
