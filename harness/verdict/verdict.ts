/**
 * Facts to verdict: what is known of the target, with the scope of that knowledge. A policy changes nothing here: a failure that a
 * baseline knows is a failure, and what the user asks of a run is the gate's business.
 */
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import type { Facts } from '../campaign/facts.ts';
import { randomFaultsOf } from './random-faults.ts';
import type { RandomFaults } from './random-faults.ts';
import { clauseResults } from './clause-results.ts';
import type { ClauseResult } from './clause-results.ts';
import { scopeOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { strengthOf } from './run-strength.ts';
import type { RunStrength } from './run-strength.ts';
import { defectWords, inDoubtWords } from './unrepeated-words.ts';

/** `part`: one part of several, on which there is no verdict before they are merged. */
export const VERDICT_KINDS = ['conforms', 'does not conform', 'inconclusive', 'target unusable', 'part'] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** How a target ended instead of answering. */
export type EndingKind = Extract<Counterexample, { end: unknown }>['kind'];

/** What is known of the target. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly scope: Scope;
  readonly clauses: readonly ClauseResult[];
  /** How the target ended instead of answering, each once. */
  readonly endings: readonly EndingKind[];
  readonly strength: RunStrength;
  readonly randomFaults: RandomFaults;
  /** What keeps the verdict from being `conforms`, a sentence each; empty where it is. */
  readonly reasons: readonly string[];
}

/** Makes the verdict of a campaign, or of the merged parts of one. Pure; throws nothing. */
export function verdictOf(facts: Facts): Verdict {
  const clauses = clauseResults(facts);
  const scope = scopeOf(facts, clauses);
  const endings = endingsOf(facts);
  const against = objections(scope, endings);
  const open = openQuestions(scope);
  const strength = strengthOf(facts, scope);
  const verdict = { scope, clauses, endings, strength, randomFaults: randomFaultsOf(facts, scope) };
  if (endings.includes('adapter-fault') || facts.programs === 0) {
    const broken = defectWords(facts.unrepeated) ?? BROKEN_CONTRACT;
    const why = facts.programs === 0 ? `it cannot be used: ${facts.cutShort ?? 'no program was run'}` : broken;
    return { kind: 'target unusable', ...verdict, reasons: [why, ...against] };
  }
  if (scope.part !== undefined) return { kind: 'part', ...verdict, reasons: [...against, ...cutShortReason(scope)] };
  if (against.length > 0) return { kind: 'does not conform', ...verdict, reasons: [...against, ...open] };
  return { kind: open.length > 0 ? 'inconclusive' : 'conforms', ...verdict, reasons: open };
}

/** A process that died with no run under way has no program to show, and died all the same; so has what an adapter breaks by itself. */
function endingsOf({ counterexamples, unrepeated }: Facts): readonly EndingKind[] {
  const shown = counterexamples.flatMap((one) => ('end' in one ? [one.end.kind] : []));
  const seen = unrepeated.flatMap(({ kind }): EndingKind[] =>
    kind === 'crash' ? [kind] : kind === 'defect' ? ['adapter-fault'] : [],
  );
  return [...new Set([...shown, ...seen])];
}

const BROKEN_CONTRACT = 'the target broke the contract';

export const ENDING_SENTENCES: Readonly<Record<EndingKind, string>> = {
  crash: 'the target crashed',
  timeout: 'the target did not answer in time',
  'adapter-fault': BROKEN_CONTRACT,
};

function objections({ broken }: Scope, endings: readonly EndingKind[]): readonly string[] {
  const isMust = (id: ClauseId) => CLAUSES[id].level === 'MUST';
  return [
    ...broken.filter(isMust).map((id) => `${named(id)} was broken`),
    ...endings.filter((kind) => kind !== 'adapter-fault').map((kind) => ENDING_SENTENCES[kind]),
    ...broken.filter((id) => !isMust(id)).map((id) => `${named(id)} was broken`),
  ];
}

/** A clause with its level, as every sentence names it. */
export function named(id: ClauseId): string {
  return `${id} (${CLAUSES[id].level})`;
}

function cutShortReason({ cutShort }: Scope): readonly string[] {
  return cutShort === undefined ? [] : [`the run ended early: ${cutShort}`];
}

function openQuestions(scope: Scope): readonly string[] {
  const { notVerified, verified, broken, points, unrepeated, isRefusedAlone } = scope;
  return [
    ...cutShortReason(scope),
    ...(notVerified.length > 0 ? [`not verified: ${notVerified.join(', ')}`] : []),
    ...(verified.length + broken.length + notVerified.length === 0 ? ['no clause applies to this target'] : []),
    ...(points.length === 1 && points[0] === 'status' ? [ONLY_STATUS] : []),
    ...(isRefusedAlone ? [REFUSED_ALONE] : []),
    ...inDoubtWords(unrepeated),
  ];
}

/** A channel is refused for want of something that other channels have; what was refused without any shows nothing. */
export const REFUSED_ALONE = 'Allocate was refused where no channel was live';
/** Half of the page is about what is reserved, of which status codes tell nothing. */
export const ONLY_STATUS = 'only status codes were observed';
