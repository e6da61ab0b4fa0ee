/** What changed since an earlier run of the same target, as the report of the later one has it. */
import { comparison } from './comparison.ts';
import { failureWords } from './comparison-lines.ts';
import type { Report } from './report-schema.ts';
import type { SincePrevious } from './since-previous-schema.ts';

export interface PreviousReport {
  /** As it was named. */
  readonly file: string;
  readonly report: Report;
}

/** Of a run that tried first what failed in the previous one. Pure. */
export function sincePrevious({ file, report: old }: PreviousReport, recent: Report): SincePrevious {
  const { worse: _, ...changes } = comparison(old, recent, { isTriedAgain: true });
  const lists = Object.fromEntries(Object.entries(changes).map(([name, list]) => [name, [...list]]));
  return {
    file,
    target: { name: old.target.name, version: old.target.version },
    suite: old.suite.version,
    startedAt: old.times.startedAt,
    verdict: old.verdict.kind,
    ...(lists as Pick<SincePrevious, keyof typeof changes>),
  };
}

/** In one line: what is new, what is gone and how surely, and whether the runs were asked alike. Text of strangers stands in it. */
export function sinceWords({ target, added, fixed, otherwise, unseen, untried, run, clauses }: SincePrevious): string {
  const told = (word: string, list: SincePrevious['added']) =>
    list.length === 0 ? [] : [`${list.length} ${word}: ${list.map(failureWords).join(', ')}`];
  const failed = new Set([added, fixed, otherwise, unseen, untried].flat().map(({ clause }) => clause));
  const others = clauses.filter(({ name }) => !failed.has(name));
  const parts = [
    ...told('new', added),
    ...told('fixed', fixed),
    ...told('failing otherwise', otherwise),
    ...told('not seen again', unseen),
    ...told('not tried again', untried),
    ...(others.length === 0
      ? []
      : [`changed: ${others.map(({ name, before, after }) => `${name} ${before} -> ${after}`).join(', ')}`]),
    ...(run.length === 0
      ? []
      : [`not asked alike: ${run.map(({ name, before, after }) => `${name} ${before} -> ${after}`).join(', ')}`]),
  ];
  return `${target.name} ${target.version}: ${parts.join('; ') || 'nothing changed'}`;
}
