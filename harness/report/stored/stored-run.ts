import type { Facts } from '../../campaign/facts.ts';
import type { Report } from '../report-schema.ts';

/** A run as far as it is known, and how far that is. */
export interface StoredRun {
  readonly file: string;
  readonly suite: string;
  readonly asked: Report['asked'];
  /** Of a part, and of a run that was killed. */
  readonly surroundings?: Report['surroundings'] | undefined;
  readonly extent: Report['extent'];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly result: Facts;
  /** Of each counterexample, what the run itself had said that it breaks; nothing where one trace cannot tell. */
  readonly claimedClauses: readonly (string | undefined)[];
  /** Lines that are no JSON, or not what a line of results is. */
  readonly unreadableLines: number;
}
