/**
 * One answer that the oracle allows to a call. What is the same each time is made once, since every call of every program is
 * put to the oracle.
 */
import type { Answer } from './answer.ts';
import { CLAUSE_IDS } from './clauses.ts';
import type { ClauseId } from './clauses.ts';
import type { ChannelModel } from './model.ts';

/** A question that nothing decides. Consistency is asked for within a subject: one kind of bad channel, or Disable. */
export const CHOICE_IDS = [
  'either-code:null',
  'either-code:forged',
  'either-code:stale',
  'either-code:state',
  'after-disable',
] as const;
export type ChoiceId = (typeof CHOICE_IDS)[number];

/** The answers to them: two to `either-code`, two to `after-disable`. */
export const CHOICE_ANSWERS = ['channel-first', 'amounts-first', 'kept', 'reset'] as const;
export type ChoiceAnswer = (typeof CHOICE_ANSWERS)[number];

export interface Choice {
  readonly id: ChoiceId;
  readonly answer: ChoiceAnswer;
}

export interface Permitted {
  readonly answer: Answer;
  /** The clauses that the answer honours, or breaks, most telling one first; none where no clause speaks. */
  readonly clauses: readonly ClauseId[];
  /** Those of them for which a neighbouring input or state would have had a different answer. */
  readonly decisive: readonly ClauseId[];
  /** `deviates`: allowed only in so far as the clause, which the answer breaks, is a SHOULD. */
  readonly conformance: { readonly kind: 'conforms' } | { readonly kind: 'deviates'; readonly from: ClauseId };
  /** The answer to an open question that this answer amounts to. */
  readonly choice: Choice | undefined;
  readonly next: ChannelModel;
}

const CONFORMS = { kind: 'conforms' } as const;
export const SUCCESS: Answer = { kind: 'success' };
export const FAILURE: Answer = { kind: 'failure' };
export const NONE: readonly ClauseId[] = [];

/** A table of what is the same each time for a clause. */
export function byClause<T>(make: (clause: ClauseId) => T): Readonly<Record<ClauseId, T>> {
  return Object.fromEntries(CLAUSE_IDS.map((clause) => [clause, make(clause)])) as Record<ClauseId, T>;
}

/** Each clause by itself, as a list, and the conformance of an answer that breaks it. */
export const ONLY = byClause((clause): readonly ClauseId[] => [clause]);
const DEVIATES = byClause((from) => ({ kind: 'deviates', from }) as const);

/** `decisive`: those of the clauses that are decisive, where they are not all. */
export function honours(
  answer: Answer,
  clauses: readonly ClauseId[],
  next: ChannelModel,
  decisive: readonly ClauseId[] = clauses,
  choice?: Choice,
): Permitted {
  return { answer, clauses, decisive, conformance: CONFORMS, choice, next };
}

export function deviates(answer: Answer, from: ClauseId, next: ChannelModel): Permitted {
  const clauses = ONLY[from];
  return { answer, clauses, decisive: clauses, conformance: DEVIATES[from], choice: undefined, next };
}

export function silent(answer: Answer, next: ChannelModel): Permitted {
  return { answer, clauses: NONE, decisive: NONE, conformance: CONFORMS, choice: undefined, next };
}
