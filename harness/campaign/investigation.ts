/**
 * What came of looking into one failure: by itself, whatever else was found, so that parts of a run, each of which looks into its own,
 * come together to what the whole run finds. The whole run looks into the simplest program for each clause; one part has that very
 * program, has run nothing else on the way to its counterexample, and has therefore the same one. Only where that part had itself a
 * simpler program beyond where the whole run ends, another part's is taken: as good a counterexample, but not the same.
 */
import type { ClauseId } from '../../spec/clauses.ts';
import type { ChoiceId } from '../../spec/permitted.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Unrepeated } from '../target.ts';
import { compareWeight } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import { loweredCertificates } from './lowered-certificates.ts';
import { mergeUnrepeated } from './unrepeated.ts';

export interface Investigation {
  readonly kind: 'breach' | 'conflict' | 'end';
  /** The clause, the open question, or which ends. */
  readonly subject: string;
  /** That of the program that was looked into, in the order of the whole run. */
  readonly place: number;
  /** Victim and culprit, in the order in which one led to the next. */
  readonly masked: readonly (readonly [ClauseId, ClauseId])[];
  /** By what tells one from another in a run. */
  readonly found: readonly (readonly [name: string, counterexample: Counterexample])[];
  readonly unrepeated: readonly Unrepeated[];
}

export interface Blame {
  readonly counterexamples: readonly Counterexample[];
  /** Clauses that failed only because another clause's fault got in the way. */
  readonly masked: ReadonlyMap<ClauseId, ClauseId>;
  /** What was seen and could not be had again. */
  readonly unrepeated: readonly Unrepeated[];
}

/** In the order in which a run looks into its failures: what was found by then is not looked for again. */
export function blameOf(investigations: readonly Investigation[]): Blame {
  const found = new Map<string, Counterexample>();
  const masked = new Map<ClauseId, ClauseId>();
  const unrepeated: Unrepeated[] = [];
  for (const one of investigations) {
    if (one.kind === 'breach' && found.has(one.subject)) continue;
    if (one.kind === 'conflict' && found.has(clauseOf(one))) continue;
    let isKnown = false;
    for (const [victim, culprit] of one.masked) {
      masked.set(victim, culprit);
      isKnown = found.has(culprit);
      if (isKnown) break;
    }
    if (isKnown) continue;
    for (const [name, counterexample] of one.found) found.set(name, counterexample);
    unrepeated.push(...one.unrepeated);
  }
  const counterexamples = loweredCertificates(byWeight(found.values()), unrepeated);
  return { counterexamples, masked, unrepeated: mergeUnrepeated([unrepeated]) };
}

/** Of a conflict the clause that it deviates from: the first victim where it is masked, and else what was found. */
function clauseOf({ masked: [victim], found: [first] }: Investigation): string {
  return victim?.[0] ?? first?.[0] ?? '';
}

export function byWeight(found: Iterable<Counterexample>): readonly Counterexample[] {
  return [...found].toSorted((a, b) => compareWeight(a, b) || a.minimized.program.length - b.minimized.program.length);
}

/** Those of all parts that the whole run would have made. `ledger`: of all parts together. */
export function chosen(all: readonly Investigation[], ledger: Ledger): readonly Investigation[] {
  const first = (candidates: readonly Investigation[], place?: number) =>
    candidates.find((one) => one.place === place) ?? candidates.toSorted((a, b) => a.place - b.place)[0];
  const of = (kind: Investigation['kind'], subject: string) =>
    all.filter((one) => one.kind === kind && one.subject === subject);
  const breaches = ledger.breaches.map(({ finding, place }) => first(of('breach', finding.clause), place));
  const conflicts = ledger.conflicts.map(({ id, place }: { id: ChoiceId; place: number }) =>
    first(of('conflict', id), place),
  );
  const kinds = [...new Set(all.flatMap(({ kind, subject }) => (kind === 'end' ? [subject] : [])))].toSorted();
  const ends = kinds.map((subject) => {
    const own = of('end', subject);
    const again = own.filter(({ found }) => found.some(([, { repeats }]) => repeats));
    return first(again.length > 0 ? again : own);
  });
  return [...breaches, ...conflicts, ...ends].filter((one) => one !== undefined);
}
