/**
 * From the programs that failed to the counterexamples, all of a run's together or each by itself.
 */
import type { Block } from './block.ts';
import type { AbnormalEnd } from './counterexample.ts';
import type { Source } from '../generate/generate.ts';
import type { Breach } from '../judge/breach.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Target } from '../target.ts';
import { Inquiry } from './inquiry.ts';
import type { BlameOptions } from './inquiry.ts';
import type { Blame, Investigation } from './investigation.ts';
import { loweredCertificates } from './lowered-certificates.ts';
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
  const counterexamples = loweredCertificates(
    found.map(([, one]) => one),
    unrepeated,
  );
  return { counterexamples, masked: new Map(masked), unrepeated };
}

interface PartOptions {
  /** What the part ran. */
  readonly blocks: readonly Block[];
  /** Of a program in the order of the whole run. */
  readonly placeOf: (source: Source) => number;
}

/** Looks into each failure by itself, as parts of a run do. */
export async function investigate(
  target: Target,
  ledger: Ledger,
  abnormalEnds: readonly AbnormalEnd[],
  options: BlameOptions & PartOptions,
): Promise<readonly Investigation[]> {
  const inquiry = new Inquiry(target, ledger, options);
  const investigations: Investigation[] = [];
  const told = async (about: Pick<Investigation, 'kind' | 'subject' | 'place'>, work: () => Promise<void>) => {
    inquiry.beginAnew();
    await work();
    investigations.push({ ...about, ...(await inquiry.result()) });
  };
  for (const breach of candidates(options.blocks, ledger)) {
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

/** So many programs a clause are looked into, the simplest ones. */
const CANDIDATES_MAX = 8;

/**
 * The programs of which the whole run may look into one: for each clause and strategy the simplest by the end of each block, since other
 * parts may have seen so much go wrong that the whole run ends there.
 */
function candidates(blocks: readonly Block[], ledger: Ledger): readonly Breach[] {
  const best = new Map<string, Breach>();
  const byClause = new Map<string, Set<Breach>>();
  for (const { strategy, evidence } of blocks) {
    const own = evidence.find(({ reading }) => reading === ledger.reading);
    for (const { breach } of own?.breaches ?? []) {
      const { clause } = breach.finding;
      if (!ledger.isBetter(breach, best.get(`${strategy} ${clause}`))) continue;
      best.set(`${strategy} ${clause}`, breach);
      byClause.set(clause, (byClause.get(clause) ?? new Set()).add(breach));
    }
  }
  return ledger.breaches.flatMap(({ finding }) => {
    const simplest = [...byClause.get(finding.clause)!].toSorted((a, b) => (ledger.isBetter(a, b) ? -1 : 1));
    return simplest.slice(0, CANDIDATES_MAX);
  });
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
