/** What is known of a clause: the smallest promise that can be broken by itself. */
import type { Reading } from './readings.ts';

/**
 * - `MUST`: the page says so. Breaking it is a failure.
 * - `SHOULD`: it follows from KMCL's other pages, its header or its real callers. Breaking it is a deviation.
 * - `choice`: nothing decides. Every listed answer conforms; which one is recorded, and it has to be the same each time.
 */
export type Level = 'MUST' | 'SHOULD' | 'choice';

/** What a target has to be able to do before the clause can be tried on it. */
export type Need =
  | 'reservation'
  | 'offer'
  | 'offer-bytes'
  | 'mmio-space'
  | 'guest'
  | 'start-pause'
  | 'client-endpoint'
  | 'null-handle'
  | 'stale-handle'
  | 'forged-handle';

export interface Clause {
  readonly level: Level;
  /** One sentence, as a promise of the implementation. */
  readonly gist: string;
  readonly source: string;
  /** The position taken where the sources leave room, and why. */
  readonly position: string;
  readonly needs: readonly Need[];
  /** What is promised about what is held or offered after a call: on which channel that call is. */
  readonly event?: 'own channel' | 'other channel';
  /** The only reading under which the clause stands; both where absent. */
  readonly reading?: Reading;
}
