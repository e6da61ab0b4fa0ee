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
