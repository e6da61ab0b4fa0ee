/** A few mutants of each class for what is too slow to be done with all of them, drawn once by a fixed seed. */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Mutant } from '../mutants/mutants.ts';

const SAMPLE_SEED = 7;

export function sampleOf(mutants: readonly Mutant[], size: number): readonly Mutant[] {
  const random = new Random(xoroshiro128plus(SAMPLE_SEED));
  const left = [...mutants];
  return Array.from({ length: Math.min(size, left.length) }, () =>
    left.splice(random.nextInt(0, left.length - 1), 1),
  ).flat();
}
