/** The exact lines that a program is on the wire, hello first: to pipe into an adapter that runs under a debugger. */
import type { Program } from '../../harness/target.ts';
import { helloLine, runLine } from './connection.ts';

export function emit(programs: readonly Program[]): string {
  return [helloLine(), ...programs.map((program, index) => runLine(index + 2, program))]
    .map((line) => `${line}\n`)
    .join('');
}
