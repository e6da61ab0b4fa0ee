/** How good the counterexamples are at which a contender, or a minimizer of ours, arrives. */
import type { Word } from '../../../harness/machine/identification.ts';
import type { Mutant } from '../mutants/mutants.ts';

/** A counterexample in its final form, and what it cost to get there. */
export interface Final {
  readonly mutant: Mutant;
  readonly word: Word;
  /** Calls made after the kill. */
  readonly calls: number;
}

export interface Quality {
  readonly name: string;
  readonly seeds: number;
  /** Campaigns that killed; the others have no counterexample. */
  readonly counterexamples: number;
  readonly shortestShare: number;
  /** Mean over mutants of how many different final forms the seeds led to. */
  readonly forms: number;
  /** Mean calls spent on making one small. */
  readonly calls: number;
}

/** From a failing word to a smaller one: how another minimizer gets a column of its own. */
export type Minimizer = (mutant: Mutant, word: Word) => Promise<Omit<Final, 'mutant'>>;

export function qualityOf(name: string, seeds: number, finals: readonly Final[]): Quality {
  const forms = new Map<Mutant, Set<string>>();
  for (const { mutant, word } of finals) forms.set(mutant, (forms.get(mutant) ?? new Set()).add(word.join(' ')));
  const count = [...forms.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    name,
    seeds,
    counterexamples: finals.length,
    shortestShare: finals.filter(({ mutant, word }) => word.length === mutant.optimum).length / finals.length,
    forms: count / forms.size,
    calls: finals.reduce((sum, { calls }) => sum + calls, 0) / finals.length,
  };
}
