/** One report as a column of the matrix: who was tried, how, what that covers, and how it came out. */
import { durationWords } from '../../program/duration-words.ts';
import type { Report } from '../report-schema.ts';

export interface Implementation {
  /** Its name and version, and where two are the same what tells them apart. */
  readonly label: string;
  /** As the target gave them: text, never markup. */
  readonly name: string;
  readonly version: string;
  readonly suite: string;
  readonly tier: string;
  readonly seed: number;
  readonly reading: string;
  readonly startedAt: string;
  readonly verdict: Report['verdict']['kind'];
  /** The one sentence of the run. */
  readonly sentence: string;
  readonly exitCode: number;
  /** Where it was observed. */
  readonly points: readonly string[];
  /** Clauses by outcome; known failures are in them as what they are. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Clauses that stand under the reading of the run, those that were not selected among them. */
  readonly clausesTotal: number;
  /** What keeps the run from being a whole one of everything, a few words each. */
  readonly limits: readonly string[];
  /** It was asked of some clauses only. */
  readonly isSelection: boolean;
  /** What holds so far may still turn out broken: a part, a run that ended early, a target that cannot be used. */
  readonly isProvisional: boolean;
  /** The page of its report, relative to the matrix. */
  readonly report?: string;
}

export type Outcome = Report['clauses'][number]['outcome'];

export function implementationOf(report: Report, label: string, link: string | undefined): Implementation {
  const { target, suite, tier, seed, reading, verdict, times, gate } = report;
  return {
    label,
    name: target.name,
    version: target.version,
    suite: suite.version,
    tier,
    seed,
    reading,
    startedAt: times.startedAt,
    verdict: verdict.kind,
    sentence: verdict.sentence,
    exitCode: gate.exitCode,
    points: verdict.scope.points,
    counts: outcomeCounts(report),
    clausesTotal: report.clauses.length + report.deselected.length,
    limits: limitsOf(report),
    isSelection: verdict.scope.selection.length > 0,
    isProvisional: isProvisional(report),
    ...(link === undefined ? {} : { report: link }),
  };
}

/** Whether what holds in it may still turn out broken. */
export function isProvisional({ extent, verdict }: Pick<Report, 'extent' | 'verdict'>): boolean {
  return extent.kind !== 'whole' || verdict.kind === 'part' || verdict.kind === 'target unusable';
}

function outcomeCounts({ clauses }: Report): Implementation['counts'] {
  const counts = { pass: 0, choice: 0, fail: 0, deviation: 0, 'not-applicable': 0, 'not-verified': 0 };
  for (const { outcome } of clauses) counts[outcome] += 1;
  return counts;
}

function limitsOf({ extent, asked, verdict }: Report): readonly string[] {
  const { scope, kind } = verdict;
  const { selection, unfinished, budget, programsAsked } = scope;
  return [
    ...(kind === 'target unusable' ? ['could not be used'] : []),
    ...(extent.kind === 'shard' ? [`part ${extent.index + 1} of ${extent.count}`] : []),
    ...(extent.kind === 'partial' ? [`ended early: ${extent.why}`] : []),
    ...(selection.length > 0 ? [`a selection: --clause ${selection.join(' --clause ')}`] : []),
    ...(asked.requirements === undefined ? [] : [`requirements ${asked.requirements}`]),
    ...(budget === undefined || budget.leftOut.length === 0
      ? []
      : [`without ${budget.leftOut.join(', ')} for its budget of ${durationWords(budget.ms / 1_000)}`]),
    ...(programsAsked === undefined ? [] : [`${programsAsked} random programs as asked`]),
    ...(extent.kind === 'whole' && unfinished.length > 0 ? [`not run to their end: ${unfinished.join(', ')}`] : []),
  ];
}
