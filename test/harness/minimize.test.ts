/**
 * How small a counterexample gets: as short as the optimum, one form whatever the seed, within the budget; and the two ways of
 * trying all shorter programs find the same.
 */
import { MUTANT_CLASSES } from '../../harness/verdict/strength.ts';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { blame } from '../../harness/campaign/blame.ts';
import { execute } from '../../harness/execute/execute.ts';
import { abstractMachine, machineOver } from '../../harness/machine/machine.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import { exploreByForks } from '../../harness/minimize/explore-by-forks.ts';
import { exploreByRuns } from '../../harness/minimize/explore-by-runs.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import { ProgramTree, slotsInTurn } from '../../harness/minimize/program-tree.ts';
import type { Explore } from '../../harness/minimize/program-tree.ts';
import { parseProgram, printProgram } from '../../harness/program/program.ts';
import { benchOf } from '../score/mutants/machine.ts';
import { mutantsOf } from '../score/mutants/mutants.ts';
import { CAPABILITIES, fromSession, TargetFailure } from '../../harness/target.ts';
import type { Program, Session } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';
import { CALLS_MAX, minimizeMutant } from '../score/minimize-mutant.ts';

const capabilities = new Set(CAPABILITIES.filter((name) => !['offer-bytes', 'misuse', 'threads'].includes(name)));
const automaton = abstractMachine(capabilities, 'documented', DEFAULT_PROFILE);

describe('the two ways of exploring', () => {
  const tree = new ProgramTree(automaton, slotsInTurn(2));

  async function explored(explore: Explore, programsMax: number) {
    const surprises: string[] = [];
    const depth = 4;
    const onSurprise = (program: Program) => {
      if (program.length === depth) surprises.push(printProgram(program));
      return 'go on' as const;
    };
    const { programs, complete } = await explore({ tree, depth, programsMax, onSurprise });
    return { surprises, programs, complete };
  }

  it.each([
    ['enabled-refusal-offered', Infinity],
    ['cleanup-clears-neighbour', Infinity],
    ['both-zero-accepted', Infinity],
    ['enabled-refusal-offered', 1_000],
  ])('find the same of %s in %s programs', async (fault, programsMax) => {
    const target = reference({ fault });
    const byForks = await explored((exploration) => exploreByForks(target.open!, exploration), programsMax);
    const byRuns = await explored(
      (exploration) =>
        exploreByRuns(
          { execute: (program) => execute(target, program, { deadlineMs: 1_000 }), runsMax: 7 },
          exploration,
        ),
      programsMax,
    );
    expect(byRuns).toEqual(byForks);
    expect(byForks.complete).toBe(programsMax === Infinity);
    expect(byForks.programs).toBe(programsMax === Infinity ? byForks.programs : programsMax);
  });

  it('count an end without answers as a surprise, and put up with few', async () => {
    const surprises: Program[] = [];
    const target = fromSession({ name: 'dies', version: '1', capabilities: [] }, () => ({
      perform: () => {
        throw new TargetFailure('crash', 'at once');
      },
    }));
    const { complete, programs } = await exploreByRuns(
      { execute: (program) => execute(target, program, { deadlineMs: 1_000 }), runsMax: 4 },
      {
        tree,
        depth: 1,
        programsMax: Infinity,
        onSurprise: (program) => (surprises.push(program), 'go on'),
      },
    );
    expect([complete, programs, surprises.length]).toEqual([true, 4, 4]);
  });
});

describe.each(MUTANT_CLASSES)('a mutant with a fault of the class "%s"', (kind) => {
  const bench = benchOf(automaton);
  const all = mutantsOf(bench, kind);
  const sample = Array.from({ length: 12 }, (_, index) => all[Math.floor((index * all.length) / 12)]!);

  it('comes out as short as the optimum and in one form, whatever the walk that met it', async () => {
    for (const mutant of sample) {
      const forms = new Set<string>();
      for (const seed of [1, 2, 3, 4]) {
        const { program, spentCalls, certifyingCalls, searchCalls } = await minimizeMutant(bench, mutant, {
          seed,
          searchProgramsMax: 400,
          capabilities,
        });
        expect([mutant.name, seed, program.length]).toEqual([mutant.name, seed, mutant.optimum]);
        expect(spentCalls + certifyingCalls - searchCalls).toBeLessThanOrEqual(CALLS_MAX);
        forms.add(printProgram(program));
      }
      expect([mutant.name, forms.size]).toEqual([mutant.name, 1]);
    }
  });
});

