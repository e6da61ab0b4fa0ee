/** The other engines, live on a few mutants: each behaves as its recording says. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine } from '../../harness/machine/machine.ts';
import { benchOf, callsToKill } from './mutants/machine.ts';
import { mutantsOf } from './mutants/mutants.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { requireTool } from '../require-tool.ts';
import { CONTENDERS } from './peers/contender.ts';
import type { Contender } from './peers/contender.ts';
import { recordedKill } from './peers/recording.ts';
import { aalpyLearning, aalpySuite, shareKilledBy } from './peers/suites.ts';
import { PYTHON } from './peers/toolchain.ts';
import type { Toolchain } from './peers/toolchain.ts';

const BUDGET = 1_000;
const bench = benchOf(abstractMachine(new Set(CAPABILITIES), 'documented', DEFAULT_PROFILE));
const faults = mutantsOf(bench, 'output');
/** The first calls on a channel that is bound go wrong, so nobody misses it; and one that takes a while. */
const easy = faults.find(({ optimum }) => optimum === 2)!;
const harder = faults.find(({ optimum }) => optimum === 5)!;
const mutants = [easy, harder];

const isHere = ({ command, versionArgument }: Toolchain) => requireTool(command, versionArgument);
describe.each(CONTENDERS.filter(({ toolchain }) => toolchain === undefined))('$name', (contender) =>
  behaves(contender),
);
// These compile and install what they are made of.
describe.each(CONTENDERS.filter(({ toolchain }) => toolchain !== undefined && isHere(toolchain)))(
  '$name',
  { tags: ['slow'] },
  (contender) => behaves(contender),
);

function behaves(contender: Contender): void {
  it('kills what is easy to kill, at the very call that its recording foretells, and shrinks what is easy', async () => {
    const machines = [bench.faultless, ...mutants.map(({ machine }) => machine)];
    // To shrink what took a while takes some engines a hundred thousand calls.
    const jobs = machines.map((_, machine) => ({ machine, seed: 1, shrinks: machine === 1 }));
    const [recording, ...runs] = await contender.prepare().run(bench, machines, jobs, BUDGET);

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

describe.runIf(isHere(PYTHON))('AALpy', { tags: ['slow'] }, () => {
  it('makes a suite of allowed calls that reaches every cell, and learns the machine from such calls', () => {
    const { automaton } = bench;
    const suite = aalpySuite(bench, 'Wp', 'WpMethodEqOracle', 0);
    const cells = new Set<number>();
    for (const word of suite.words) {
      let state = 0;
      for (const input of word) {
        const cell = state * automaton.inputs.length + input;
        cells.add(cell);
        state = automaton.next[cell]!;
        expect(state).toBeGreaterThanOrEqual(0);
      }
    }
    expect(cells.size).toBe(automaton.next.filter((successor) => successor >= 0).length);
    expect(shareKilledBy(bench, faults, 'output', suite)).toBe(1);

    // Where two of its states answer alike, nothing can be learned of their difference.
    const { states, calls } = aalpyLearning(bench);
    expect(states).toBeLessThanOrEqual(automaton.states.length);
    expect(calls).toBeGreaterThan(cells.size);
  });
});
