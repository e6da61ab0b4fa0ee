/**
 * Programs as a fast-check arbitrary, for properties of one's own: drawn as the random strategy draws them, and shrunk by the
 * reductions that make counterexamples small.
 */
import { Arbitrary, Stream, Value } from 'fast-check';
import type { Random } from 'fast-check';
import { RandomPrograms } from '../generate/random.ts';
import { reductions } from '../minimize/reductions.ts';
import { isRunnable } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';

/** Programs that a target with these capabilities can run. Every value that it shrinks to can be run too. */
export class ProgramArbitrary extends Arbitrary<Program> {
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #programs: RandomPrograms;

  constructor(capabilities: ReadonlySet<Capability>) {
    super();
    this.#capabilities = capabilities;
    this.#programs = new RandomPrograms(capabilities);
  }

  override generate(random: Random): Value<Program> {
    return new Value(this.#programs.draw(random), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return Array.isArray(value) && isRunnable(value as Program, this.#capabilities);
  }

  override shrink(program: Program): Stream<Value<Program>> {
    const capabilities = this.#capabilities;
    return Stream.of(undefined).flatMap(
      () =>
        new Stream(
          (function* () {
            for (const smaller of reductions(program, capabilities)) yield new Value(smaller, undefined);
          })(),
        ),
    );
  }
}
