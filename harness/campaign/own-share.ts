/** The part of a strategy's programs that one shard runs. */
import type { Program } from '../target.ts';
import type { Shard } from './facts.ts';

/** Every program where there is one part only. */
export function* ownShare(programs: Iterable<Program>, shard: Shard = { index: 0, count: 1 }): Generator<Program> {
  let number = 0;
  for (const program of programs) {
    if (number % shard.count === shard.index) yield program;
    number += 1;
  }
}
