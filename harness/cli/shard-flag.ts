/** `--shard`: which part of a run this is, said outright or taken from where a CI system says it. */
import { InvalidArgumentError } from 'commander';
import type { Shard } from '../campaign/shard.ts';

/** A part, and the variable that said which, where one did. */
export interface ShardFlag extends Shard {
  readonly from?: string;
}

const NUMBER = /^\d{1,4}$/;

/**
 * `i/n`; `auto` for GitLab's `parallel`, which counts from 1; `auto/n` for the index of an Indexed Job of Kubernetes, which counts from 0
 * and does not say how many there are.
 */
export function shardFlag(text: string, environment: NodeJS.ProcessEnv = process.env): ShardFlag {
  const [, index, count] = /^(\d{1,4}|auto)(?:\/(\d{1,4}))?$/.exec(text) ?? [];
  if (index === 'auto' && count === undefined) {
    const [own, of] = [read('CI_NODE_INDEX', environment), read('CI_NODE_TOTAL', environment)];
    return { ...part(own, of, `CI_NODE_INDEX is ${own}, and CI_NODE_TOTAL ${of}`), from: 'CI_NODE_INDEX' };
  }
  if (index === 'auto') {
    const own = read('JOB_COMPLETION_INDEX', environment);
    return { ...part(own + 1, Number(count), `JOB_COMPLETION_INDEX is ${own}`), from: 'JOB_COMPLETION_INDEX' };
  }
  if (count === undefined) throw new InvalidArgumentError(FORMS);
  return part(Number(index), Number(count), FORMS);
}

const FORMS = 'It is i/n, with i from 1 to n, such as 1/4; or auto, or auto/n, where CI says which part it is.';

function read(name: string, environment: NodeJS.ProcessEnv): number {
  const text = environment[name] ?? '';
  if (!NUMBER.test(text)) throw new InvalidArgumentError(`${name} says no number, which auto takes it from.`);
  return Number(text);
}

/** `number` counts from 1. */
function part(number: number, count: number, otherwise: string): Shard {
  if (!(number >= 1 && number <= count))
    throw new InvalidArgumentError(otherwise === FORMS ? FORMS : `${otherwise}: there is no such part.`);
  return { index: number - 1, count };
}
