/** What became of each clause, a row each. */
import { counted } from '../../program/counted.ts';
import { withThousands } from '../../program/with-thousands.ts';
import type { GatedClause } from '../../verdict/gate.ts';
import { folded } from '../folded.ts';
import type { Screen } from './screen.ts';

const COLOURS: Partial<Record<GatedClause['outcome'], 'green' | 'red' | 'yellow'>> = {
  pass: 'green',
  choice: 'green',
  fail: 'red',
  deviation: 'yellow',
};

export function clauseRows(clauses: readonly GatedClause[], { paint, columns }: Screen): readonly string[] {
  return clauses.flatMap((clause) => {
    const { id, outcome, level } = clause;
    const text = `${id.padEnd(21)}  ${level.padEnd(6)}  ${details(clause)}`.trimEnd();
    const [first, ...rest] = folded(`${outcome.padEnd(14)}  `, text, columns);
    return [paint(COLOURS[outcome] ?? 'dim', first!.slice(0, 14)) + first!.slice(14), ...rest];
  });
}

function details({ outcome, exercised, decisive, breached, maskedBy, waived, weight }: GatedClause): string {
  const some = `${withThousands(decisive)} of ${counted(exercised, 'call')} decisive`;
  const none = exercised === 0 ? 'never tried' : `${counted(exercised, 'call')}, none decisive`;
  const isTold = outcome !== 'not-applicable' && (exercised > 0 || breached === 0);
  return [
    ...(isTold ? [decisive > 0 ? some : none] : []),
    ...(breached > 0 ? [`broken by ${counted(breached, 'program')}`] : []),
    ...(maskedBy === undefined ? [] : [`behind ${maskedBy}`]),
    ...(waived ? ['waived'] : []),
    ...(weight === 'informational' || weight === 'not scored' ? [weight] : []),
  ].join(', ');
}
