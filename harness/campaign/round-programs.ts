/**
 * A round of a soak: walks and random programs as a tier begins with under that seed, a few of each in turn, so that a slow target has both
 * from the first minute on.
 */
import type { Strategy, StrategyContext } from '../generate/generate.ts';
import type { Program } from '../target.ts';
import type { Round, RoundSource } from './soak-round.ts';

const WALKS = 40;
const RANDOM_PROGRAMS = 1_000;

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
