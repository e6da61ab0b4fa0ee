import type { Program } from '../../../harness/target.ts';
import type { EmulatorClass } from '../emulator/emulator.ts';

/** A bug planted on purpose: the reference emulator with one step wrong. */
export interface Fault {
  /** In kebab-case, unique on the shelf. */
  readonly name: string;
  /** What the faulty target does, in one sentence. */
  readonly gist: string;
  /** A program on which it answers otherwise than the reference does, as short as anybody could think of. */
  readonly witness: Program;
  readonly emulator: EmulatorClass;
}
