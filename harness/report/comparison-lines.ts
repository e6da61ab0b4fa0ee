/** A comparison in words, a line each, as `diff` prints it. What stands in it is as the reports have it. */
import type { Comparison, FailureChange, ValueChange } from './comparison.ts';

/** The lists of a comparison by the word that they are told under, in the order in which they are told. */
export const FAILURE_WORDS = {
  new: 'added',
  fixed: 'fixed',
  otherwise: 'otherwise',
  unseen: 'unseen',
  untried: 'untried',
} as const satisfies Readonly<Record<string, keyof Comparison>>;

const VALUE_WORDS = { clause: 'clauses', choice: 'choices', reading: 'readings' } as const;

export function comparisonLines(compared: Comparison): readonly string[] {
  return [
    ...valueLines('run', compared.run),
    ...Object.entries(FAILURE_WORDS).flatMap(([word, list]) =>
      compared[list].map((one) => `${word.padEnd(9)} ${failureWords(one)}`),
    ),
    ...Object.entries(VALUE_WORDS).flatMap(([word, list]) => valueLines(word, compared[list])),
  ];
}

export function failureWords({ clause, id, why }: FailureChange): string {
  return `${clause} ${id}${why === undefined ? '' : ` (${why})`}`;
}

function valueLines(word: string, changes: readonly ValueChange[]): readonly string[] {
  return changes.map(({ name, before, after }) => `${word.padEnd(9)} ${name}: ${before} -> ${after}`);
}
