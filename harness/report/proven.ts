/**
 * What a complete suite that ended early had proven by then: it begins with the suites for fewer states, and one that ran to its
 * end has its guarantee. It has none where anything failed or did not repeat.
 */
import type { Facts, StrategyResult } from '../campaign/facts.ts';

type Ran = Pick<Facts, 'reading' | 'readings' | 'unrepeated'>;

/** The largest k for which the strategy was a complete suite, and the run proves what that guarantees. */
export function provenTo(facts: Ran, { completeTo }: Pick<StrategyResult, 'completeTo'>): number | undefined {
  const isSatisfied = facts.readings.some(({ reading, satisfied }) => reading === facts.reading && satisfied);
  return isSatisfied && facts.unrepeated.length === 0 ? completeTo : undefined;
}

/** Of a strategy that ended early. */
export function provenWords(name: string, completeTo: number | undefined): string | undefined {
  return completeTo === undefined
    ? undefined
    : `ended early, with all of ${name.replace(/\d+$/, `${completeTo}`)} behind it`;
}
