/**
 * A mutant met by the first walk of a seed that it fails on, and what is left of that walk once it was made small.
 */
import { DEFAULT_PROFILE } from '../../spec/automaton.ts';
import type { Call } from '../../spec/call.ts';
import { programOf } from '../../harness/generate/abstract-machine.ts';
import { walkWords } from '../../harness/generate/walks.ts';
import { exploreByForks } from '../../harness/minimize/explore-by-forks.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import type { Minimized } from '../../harness/minimize/minimize.ts';
import { printCall } from '../../harness/program.ts';
import { callsToKill, sessionOf } from '../../harness/score/machine.ts';
import type { Bench } from '../../harness/score/machine.ts';
import type { Mutant } from '../../harness/score/mutants.ts';
import type { Capability, Program } from '../../harness/target.ts';

export const CALLS_MAX = 2_000;

export async function minimizeMutant(
  bench: Bench,
  { machine }: Mutant,
  options: {
    readonly seed: number;
    readonly searchProgramsMax: number;
    readonly capabilities: ReadonlySet<Capability>;
  },
): Promise<Minimized> {
  const { automaton } = bench;
  const columns = new Map(automaton.inputs.map((input, column) => [printCall(input), column]));
  const columnOf = (call: Call) => columns.get(printCall(call))!;
  for (const word of walkWords(automaton, options.seed)) {
    if (callsToKill(bench, machine, word) === 0) continue;
    return minimize(programOf(word, automaton), {
      capabilities: options.capabilities,
      callsMax: CALLS_MAX,
      programsMax: CALLS_MAX,
      failsAt: async (program: Program) => {
        const kill = callsToKill(bench, machine, program.map(columnOf));
        return kill === 0 ? undefined : kill - 1;
      },
      search: {
        explore: (exploration) => exploreByForks(() => sessionOf(bench, machine), exploration),
        reading: 'documented',
        profile: DEFAULT_PROFILE,
        programsMax: options.searchProgramsMax,
        // Only the inputs of the machine mean anything to a mutant.
        alphabet: automaton.inputs,
      },
    });
  }
  throw new Error('walks have no end');
}
