/**
 * What a campaign found wrong: a program that failed or ended, made small, with its run.
 */
import type { ClauseId } from '../../spec/clauses.ts';
import type { End, Trace } from '../execute/trace.ts';
import type { Source } from '../generate/generate.ts';
import type { Finding } from '../judge/judge.ts';
import type { Minimized } from '../minimize/minimize.ts';
import type { Program } from '../target.ts';

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

/** A failure with its smallest program: a clause broken in a run, an open question answered in two ways, or a run that ended. */
export type Counterexample = {
  /** The program as it was drawn, and where. */
  readonly original: Program;
  readonly source: Source;
  readonly minimized: Minimized;
  /** The smallest program's own run. */
  readonly trace: Trace;
  /** Whether the original program failed again when it was run a second time. */
  readonly repeats: boolean;
} & (
  | { readonly kind: 'fail' | 'deviation'; readonly finding: Finding }
  /** The target answered an open question one way, and in `earlier` the other. */
  | { readonly kind: 'inconsistent'; readonly clause: ClauseId; readonly earlier: Program }
  | { readonly kind: AbnormalEnd['end']['kind']; readonly end: AbnormalEnd['end'] }
);

/** The clause that a counterexample speaks against; none for a run that ended without answers. */
export function brokenClause(counterexample: Counterexample): ClauseId | undefined {
  if ('finding' in counterexample) return counterexample.finding.clause;
  return counterexample.kind === 'inconsistent' ? counterexample.clause : undefined;
}
