/** A stored failure as a counterexample, its trace judged again. What this oracle no longer objects to stays as it was told. */
import { CLAUSE_IDS } from '../../../spec/clauses.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import type { Trace } from '../../execute/trace.ts';
import { judge } from '../../judge/judge.ts';
import type { JudgeOptions } from '../../judge/judge.ts';
import { UsageError } from '../../usage-error.ts';
import { named } from './known-names.ts';

/** What was told of it: the clause that it breaks, and the program that was answered otherwise if there was one. */
interface Claim extends Pick<Counterexample, 'source' | 'minimized' | 'repeats' | 'history'> {
  readonly clause: string | undefined;
  readonly earlier: Pick<Trace, 'program' | 'responses'>;
}

export function rejudged(trace: Trace, { clause, earlier, ...told }: Claim, options: JudgeOptions): Counterexample {
  const shared = { ...told, original: trace.program, trace };
  if (trace.end.kind !== 'complete') return { ...shared, kind: trace.end.kind, end: trace.end };
  const finding = judge(trace, options).findings.find((one) => one.clause === clause);
  if (finding !== undefined) return { ...shared, kind: finding.outcome, finding };
  const known = named(CLAUSE_IDS, clause);
  if (known === undefined) throw new UsageError(`it tells of a clause that this suite does not have: ${clause}`);
  return { ...shared, kind: 'inconsistent', clause: known, earlier };
}
