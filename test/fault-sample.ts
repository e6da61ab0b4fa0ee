/**
 * The planted faults that are tried on every change; the others wait for `npm run test:all`. One a clause: the fault with the
 * shortest counterexample, the first on the shelf where several are as short.
 */
import { COUNT_FAULTS } from '../targets/reference/faults/counted.ts';
import { LIFE_FAULTS } from '../targets/reference/faults/lives.ts';
import { FAULTS } from '../targets/reference/faults/shelf.ts';
import { SWEPT_FAULTS } from '../targets/reference/faults/single-values.ts';
import { SLOT_FAULTS } from '../targets/reference/faults/slots.ts';
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
/** Those that only wear finds, which are tried with it alone. */
export const WORN_FAULTS = [...COUNT_FAULTS, ...LIFE_FAULTS, ...SLOT_FAULTS].filter(
  ({ name }) => name !== 'slot-15-offers-nothing',
);
/** What only a sweep meets is not tried by any tier. */
const elsewhere = new Set([...WORN_FAULTS, ...SWEPT_FAULTS].map(({ name }) => name));
export const OTHER_FAULTS = FAULTS.filter(({ name }) => !sample.has(name) && !elsewhere.has(name));
