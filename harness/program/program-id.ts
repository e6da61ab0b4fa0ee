/** A program by a short name that follows from its calls, the same wherever it is met. */
import { createHash } from 'node:crypto';
import { printPrograms } from './program.ts';
import type { Program } from '../target.ts';

/** The first eight hexadecimal digits of the SHA-256 of the printed form. */
export function programId(program: Program): string {
  return sequenceId([program]);
}

/** The same of several programs in order. */
export function sequenceId(programs: readonly Program[]): string {
  return createHash('sha256').update(printPrograms(programs)).digest('hex').slice(0, 8);
}
