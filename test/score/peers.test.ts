/** The other engines, live on a few mutants: each behaves as its recording says. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine } from '../../harness/machine/machine.ts';
import { benchOf, callsToKill } from './mutants/machine.ts';
import { mutantsOf } from './mutants/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { presentContenders } from './peers/contender.ts';
import type { Contender } from './peers/contender.ts';
import { recordedKill } from './peers/recording.ts';

const BUDGET = 1_000;
const bench = benchOf(abstractMachine(new Set(CAPABILITIES), 'documented', DEFAULT_PROFILE));
const faults = mutantsOf(bench, 'output');
/** The first calls on a channel that is bound go wrong, so nobody misses it; and one that takes a while. */
const easy = faults.find(({ optimum }) => optimum === 2)!;
const harder = faults.find(({ optimum }) => optimum === 5)!;
const mutants = [easy, harder];

const present = presentContenders();
describe.each(present.filter(({ isSlow }) => !isSlow))('$name', behaves);
describe.each(present.filter(({ isSlow }) => isSlow))('$name', { tags: ['slow'] }, behaves);

function behaves(contender: Contender): void {
  it('kills what is easy to kill, at the very call that its recording foretells, and shrinks it', async () => {
    const machines = [bench.faultless, ...mutants.map(({ machine }) => machine)];
    const jobs = machines.map((_, machine) => ({ machine, seed: 1, shrinks: machine > 0 }));
    const [recording, ...runs] = await contender.run(bench, machines, jobs, BUDGET);

    expect(recording!.callsToKill).toBe(0);
    expect(recording!.words.flat()).toHaveLength(BUDGET);
    expect(runs.map(({ callsToKill: calls }) => calls)).toEqual(
      mutants.map(({ machine }) => recordedKill(bench, machine, recording!.words, BUDGET)),
    );
    expect(runs[0]!.callsToKill).toBeGreaterThan(0);
    for (const [index, { callsToKill: calls, final }] of runs.entries()) {
      if (calls === 0) continue;
      // The final form fails at its last call, and nothing shorter than the optimum can.
      expect(callsToKill(bench, mutants[index]!.machine, final)).toBe(final.length);
      expect(final.length).toBeGreaterThanOrEqual(mutants[index]!.optimum);
    }
  });
}