it('makes a crash small, and is sure of it', async () => {
  class Dies implements Session {
    readonly #inner: Session;
    constructor(inner: Session) {
      this.#inner = inner;
    }
    perform(call: Program[number]) {
      if (call.kind === 'enable') throw new Error('segfault');
      return this.#inner.perform(call);
    }
    fork() {
      return new Dies(this.#inner.fork!());
    }
  }
  const open = () => new Dies(reference().open!());
  const program = parseProgram(
    'allocate 0 server\nsetMmioMegabytes 0 8 0\nreadReservation 0\nallocate 1 server\npause 1\nenable 1\nreadOffer 1',
  );
  const target = fromSession({ name: 'dies', version: '1', capabilities: CAPABILITIES }, open);
  const minimized = await minimize(program, {
    capabilities,
    callsMax: 2_000,
    programsMax: 2_000,
    failsAt: async (candidate) => {
      const { end } = await execute(target, candidate, { deadlineMs: 1_000 });
      return end.kind === 'crash' ? end.at : undefined;
    },
    search: {
      explore: (exploration) => exploreByForks(open, exploration),
      reading: 'documented',
      profiles: [DEFAULT_PROFILE],
      programsMax: 10_000,
    },
  });
  expect(printProgram(minimized.program).trim().split('\n')).toEqual(['allocate 0 server', 'enable 0']);
  expect(minimized.certificate).toBe('globally shortest');
});

describe('a counterexample on the reference', () => {
  const everything = new Set(CAPABILITIES);

  /** Made small from a program, as a campaign would that had seen nothing else. */
  async function counterexample(fault: string, text: string, searchProgramsMax: number) {
    const target = reference({ fault });
    const ledger = new Ledger('documented', { capabilities: everything });
    const trace = await execute(target, parseProgram(text), { deadlineMs: 1_000 });
    ledger.enter(trace, { strategy: 'corpus', index: 0 });
    const { counterexamples } = await blame(target, ledger, [], {
      deadlineMs: 1_000,
      capabilities: everything,
      selects: () => true,
      searchProgramsMax,
      searchProgramsTotal: Infinity,
    });
    const { program, certificate } = counterexamples[0]!.minimized;
    return { lines: printProgram(program).trim().split('\n'), certificate };
  }

  it('has no misuse where it needs none', async () => {
    const text = 'allocate 0 server\nguestOpen 0\ndisable 0\nsetMmioMegabytes 0 0 0\n';
    const { lines } = await counterexample('both-zero-accepted', text, 0);
    expect(lines).toEqual(['allocate 0 server', 'setMmioMegabytes 0 0 0']);
  });

  it('is sought under every way in which the target answers an open question', async () => {
    const text =
      'allocate 0 server\nenable 0\nguestOpen 0\nsetMmioMegabytes 0 0 0\nguestClose 0\nsetMmioMegabytes 0 0 0\n';
    const { lines, certificate } = await counterexample('zero-ranked-by-state', text, 100_000);
    const shortest = [
      'allocate 0 server',
      'enable 0',
      'setMmioMegabytes 0 0 0',
      'guestOpen 0',
      'setMmioMegabytes 0 0 0',
    ];
    expect(lines).toEqual(shortest);
    expect(certificate).toBe('globally shortest');
  });

  it('is called globally shortest on its own slots only where all slots were tried', async () => {
    const text =
      'allocate 15 server\nsetMmioMegabytes 15 1 0\nenable 15\nguestOpen 15\nreadOffer 15\ngetMmioSpace 15\n';
    const { lines, certificate } = await counterexample('last-slot-gets-nothing', text, 10_000);
    expect(lines.length).toBe(5);
    expect(certificate).toBe('shortest over its own calls');
  });

  it('loses what a long program does over and over', async () => {
    const turn = 'disable 0\nenable 0\nreadOffer 0\nguestOpen 0\ngetMmioSpace 0\n';
    const text = `allocate 0 server\nsetMmioMegabytes 0 20 7\nenable 0\nguestOpen 0\n${turn.repeat(16)}`;
    const { lines } = await counterexample('ranges-never-released', text, 0);
    expect(lines.length).toBe(37);
  });
});

it('sees in both ways of exploring that ranges overlap', { tags: ['slow'] }, async () => {
  const calls = parseProgram('allocate 0 server\nsetMmioMegabytes 0 1 0\nenable 0\nguestOpen 0\ngetMmioSpace 0\n');
  const tree = new ProgramTree(machineOver(calls, capabilities, 'documented', DEFAULT_PROFILE), slotsInTurn(2));
  const target = reference({ fault: 'space-all-at-base' });
  const surprises = async (explore: Explore) => {
    const found: string[] = [];
    const onSurprise = (program: Program) => (found.push(printProgram(program)), 'go on' as const);
    await explore({ tree, depth: 10, programsMax: Infinity, onSurprise });
    return found;
  };
  const byForks = await surprises((exploration) => exploreByForks(target.open!, exploration));
  const run = (program: Program) => execute(target, program, { deadlineMs: 1_000 });
  const byRuns = await surprises((exploration) => exploreByRuns({ execute: run, runsMax: 7 }, exploration));
  expect(byForks.length).toBeGreaterThan(0);
  expect(byRuns).toEqual(byForks);
});
