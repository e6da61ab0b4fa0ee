/** Simplicity is a total order on programs. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProgramArbitrary } from '../../harness/fast-check/program-arbitrary.ts';
import { printProgram } from '../../harness/program/program.ts';
import { compareSimplicity } from '../../harness/program/simplicity.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';

/** Short programs over few values, so that all but the last of what is compared is often equal. */
const program: fc.Arbitrary<Program> = fc.oneof(
  new ProgramArbitrary(new Set(CAPABILITIES)),
  fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('allocate' as const),
        channel: fc.nat(1),
        endpoint: fc.constantFrom('server' as const, 'client' as const),
      }),
      fc.record({
        kind: fc.constant('setMmioMegabytes' as const),
        channel: fc.constantFrom(0, 1, 'null' as const, 'forged' as const),
        mmioMegabytes: fc.nat(2),
        mmioMegabytesOptional: fc.nat(2),
      }),
      fc.record({ kind: fc.constantFrom('enable' as const, 'guestOpen' as const), channel: fc.nat(1) }),
    ),
    { maxLength: 3 },
  ),
);

it('calls two programs equally simple only where they print the same', () => {
  fc.assert(
    fc.property(program, program, (a, b) => {
      expect(compareSimplicity(a, b) === 0).toBe(printProgram(a) === printProgram(b));
    }),
    { numRuns: 2_000 },
  );
});

it('is antisymmetric', () => {
  fc.assert(
    fc.property(program, program, (a, b) => {
      // Adding 0 makes one zero of the two.
      expect(Math.sign(compareSimplicity(a, b))).toBe(0 - Math.sign(compareSimplicity(b, a)));
    }),
    { numRuns: 2_000 },
  );
});

it('is transitive', () => {
  fc.assert(
    fc.property(program, program, program, (...three) => {
      const [a, b, c] = three.toSorted(compareSimplicity) as [Program, Program, Program];
      expect([compareSimplicity(a, b), compareSimplicity(b, c), compareSimplicity(a, c)].every((n) => n <= 0)).toBe(
        true,
      );
    }),
    { numRuns: 2_000 },
  );
});
