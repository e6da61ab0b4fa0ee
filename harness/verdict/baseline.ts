/**
 * The failures that are known: each by its clause and signature, with a reason, and for as long as they last. They are tried
 * like everything else; the baseline only says that they do not count.
 */
import type { Signature } from '../judge/finding-signature.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { whyUnseen } from './found-by.ts';
import type { FoundBy, Tried } from './found-by.ts';
import type { ClauseOutcome } from './clause-results.ts';

/** `known-failure`: to be mended. `wont-fix`: a position. `flaky`: comes and goes, so it cannot be stale. */
export const WAIVER_KINDS = ['known-failure', 'flaky', 'wont-fix'] as const;
export type WaiverKind = (typeof WAIVER_KINDS)[number];

/** One known failure. */
export interface Waiver {
  /** A clause, or `crash` or `timeout`. A target that breaks the contract cannot be waived. */
  readonly clause: string;
  readonly signature: string;
  readonly kind: WaiverKind;
  readonly reason: string;
  readonly link?: string | undefined;
  /** The last day on which it holds, as YYYY-MM-DD. */
  readonly expires?: string | undefined;
  /** By what a run came upon it: that one which need not does not is no news. */
  readonly found?: FoundBy | undefined;
}

/** The known failures, and the file that lists them. */
export interface Baseline {
  readonly file: string;
  readonly waivers: readonly Waiver[];
}

/** A baseline that says nothing of the target any more, or says it twice. */
export interface Drift {
  readonly kind: 'stale' | 'expired' | 'unmatched' | 'duplicate' | 'contradictory';
  readonly clause: string;
  readonly signature: string;
  readonly message: string;
}

/** What of a run the baseline is held against. */
export interface RunOutcome {
  readonly clauses: readonly { readonly id: string; readonly outcome: ClauseOutcome }[];
  readonly signatures: readonly Pick<Signature, 'id' | 'clause'>[];
  /** Whether the run was done to its end and in one part; only then can a failure that did not come be gone. */
  readonly isWhole: boolean;
  readonly tried: Tried;
  /** Whether all clauses were selected; a clause that was not is left alone. */
  readonly isSelected: (clause: string) => boolean;
}

/** Each way in which a clause was broken or the target ended, whether it is shown or not. */
export function waysOf(
  clauses: readonly { readonly id: string; readonly ways?: readonly string[] | undefined }[],
  endWays: RunOutcome['signatures'] = [],
): RunOutcome['signatures'] {
  return [...clauses.flatMap(({ id: clause, ways = [] }) => ways.map((id) => ({ clause, id }))), ...endWays];
}

/** Older suites had four digits, which match nothing any more. */
const OLD_SIGNATURE = /^KM-[0-9A-F]{4}$/;

const ENDINGS: readonly string[] = ['crash', 'timeout'];

/** The waiver of a failure, if there is one. An expired one still applies, and drifts. */
export function waiverOf(baseline: Baseline, { clause, id }: Pick<Signature, 'id' | 'clause'>): Waiver | undefined {
  return baseline.waivers.find((waiver) => waiver.clause === clause && waiver.signature === id);
}

/** All that no longer holds. Without a run, what the file alone tells. `today` is YYYY-MM-DD. */
export function driftOf(baseline: Baseline, today: string, run?: RunOutcome): readonly Drift[] {
  return baseline.waivers.flatMap((waiver, index) => {
    const { clause, signature, expires } = waiver;
    const drifted = (kind: Drift['kind'], message: string): readonly Drift[] => [
      { kind, clause, signature, message: `${kind}: ${clause} ${signature} ${message}` },
    ];
    const earlier = baseline.waivers
      .slice(0, index)
      .find((other) => other.clause === clause && other.signature === signature);
    if (earlier !== undefined) {
      return earlier.kind === waiver.kind
        ? drifted('duplicate', 'is listed twice')
        : drifted('contradictory', `is listed as ${earlier.kind} and as ${waiver.kind}`);
    }
    const isClause = (CLAUSE_IDS as readonly string[]).includes(clause);
    if (!isClause && !ENDINGS.includes(clause)) return drifted('unmatched', 'names no clause of this suite');
    return [
      ...(expires !== undefined && expires < today ? drifted('expired', `held until ${expires}`) : []),
      ...(run?.isSelected(clause) ? driftInRun(waiver, run, isClause, drifted) : []),
    ];
  });
}

function driftInRun(
  { clause, signature, kind, found }: Waiver,
  run: RunOutcome,
  isClause: boolean,
  drifted: (kind: Drift['kind'], message: string) => readonly Drift[],
): readonly Drift[] {
  const outcome = run.clauses.find(({ id }) => id === clause)?.outcome;
  if (isClause && outcome === undefined) return drifted('unmatched', 'stands under the other reading only');
  if (outcome === 'not-applicable') return drifted('unmatched', 'needs a capability that the target does not claim');
  if (kind === 'flaky' || !run.isWhole || outcome === 'not-verified') return [];
  if (run.signatures.some((other) => other.clause === clause && other.id === signature)) return [];
  if (found !== undefined && whyUnseen(found, run.tried) !== undefined) return [];
  const others = [...new Set(run.signatures.filter((other) => other.clause === clause).map(({ id }) => id))];
  const older = OLD_SIGNATURE.test(signature) ? ' (a signature of an older suite: they have eight digits now)' : '';
  return others.length > 0
    ? drifted('stale', `did not happen; the failure is now ${others.join(', ')}${older}`)
    : drifted('stale', `did not happen any more${older}`);
}
