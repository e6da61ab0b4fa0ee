/** What one report says of one clause, or of one way of ending: never more than it does. */
import { CLAUSES } from '../../../spec/clauses.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import type { Report } from '../report-schema.ts';

export interface Cell {
  /**
   * The outcome; `not selected`, or `broken, not selected`; `not under its reading`; or `not in its suite`, of a clause that it did not know.
   * Of a way of ending: its name, `..., unrepeated` where it came once and not again, or `none seen`.
   */
  readonly word: string;
  /** The baseline of that run knows every failure of it. */
  readonly isKnown?: true;
  /** The signature of the failure that shows it. */
  readonly failure?: string;
  /** How many ways of failing stand behind it, where more than one. */
  readonly ways?: number;
  /** Calls for which a neighbouring input would have had another answer, of those that were made. */
  readonly decisive?: number;
  readonly exercised?: number;
  /** The clause whose fault stands in the way. */
  readonly maskedBy?: string;
}

export function clauseCell({ clauses, deselected, counterexamples, reading }: Report, id: string): Cell {
  const clause = clauses.find((candidate) => candidate.id === id);
  const shown = counterexamples.filter((one) => one.clause === id);
  const failure = shown[0] === undefined ? {} : { failure: shown[0].signature.id };
  if (clause === undefined) {
    const left = deselected.find((candidate) => candidate.id === id);
    if (left === undefined)
      return { word: standsElsewhere(id, reading) ? 'not under its reading' : 'not in its suite' };
    return left.breached > 0 ? { word: 'broken, not selected', ...failure } : { word: 'not selected' };
  }
  const { outcome, waived, exercised, decisive, maskedBy, ways = [] } = clause;
  const count = Math.max(shown.length, ways.length);
  return {
    word: outcome,
    ...(waived ? { isKnown: true } : {}),
    ...failure,
    ...(count > 1 ? { ways: count } : {}),
    decisive,
    exercised,
    ...(maskedBy === undefined ? {} : { maskedBy }),
  };
}

/** Whether the clause is one of the other reading alone. */
function standsElsewhere(id: string, reading: string): boolean {
  if (!Object.hasOwn(CLAUSES, id)) return false;
  const only = CLAUSES[id as ClauseId].reading;
  return only !== undefined && only !== reading;
}

/** What a crash or a defect showed although no program shows it again; a hang or a broken answer that did not repeat is in doubt. */
const UNSHOWN = { crash: 'crash', timeout: undefined, 'adapter-fault': 'defect' } as const;

export type Ending = keyof typeof UNSHOWN;
export const ENDINGS = Object.keys(UNSHOWN) as readonly Ending[];

export const NONE_SEEN = 'none seen';

export function endingCell({ counterexamples, verdict }: Report, kind: Ending): Cell {
  const shown = counterexamples.filter((one) => one.kind === kind);
  const { unrepeated } = verdict.scope;
  const isUnshown = unrepeated.some((one) => one.kind === UNSHOWN[kind]);
  if (shown.length === 0 && !isUnshown) {
    return { word: unrepeated.some((one) => one.kind === kind) ? `${kind}, unrepeated` : NONE_SEEN };
  }
  const isKnown = !isUnshown && shown.every(({ standing }) => standing.kind === 'waived');
  return {
    word: kind,
    ...(isKnown ? { isKnown: true } : {}),
    ...(shown[0] === undefined ? {} : { failure: shown[0].signature.id }),
    ...(shown.length > 1 ? { ways: shown.length } : {}),
  };
}
