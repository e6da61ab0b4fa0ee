/** What the runs of a matrix were not asked alike, so that their columns do not mean the same. */
import type { Report } from '../report-schema.ts';

/** A condition, and each of its values with the implementations that had it. Seeds and claims differ as a matter of course. */
export interface UnequalCondition {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly labels: readonly string[] }[];
}

const CONDITIONS: Readonly<Record<string, (report: Report) => string>> = {
  suite: ({ suite }) => suite.version,
  tier: ({ tier }) => tier,
  reading: ({ reading }) => reading,
  selection: ({ verdict }) => verdict.scope.selection.join(' ') || 'all clauses',
  extent: ({ extent }) => (extent.kind === 'shard' ? 'a part' : extent.kind === 'partial' ? 'ended early' : 'whole'),
  requirements: ({ asked }) => asked.requirements ?? 'none named',
};

export function unequalConditions(reports: readonly Report[], labels: readonly string[]): readonly UnequalCondition[] {
  return Object.entries(CONDITIONS).flatMap(([name, valueOf]) => {
    const groups = new Map<string, string[]>();
    for (const [index, report] of reports.entries()) {
      const value = valueOf(report);
      groups.set(value, [...(groups.get(value) ?? []), labels[index]!]);
    }
    return groups.size < 2 ? [] : [{ name, values: [...groups].map(([value, having]) => ({ value, labels: having })) }];
  });
}

/** Who had a value: by name, or only how many where these are most. */
export function havingWords(labels: readonly string[], of: number): string {
  return labels.length > of / 2 && labels.length > 1 ? `${labels.length} of ${of}` : labels.join(', ');
}
