/** Random programs: runnable on the target at hand, the same for the same seed, and reaching every state. */
import { ProgramArbitrary } from '../../harness/fast-check/program-arbitrary.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { isRunnable } from '../../harness/program/lifecycle.ts';
import { boundaryStrategy } from '../../harness/generate/boundary.ts';
import { randomPrograms } from '../../harness/generate/random.ts';
import { parseProgram, printProgram } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';

const capabilitySets = fc.uniqueArray(fc.constantFrom<Capability>(...CAPABILITIES)).map((list) => new Set(list));

it('draws only programs that may be made on the target at hand', () => {
  fc.assert(
    fc.property(capabilitySets, fc.integer(), (capabilities, seed) => {
      const programs = randomPrograms(seed, capabilities);
      for (let count = 0; count < 50; count += 1) {
        const program = programs.next().value!;
        expect([printProgram(program), isRunnable(program, capabilities)]).toEqual([printProgram(program), true]);
      }
    }),
  );
});

it('lays out only boundary programs that may be made on the target at hand', () => {
  fc.assert(
    fc.property(capabilitySets, (capabilities) => {
      for (const program of boundaryStrategy.programs({
        capabilities,
        seed: 0,
        reading: 'documented',
        profile: () => DEFAULT_PROFILE,
      })) {
        expect(isRunnable(program, capabilities)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

it('draws the same programs for the same seed', () => {
  const draw = (seed: number) => {
    const programs = randomPrograms(seed, new Set(CAPABILITIES));
    return Array.from({ length: 100 }, () => printProgram(programs.next().value!));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it('meets every channel state and every class of arguments within a few hundred programs', () => {
  const programs = randomPrograms(1, new Set(CAPABILITIES));
  const calls = Array.from({ length: 300 }, () => programs.next().value!).flat();
  const sets = calls.filter((call) => call.kind === 'setMmioMegabytes');
  const share = (count: number) => count / sets.length;
  expect(share(sets.filter((set) => set.mmioMegabytes + set.mmioMegabytesOptional === 0).length)).toBeGreaterThan(0.1);
  expect(share(sets.filter((set) => set.mmioMegabytes + set.mmioMegabytesOptional > 65535).length)).toBeGreaterThan(
    0.1,
  );
  expect(sets.some(({ channel }) => channel === 'null')).toBe(true);
  expect(new Set(calls.map(({ kind }) => kind)).size).toBe(12);
});

describe('shrinking', () => {
  it("leads fast-check's own runner to the two calls that matter", () => {
    const details = fc.check(
      fc.property(new ProgramArbitrary(new Set(CAPABILITIES)), (program) =>
        program.every((call) => call.kind !== 'setMmioMegabytes' || call.mmioMegabytes < 300),
      ),
      { seed: 5, numRuns: 1_000 },
    );
    const [smallest] = details.counterexample!;
    expect(smallest).toEqual(
      smallest.length === 1
        ? parseProgram(`setMmioMegabytes ${smallest[0]!.channel} 300 0`)
        : parseProgram('allocate 0 server\nsetMmioMegabytes 0 300 0'),
    );
  });
});
