/**
 * From the programs that failed to the counterexamples, all of a run's together or each by itself.
 */
import type { AbnormalEnd } from './counterexample.ts';
import type { Source } from '../generate/generate.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Target } from '../target.ts';
import { Inquiry } from './inquiry.ts';
import type { BlameOptions } from './inquiry.ts';
import type { Blame, Investigation } from './investigation.ts';
import { endSignature } from './signature.ts';

/** Looks into each failure, and not into one that was found on the way to another. */
export async function blame(
  target: Target,
  ledger: Ledger,
  abnormalEnds: readonly AbnormalEnd[],
  options: BlameOptions,
): Promise<Blame> {
  const inquiry = new Inquiry(target, ledger, options);
  for (const breach of ledger.breaches) await inquiry.breach(breach);
  for (const { finding } of ledger.breaches) await inquiry.behindKnown(finding.clause);
  for (const conflict of ledger.conflicts) await inquiry.conflict(conflict);
  for (const ends of alike(abnormalEnds, options).values()) await inquiry.abnormalEnds(ends);
  const { masked, unrepeated, found } = await inquiry.result();
  return { counterexamples: found.map(([, one]) => one), masked: new Map(masked), unrepeated };
}

/** Looks into each failure by itself, as parts of a run do. `placeOf`: of a program in the order of the whole run. */
export async function investigate(
  target: Target,
  ledger: Ledger,
  abnormalEnds: readonly AbnormalEnd[],
  options: BlameOptions & { readonly placeOf: (source: Source) => number },
): Promise<readonly Investigation[]> {
  const inquiry = new Inquiry(target, ledger, options);
  const investigations: Investigation[] = [];
  const told = async (about: Pick<Investigation, 'kind' | 'subject' | 'place'>, work: () => Promise<void>) => {
    inquiry.beginAnew();
    await work();
    investigations.push({ ...about, ...(await inquiry.result()) });
  };
  for (const breach of ledger.breaches) {
    const { clause } = breach.finding;
    if (!options.selects(clause)) continue;
    await told({ kind: 'breach', subject: clause, place: breach.place }, async () => {
      await inquiry.breach(breach);
      await inquiry.behindKnown(clause);
    });
  }
  for (const conflict of ledger.conflicts) {
    const { id, clause, place } = conflict;
    if (!options.selects(clause)) continue;
    await told({ kind: 'conflict', subject: id, place }, () => inquiry.conflict(conflict));
  }
  for (const [subject, ends] of alike(abnormalEnds, options)) {
    const place = options.placeOf(ends[0]!.source);
    await told({ kind: 'end', subject, place }, () => inquiry.abnormalEnds(ends));
  }
  return investigations;
}

/** Ends by their kind; those that a baseline knows also by their signature, so that a known end hides no other. */
function alike(
  abnormalEnds: readonly AbnormalEnd[],
  { isKnown }: BlameOptions,
): ReadonlyMap<string, readonly AbnormalEnd[]> {
  const groups = new Map<string, AbnormalEnd[]>();
  for (const abnormal of abnormalEnds) {
    const { clause, id } = endSignature(abnormal);
    const key = isKnown?.(clause, id) === true ? `${clause} ${id}` : clause;
    groups.set(key, [...(groups.get(key) ?? []), abnormal]);
  }
  return groups;
}
