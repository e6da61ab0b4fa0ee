/** What it costs to kill: a column of the comparison, by class of mutant. */

import type { MutantClass } from '../../../harness/verdict/strength.ts';
import { MUTANT_CLASSES } from '../../../harness/verdict/strength.ts';
import type { Mutant } from '../mutants/mutants.ts';
import type { Bench } from '../mutants/machine.ts';
import type { Word } from '../../../harness/machine/identification.ts';
import { recordedKill } from './recording.ts';

export interface Cost {
  /** Of campaigns, one a mutant and seed. */
  readonly killedShare: number;
  /** Of mutants, killed under every seed. */
  readonly surelyKilledShare: number;
  /** In calls; a survivor counts as the whole budget. */
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
}

export interface Column {
  readonly name: string;
  readonly seeds: number;
  readonly costs: Readonly<Record<MutantClass, Cost>>;
}

/** `wordsOf` gives the calls of one seed; a strategy may have others for each class. */
export function columnOf(
  bench: Bench,
  mutants: readonly Mutant[],
  budget: number,
  name: string,
  seeds: number,
  wordsOf: (seedIndex: number, kind: MutantClass) => Iterable<Word>,
): Column {
  const costs = MUTANT_CLASSES.map((kind) => {
    const own = mutants.filter((mutant) => mutant.kind === kind);
    const words = Array.from({ length: seeds }, (_, index) => wordsOf(index, kind));
    const kills = own.map(({ machine }) => words.map((recorded) => recordedKill(bench, machine, recorded, budget)));
    return [kind, costOf(kills, budget)] as const;
  });
  return { name, seeds, costs: Object.fromEntries(costs) as Record<MutantClass, Cost> };
}

function costOf(kills: readonly (readonly number[])[], budget: number): Cost {
  const all = kills.flat();
  const calls = all.map((kill) => (kill === 0 ? budget : kill)).toSorted((a, b) => a - b);
  return {
    killedShare: all.filter((kill) => kill > 0).length / all.length,
    surelyKilledShare: kills.filter((row) => row.every((kill) => kill > 0)).length / kills.length,
    mean: calls.reduce((sum, kill) => sum + kill, 0) / calls.length,
    median: calls[Math.floor(calls.length / 2)]!,
    p95: calls[Math.floor(calls.length * 0.95)]!,
  };
}
