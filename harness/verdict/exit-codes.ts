/** The exit codes, the same on every system. Where several hold, the order is 70, 4, 5, 1, 3, 2, 0. */
export const EXIT = {
  conforms: 0,
  doesNotConform: 1,
  inconclusive: 2,
  baselineDrift: 3,
  badUsage: 4,
  targetUnusable: 5,
  suiteFault: 70,
} as const;

/** What the gate decides. */
export interface Gate {
  readonly exitCode: number;
  /** Why the gate does not pass, a sentence each; empty where it does. */
  readonly reasons: readonly string[];
}
