/** Outcomes as the matrix lays them out, the worst first. */
import type { Outcome } from '../../matrix/implementation.ts';

export const OUTCOME_ORDER: readonly Outcome[] = [
  'fail',
  'deviation',
  'not-verified',
  'choice',
  'pass',
  'not-applicable',
];
