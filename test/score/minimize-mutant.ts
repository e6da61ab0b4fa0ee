/**
 * What is left of a word that a mutant fails on once it was made small: the word at hand, or the first walk of a seed that does.
 */
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import type { Call } from '../../spec/call.ts';
import { programOf } from '../../harness/machine/machine.ts';
import type { Word } from '../../harness/machine/identification.ts';
import { walkWords } from '../../harness/generate/walks.ts';
import { exploreByForks } from '../../harness/minimize/explore-by-forks.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import type { Minimized, MinimizeOptions } from '../../harness/minimize/minimize.ts';
import { printCall } from '../../harness/program/program.ts';
import { callsToKill, sessionOf } from './mutants/machine.ts';
import type { Bench } from './mutants/machine.ts';
import type { Mutant } from './mutants/mutants.ts';
import type { Capability, Program } from '../../harness/target.ts';

export const CALLS_MAX = 2_000;

export interface MinimizeMutantOptions extends Pick<MinimizeOptions, 'steps' | 'onTry'> {
  readonly searchProgramsMax: number;
  readonly capabilities: ReadonlySet<Capability>;
}

/** `word`: one that the mutant fails on. */
export function minimizeWord(
  bench: Bench,
  { machine }: Mutant,
  word: Word,
  { searchProgramsMax, ...options }: MinimizeMutantOptions,
): Promise<Minimized> {
  const { automaton } = bench;
  const columns = new Map(automaton.inputs.map((input, column) => [printCall(input), column]));
  const columnOf = (call: Call) => columns.get(printCall(call))!;
  return minimize(programOf(word, automaton), {
    ...options,
    callsMax: CALLS_MAX,
    programsMax: CALLS_MAX,
    failsAt: async (program: Program) => {
      const kill = callsToKill(bench, machine, program.map(columnOf));
      return kill === 0 ? undefined : kill - 1;
    },
    search: {
      explore: (exploration) => exploreByForks(() => sessionOf(bench, machine), exploration),
      reading: 'documented',
      profiles: [DEFAULT_PROFILE],
      programsMax: searchProgramsMax,
      // Only the inputs of the machine mean anything to a mutant.
      alphabet: automaton.inputs,
      slotsMax: 1,
    },
  });
}

export async function minimizeMutant(
  bench: Bench,
  mutant: Mutant,
  { seed, ...options }: MinimizeMutantOptions & { readonly seed: number },
): Promise<Minimized> {
  for (const word of walksOf(bench, seed)) {
    if (callsToKill(bench, mutant.machine, word) > 0) return minimizeWord(bench, mutant, word, options);
  }
  throw new Error('walks have no end');
}

/** The walks of each seed so far, since every mutant meets the same ones. */
const WALKS = new WeakMap<Bench, Map<number, { readonly made: Word[]; readonly more: Iterator<Word> }>>();

function* walksOf(bench: Bench, seed: number): Generator<Word> {
  const bySeed = WALKS.get(bench) ?? new Map<number, { made: Word[]; more: Iterator<Word> }>();
  WALKS.set(bench, bySeed);
  const walks = bySeed.get(seed) ?? { made: [], more: walkWords(bench.automaton, seed) };
  bySeed.set(seed, walks);
  for (let index = 0; ; index += 1) {
    if (index === walks.made.length) walks.made.push(walks.more.next().value as Word);
    yield walks.made[index]!;
  }
}
