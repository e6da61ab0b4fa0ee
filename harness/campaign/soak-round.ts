/**
 * A round of a soak: walks and random programs as a tier begins with under that seed, a few of each in turn, so that a slow target has both
 * from the first minute on.
 */
import type { Source, Strategy, StrategyContext } from '../generate/generate.ts';
import type { Program } from '../target.ts';

const WALKS = 40;
const RANDOM_PROGRAMS = 1_000;

/** Counted from 1. `seed`: what `--seed` takes to draw the same programs in a tier of its own. */
export interface Round {
  readonly number: number;
  readonly seed: number;
}

/** Where a program of a soak came from: its number among those of its strategy in this round. */
export interface RoundSource extends Source {
  readonly round: Round;
}

/** An odd number: the golden ratio's share of 2^32, so that seeds that follow each other have few bits in common. */
const STEP = 0x9e37_79b1;

/**
 * The round with this number, from 1, of a campaign with this seed. A multiple of an odd number, modulo 2^31: the first 2^31 - 1 rounds have
 * each a seed of its own, and none has that of the campaign. Programs that were run twice would tell nothing new, and a situation that is
 * met again because its program is run again would be taken for a common one.
 */
export function roundOf(campaignSeed: number, number: number): Round {
  return { number, seed: (campaignSeed + Math.imul(number, STEP)) & 0x7fff_ffff };
}

/** The round that a program came from, where it is one of a soak. */
export function roundIn(source: Source | RoundSource): { readonly round?: Round } {
  return 'round' in source ? { round: source.round } : {};
}

/** As a sentence goes on behind what drew a program; nothing where that was no soak. */
export function roundWords(source: Source | RoundSource | { readonly round?: Round | undefined }): string {
  return 'round' in source && source.round !== undefined
    ? ` in round ${source.round.number} of the soak, of seed ${source.round.seed}`
    : '';
}

/** The strategies of which a round is made, each with how many of its programs are drawn at a time. */
export async function roundStrategies(): Promise<readonly (readonly [strategy: Strategy, atATime: number])[]> {
  const [{ walksStrategy }, { randomStrategy }] = await Promise.all([
    import('../generate/walks.ts'),
    import('../generate/random.ts'),
  ]);
  return [
    [walksStrategy(WALKS), 1],
    [randomStrategy(RANDOM_PROGRAMS), RANDOM_PROGRAMS / WALKS],
  ];
}

/** The programs of a round in the order in which they run. `within`: what a target's refusals make of a strategy's programs. */
export function* roundPrograms(
  strategies: Awaited<ReturnType<typeof roundStrategies>>,
  round: Round,
  context: StrategyContext,
  within: (programs: Iterable<Program>) => Iterable<Program>,
): Generator<readonly [source: RoundSource, program: Program]> {
  const drawn = strategies.map(([strategy, atATime]) => {
    const programs = within(strategy.programs({ ...context, seed: round.seed }));
    return { strategy: strategy.name, atATime, programs: programs[Symbol.iterator](), index: 0, isDone: false };
  });
  while (drawn.some(({ isDone }) => !isDone)) {
    for (const one of drawn) {
      for (let count = 0; count < one.atATime && !one.isDone; count += 1) {
        const { done = false, value } = one.programs.next();
        one.isDone = done;
        if (!done) yield [{ strategy: one.strategy, index: one.index, round }, value];
        one.index += 1;
      }
    }
  }
}
