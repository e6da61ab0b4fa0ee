/**
 * The optimum of a planted fault by search over emulator and judge, held against another way to it: the search among all
 * shorter programs, which runs every one of them.
 */
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { printProgram } from '../../harness/program/program.ts';
import { abstractInputs } from '../../harness/machine/automaton.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';
import { faultOptimum } from './optimum/fault-optimum.ts';
import { provenOptimum } from './optimum/proven-optimum.ts';

async function counterexample(fault: string) {
  const { counterexamples } = await runCampaign(reference({ fault }), {
    tier: 'smoke',
    programs: 400,
    reading: 'documented',
    seed: 1,
    selects: (clause) => clause === FAULT_PINS[fault]?.clause,
    deadlineMs: 5_000,
    corpus: [],
  });
  return counterexamples.find((found) => brokenClause(found) === FAULT_PINS[fault]?.clause)!.minimized;
}

describe.each([
  'both-zero-accepted',
  'null-accepted',
  'enabled-refusal-stored',
  'zero-ranked-by-state',
  'stale-accepted-after-second-cleanup',
  'cleanup-clears-neighbour',
  'bytes-shared',
  'closed-refusal-offered',
])('%s', (fault) => {
  it('has an optimum that both ways agree on', { tags: ['slow'] }, async () => {
    const { program, certificate } = await counterexample(fault);
    const proof = provenOptimum(fault, FAULT_PINS[fault]!.clause, printProgram(program));
    expect([certificate, proof]).toEqual(['globally shortest', { length: program.length, over: 'everything' }]);
  });
});

it('finds what is shorter than the program at hand', () => {
  const long = 'allocate 0 server\nsetMmioMegabytes 0 1 0\nreadReservation 0\nsetMmioMegabytes 0 0 0\n';
  expect(provenOptimum('both-zero-accepted', 'refuse.both-zero', long)).toEqual({ length: 2, over: 'everything' });
});

it('says how far it came where the states were too many', () => {
  const options = { clause: 'space.disjoint', alphabet: abstractInputs(), slots: [0, 1], lengthMax: 10 } as const;
  const found = faultOptimum('space-all-at-base', { ...options, statesMax: 100_000 });
  expect(found.kind === 'found' && found.program.length).toBe(10);
  expect(faultOptimum('space-all-at-base', { ...options, statesMax: 50 })).toMatchObject({ kind: 'gave up' });
});
