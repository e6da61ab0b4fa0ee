/**
 * What a campaign found wrong: a program that failed or ended, made small, with its run.
 */
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { End, Trace } from '../execute/trace.ts';
import type { Source } from '../generate/generate.ts';
import type { Finding } from '../judge/judge.ts';
import type { Minimized } from '../minimize/minimize.ts';
import { counted } from '../program/counted.ts';
import { printProgram } from '../program/program.ts';
import type { Program } from '../target.ts';
import type { Neighbour } from './neighbour.ts';
import type { Hint } from './pattern.ts';

/** A program that did not go as promised. No finding where the target ended instead of answering. */
export interface FailingProgram {
  readonly trace: Trace;
  readonly findings: readonly Finding[];
  readonly source: Source;
}

/** A program at which the target ended instead of answering. */
export interface AbnormalEnd {
  readonly end: Exclude<End, { kind: 'complete' }>;
  readonly program: Program;
  readonly source: Source;
}

/**
 * - `count`: what ran before does not matter, only how much.
 * - `leak`: something of an earlier program is left.
 * - `first`: one program, which fails where nothing ran before it and passed where others had.
 */
export const SEQUENCE_CAUSES = ['count', 'leak', 'first'] as const;

/** Programs that fail in this order in one process, of which the last one shows it and, but for `first`, does not fail alone. */
export interface Sequence {
  readonly programs: readonly Program[];
  readonly cause: (typeof SEQUENCE_CAUSES)[number];
  /** How many fresh processes were tried. */
  readonly processes: number;
  /** Whether none of its programs and calls can be left out; else the budget ended first. */
  readonly isMinimal: boolean;
}

/** What lies around a failure: the nearest program that passes, and the pattern that the wrong answer follows. */
export interface Vicinity {
  readonly neighbour?: Neighbour;
  readonly hint?: Hint;
}

/** A failure with its smallest program: a clause broken in a run, an open question answered in two ways, or a run that ended. */
export type Counterexample = {
  /** The program as it was drawn, and where. */
  readonly original: Program;
  readonly source: Source;
  readonly minimized: Minimized;
  /** The smallest program's own run. */
  readonly trace: Trace;
  /** Whether it failed again; where it did not, `trace` is the run in which it was seen. */
  readonly repeats: boolean;
  /** What has to run before it in the same process. */
  readonly history?: Sequence;
} & Vicinity &
  (
    | { readonly kind: 'fail' | 'deviation'; readonly finding: Finding }
    /** The target answered an open question one way, and in `earlier` the other. */
    | {
        readonly kind: 'inconsistent';
        readonly clause: ClauseId;
        readonly earlier: Pick<Trace, 'program' | 'responses'>;
      }
    | { readonly kind: AbnormalEnd['end']['kind']; readonly end: AbnormalEnd['end'] }
  );

/** The clause that a counterexample speaks against; none for a run that ended without answers. */
export function brokenClause(counterexample: Counterexample): ClauseId | undefined {
  if ('finding' in counterexample) return counterexample.finding.clause;
  return counterexample.kind === 'inconsistent' ? counterexample.clause : undefined;
}

/** As in the sentence of the verdict: a MUST, then an end, then the rest; of one level what fails by itself before what needs others. */
export function compareWeight(a: Counterexample, b: Counterexample): number {
  return rank(a) - rank(b) || Number(a.history !== undefined) - Number(b.history !== undefined);
}

function rank(counterexample: Counterexample): number {
  const clause = brokenClause(counterexample);
  return ['MUST', undefined, 'SHOULD', 'choice'].indexOf(clause && CLAUSES[clause].level);
}

/** The index of the call that went wrong; the last one where that is not known. */
export function failingCallAt(counterexample: Counterexample): number {
  if ('finding' in counterexample) return counterexample.finding.at;
  const last = counterexample.trace.program.length - 1;
  // A target may also end when it has answered everything.
  return 'end' in counterexample ? Math.min(counterexample.end.at ?? last, last) : last;
}

/** What is known of how small a counterexample is, in words. */
export function certificateWords({ minimized, history }: Pick<Counterexample, 'minimized' | 'history'>): string {
  if (history === undefined || history.cause === 'first') return minimized.certificate;
  const { programs, processes, isMinimal } = history;
  const tried = `${processes === 1 ? '1 process' : `${processes} processes`} tried`;
  return `${counted(programs.length, 'program')} in one process; ${isMinimal ? `none shorter among ${tried}` : `out of budget after ${tried}`}`;
}

/** Why a program fails only after others, or only before any, as far as it can be told from which of them it needs. */
export function likelyReason({ programs, cause, isMinimal }: Sequence): string {
  if (cause === 'first')
    return 'fails where nothing ran before it in the process, and passed where others had: they leave something behind';
  if (cause === 'leak' && !isMinimal)
    return 'something that ran before it in the process; what of it was not found out';
  if (cause === 'leak') return 'something of an earlier program is left in the process: a leak between instances';
  const last = programs.at(-1)!;
  const isSame = programs.every((program) => printProgram(program) === printProgram(last));
  // The least that can be run is one Allocate, which fails as what counts and not as what it is.
  if (isSame && (last.length > 1 || last[0]?.kind !== 'allocate'))
    return `fails the ${nth(programs.length)} time that this program is run in a process: a count`;
  const calls = programs.reduce((sum, { length }) => sum + length, 0);
  return `fails at the ${nth(calls)} call of a process, behind programs that only allocate: a count of calls, programs or channels`;
}

function nth(number: number): string {
  const tens = number % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}
