/**
 * Programs made of those that reached new edges of the implementation, where it notes them: coverage-guided, as AFL has it (Zalewski
 * 2013), with the seeds that other strategies found. A beginning of one goes on as a random program would, or one of its sets gets
 * other amounts. What reaches a new edge is a seed from then on, so conditions that nest are passed one by one.
 */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { AMOUNT_MAX } from '../../spec/call.ts';
import { Lifecycle } from '../program/lifecycle.ts';
import { withThousands } from '../program/with-thousands.ts';
import type { Capability, Program } from '../target.ts';
import { RandomPrograms } from './random.ts';
import type { Strategy } from './generate.ts';

/** One seed in so many only gives a beginning: the others have been cut already behind the call that reached something. */
const CUT_ONE_IN = 4;
/** So many calls come behind the beginning of a seed, at most. */
const ADDED_MAX = 4;
/** One program in so many only has other amounts. */
const OTHER_AMOUNTS_ONE_IN = 4;
/** Not the programs that strategy `random` draws from the same seed. */
const STREAM = 0x5eed;

class Mutation {
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #fresh: RandomPrograms;
  readonly #random: Random;
  /** How often each seed was taken. */
  readonly #taken: number[] = [];

  constructor(capabilities: ReadonlySet<Capability>, seed: number) {
    this.#capabilities = capabilities;
    this.#fresh = new RandomPrograms(capabilities);
    this.#random = new Random(xoroshiro128plus(seed ^ STREAM));
  }

  program(seeds: readonly Program[]): Program {
    if (seeds.length === 0) return this.#fresh.draw(this.#random);
    const seed = this.#seed(seeds);
    return this.#draws(1, OTHER_AMOUNTS_ONE_IN) === 1 ? this.#withOtherAmounts(seed) : this.#continued(seed);
  }

  #draws(least: number, most: number): number {
    return this.#random.nextInt(least, most);
  }

  /** The one that was taken least often, of several the first: a new one makes up at once for what the others had before it. */
  #seed(seeds: readonly Program[]): Program {
    const taken = this.#taken;
    while (taken.length < seeds.length) taken.push(0);
    let least = 0;
    for (let index = 1; index < taken.length; index += 1) if (taken[index]! < taken[least]!) least = index;
    taken[least]! += 1;
    return seeds[least]!;
  }

  /** Mostly the whole seed, else a beginning of it, and calls of a random program that may be made behind it. */
  #continued(seed: Program): Program {
    const lifecycle = new Lifecycle(this.#capabilities);
    const isCut = this.#draws(1, CUT_ONE_IN) === 1;
    const program = seed.slice(0, isCut ? this.#draws(1, seed.length) : seed.length);
    for (const call of program) lifecycle.take(call);
    let left = this.#draws(1, ADDED_MAX);
    for (const call of this.#fresh.draw(this.#random)) {
      if (left === 0) break;
      if (!lifecycle.allows(call)) continue;
      lifecycle.take(call);
      program.push(call);
      left -= 1;
    }
    return program;
  }

  #withOtherAmounts(seed: Program): Program {
    const at = this.#draws(0, seed.length - 1);
    const which = this.#draws(0, 1) === 0 ? 'mmioMegabytes' : 'mmioMegabytesOptional';
    const amount = this.#draws(0, AMOUNT_MAX);
    const isNext = (index: number) => index >= at && seed[index]!.kind === 'setMmioMegabytes';
    const changed = seed.findIndex((_, index) => isNext(index));
    if (changed < 0) return this.#continued(seed);
    return seed.map((call, index) => (index === changed ? { ...call, [which]: amount } : call));
  }
}

/** `count` programs, the same ones for the same seed and target. Only worth its calls on a target that notes its edges. */
export function coverageStrategy(count: number): Strategy {
  return {
    name: 'coverage',
    total: count,
    guarantee: `${withThousands(count)} programs made of those that reached new edges: a search, which promises nothing`,
    *programs({ capabilities, seed, seeds = () => [] }) {
      const mutation = new Mutation(capabilities, seed);
      for (let left = count; left > 0; left -= 1) yield mutation.program(seeds());
    },
  };
}
