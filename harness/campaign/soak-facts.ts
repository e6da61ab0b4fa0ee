/** What a soak was asked for and came to: fresh programs behind a tier that was done. */

/** What is asked of a soak; at least one of the two, and the first one to be met ends it. */
export interface SoakAsked {
  /** Until the whole run has taken so many milliseconds, the tier included. */
  readonly ms?: number | undefined;
  /** Until at most one in so many further random calls would meet a situation that was not met, by Good and Turing. */
  readonly quietCalls?: number | undefined;
}

export interface SoakOptions extends SoakAsked {
  /** A clock in milliseconds; that of the process where absent. It is looked at before each program. */
  readonly now?: () => number;
}

/**
 * - `time`, `quiet`: what was asked for. - `failed`: so much failed that more would tell nothing new.
 * - `cut`: something else ended it, and what was asked for was not done.
 */
export type SoakEnd = { readonly kind: 'time' | 'quiet' | 'failed' } | { readonly kind: 'cut'; readonly why: string };

/** Which programs it ran follows from the seed, `rounds` and `programsBehind`. */
export interface SoakFacts extends SoakAsked {
  /** Rounds that were run to their end. */
  readonly rounds: number;
  /** Programs of the round behind these, which was not. */
  readonly programsBehind: number;
  /** Of the last round that was begun; nothing where none was. */
  readonly lastSeed?: number | undefined;
  readonly programs: number;
  readonly calls: number;
  /** Calls behind a refused Allocate or Enable, which were not judged. */
  readonly passedOver: number;
  /** Allocate was refused where no channel was live. */
  readonly isRefusedAlone: boolean;
  readonly end: SoakEnd;
  readonly durationMs: number;
}
