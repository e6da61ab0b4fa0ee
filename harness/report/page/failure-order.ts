/** The failures in the order in which they are told, grouped by what they count for, and one of them found again. */
import { causesOf } from '../causes.ts';
import type { Cause } from '../causes.ts';
import type { Counterexample, Report } from './read-report.ts';

/** `known`: the baseline has it. `not counted`: the requirement set does not score its clause. */
export type FailureState = 'new' | 'ended' | 'known' | 'not counted';

export interface FailureGroup {
  readonly state: FailureState;
  /** Of its clause; absent where the target ended instead of answering. */
  readonly level: string | undefined;
  readonly failures: readonly Counterexample[];
}

/** As in the sentence: what MUST be, then how the target ended, then what SHOULD be; what does not count comes last. */
const ORDER = ['new MUST', 'ended', 'new SHOULD', 'new choice', 'known', 'not counted'] as const;

const GROUP_NAMES: Readonly<Record<FailureState, string>> = {
  new: 'New',
  ended: 'Ended instead of answering',
  known: 'Known in the baseline',
  'not counted': 'Not counted',
};

export function groupName({ state, level }: FailureGroup): string {
  return level === undefined || state !== 'new' ? GROUP_NAMES[state] : `${GROUP_NAMES[state]}, ${level}`;
}

export function stateOf({ kind, standing }: Pick<Counterexample, 'kind' | 'standing'>): FailureState {
  if (standing.kind === 'waived') return 'known';
  if (standing.kind === 'informational') return 'not counted';
  return kind === 'crash' || kind === 'timeout' || kind === 'adapter-fault' ? 'ended' : 'new';
}

export function levelOf({ clause }: Pick<Counterexample, 'clause'>, { clauses }: Report): string | undefined {
  return clauses.find(({ id }) => id === clause)?.level;
}

function rankOf(one: Counterexample, report: Report): number {
  const state = stateOf(one);
  const name = state === 'new' ? `new ${levelOf(one, report) ?? 'choice'}` : state;
  return ORDER.findIndex((entry) => entry === name);
}

export function inOrder(report: Report): readonly Counterexample[] {
  return report.counterexamples.toSorted((a, b) => rankOf(a, report) - rankOf(b, report));
}

/** Neighbours in order that share a group. */
export function groupsOf(failures: readonly Counterexample[], report: Report): readonly FailureGroup[] {
  const ranks = [...new Set(failures.map((one) => rankOf(one, report)))];
  return ranks.map((rank) => {
    const members = failures.filter((one) => rankOf(one, report) === rank);
    const state = stateOf(members[0]!);
    return { state, level: state === 'new' ? levelOf(members[0]!, report) : undefined, failures: members };
  });
}

export function orderedCauses(report: Report): readonly Cause<Counterexample>[] {
  return causesOf(inOrder(report), report.clauses, (one) => one);
}

/** What a failure is called where it has no clause: how the target ended. */
export function nameOf({ clause, kind }: Pick<Counterexample, 'clause' | 'kind'>): string {
  return clause ?? kind;
}

/** Whether each of the words is in what the list and the card say of it. */
export function hasWords(one: Counterexample, report: Report, words: string): boolean {
  const { clause, kind, signature, program, saw, permitted, message } = one;
  const gist = report.clauses.find(({ id }) => id === clause)?.gist;
  const text = [
    clause,
    kind,
    stateOf(one),
    levelOf(one, report),
    signature.id,
    gist,
    ...program,
    saw,
    ...(permitted ?? []),
    message,
  ]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
