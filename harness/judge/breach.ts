import type { Source } from '../generate/generate.ts';
import type { Trace } from '../execute/trace.ts';
import type { Finding } from './judge.ts';

/** A run that broke a clause, its program not yet made small. */
export interface Breach {
  readonly finding: Finding;
  readonly trace: Trace;
  readonly source: Source;
  /** Where in the order of all programs it was seen; `placeOf` in `ledger.ts` makes it. */
  readonly place: number;
}
