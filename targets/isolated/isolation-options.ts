/** What a target in a child process may be given, and what it is given otherwise. */
import type { OpenOptions } from '../../harness/target.ts';

export interface IsolationOptions extends OpenOptions {
  /** How many children may end before the target counts as unusable. */
  readonly restartsMax?: number;
  /** How much resident memory a child may hold. */
  readonly memoryBytesMax?: number;
}

export const RESTARTS_MAX = 500;
export const MEMORY_BYTES_MAX = 4 * 2 ** 30;
/** As many as keep a child busy while this process makes the next batch. */
export const RUNS_MAX = 256;
/** Prefixes are given this many deadlines in all; a program that needs more is run as a whole. */
export const PREFIX_DEADLINES_MAX = 4;
/** After an end, so many programs that come alone are run by prefixes at once: minimizing asks for similar ones. */
export const WARY_RUNS = 16;
