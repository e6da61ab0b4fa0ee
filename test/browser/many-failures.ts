/** A report in which so many clauses are broken as one wants, made of one with few: for what the page does with many. */
import type { Report } from '../../harness/report/report-schema.ts';

/** The first `count` clauses are broken, each with a failure of its own; those that were not are given another one's program. */
export function withFailures(report: Report, count: number): Report {
  const broken = report.clauses.slice(0, count);
  const ids = broken.map(({ id }) => id);
  const outcomeOf = (level: string) => (level === 'MUST' ? 'fail' : 'deviation');
  return {
    ...report,
    clauses: report.clauses.map((clause, index) => ({
      ...clause,
      outcome: index < count ? outcomeOf(clause.level) : 'pass',
    })),
    verdict: { ...report.verdict, scope: { ...report.verdict.scope, broken: ids, notVerified: [] } },
    counterexamples: broken.map(({ id, level }, index) => {
      const one = report.counterexamples[index % report.counterexamples.length]!;
      const signature = { ...one.signature, clause: id, id: `KM-${(0xa000_0000 + index).toString(16).toUpperCase()}` };
      // What did not repeat is a cause of its own.
      return { ...one, kind: outcomeOf(level), clause: id, signature, repeats: false };
    }),
  };
}
