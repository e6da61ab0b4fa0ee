/**
 * The planted faults that are tried on every change; the others wait for `npm run test:all`. One a clause: the fault with the
 * shortest counterexample, the first on the shelf where several are as short.
 */
import { FAULTS } from '../targets/reference/faults/shelf.ts';
import { SWEPT_FAULTS } from '../targets/reference/faults/single-values.ts';
import { FAULT_PINS } from './fault-pins.ts';

function shortestByClause(): ReadonlySet<string> {
  const shortest = new Map<string, { readonly name: string; readonly calls: number }>();
  for (const { name } of FAULTS) {
    const { clause, calls } = FAULT_PINS[name]!;
    if (calls < (shortest.get(clause)?.calls ?? Infinity)) shortest.set(clause, { name, calls });
  }
  return new Set([...shortest.values()].map(({ name }) => name));
}

const sample = shortestByClause();

export const SAMPLED_FAULTS = FAULTS.filter(({ name }) => sample.has(name));
/** What only a sweep meets is not tried by any tier. */
const swept = new Set(SWEPT_FAULTS.map(({ name }) => name));
export const OTHER_FAULTS = FAULTS.filter(({ name }) => !sample.has(name) && !swept.has(name));
