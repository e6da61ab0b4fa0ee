/**
 * The suites keep what they promise, on every mutant that there is; and the strength that is shipped was measured on these
 * very sources.
 */
import type { MutantClass } from '../../harness/verdict/strength.ts';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine } from '../../harness/machine/machine.ts';
import { completeWords } from '../../harness/generate/complete.ts';
import { benchOf, callsToKill, shortestKill } from './mutants/machine.ts';
import { isInFaultDomain, mutantsOf } from './mutants/mutants.ts';
import { measuredStrength } from '../../harness/verdict/strength.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { SWEPT_FAULTS } from '../../targets/reference/faults/single-values.ts';
import { sourcesHash } from './sources-hash.ts';

const capabilities = new Set(CAPABILITIES.filter((name) => !['offer-bytes', 'misuse', 'threads'].includes(name)));
const automaton = abstractMachine(capabilities, 'documented', DEFAULT_PROFILE);
const bench = benchOf(automaton);

it('has nothing to object to the machine without a fault', () => {
  expect(shortestKill(bench, bench.faultless)).toBeUndefined();
});

describe.each<[k: number, kind: MutantClass]>([
  [0, 'output'],
  [1, 'one extra state'],
])('complete-%i', kills);
describe('complete-0', { tags: ['slow'] }, () => kills(0, 'transfer'));
describe('complete-2', { tags: ['slow'] }, () => kills(2, 'two extra states'));

function kills(k: number, kind: MutantClass): void {
  it(`kills every mutant of class "${kind}" in its fault domain`, () => {
    const words = [...completeWords(automaton, k)];
    const mutants = mutantsOf(bench, kind);
    expect(mutants.length).toBeGreaterThanOrEqual(500);
    const survivors = mutants.filter(({ machine }) => !words.some((word) => callsToKill(bench, machine, word) > 0));
    expect(survivors.filter(({ machine }) => isInFaultDomain(bench, machine, k)).map(({ name }) => name)).toEqual([]);
    // All of the single faults, in the domain or not.
    if (k === 0) expect(survivors).toEqual([]);
  });
}

it('ships a strength that was measured on these sources; `npm run score` measures it again', () => {
  expect(measuredStrength()?.sources).toBe(sourcesHash(fileURLToPath(new URL('../..', import.meta.url))));
});

it('kills every planted fault and every mutant in tier ci, but what only a sweep meets', () => {
  const { mutants, faults } = measuredStrength()!.tiers.ci;
  expect(faults.survivors).toEqual(SWEPT_FAULTS.map(({ name }) => name));
  for (const { survivors } of Object.values(mutants)) expect(survivors).toEqual([]);
});
