/**
 * The lines that GitHub shows beside a run: workflow commands. What a target says is text here, never a command.
 */
import { visible } from '../../program/visible.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { kindWord, oneLine } from './test-rows.ts';

/** GitHub shows no more of one kind in a step. */
const ANNOTATIONS_MAX = 10;

/** The failures first, then one line for what was left out. `fileOf`: the file that shows a failure, by its index in the report. */
export function githubAnnotations(
  { counterexamples, drift, verdict, gate }: Report,
  fileOf: (index: number) => string | undefined = () => undefined,
): readonly string[] {
  const failures = counterexamples.flatMap((one, index) =>
    one.standing.kind === 'counts' ? [failureAnnotation(one, fileOf(index))] : [],
  );
  const all = [...failures, ...drift.map(({ message }) => annotation('warning', { title: 'baseline' }, message))];
  if (all.length === 0 && gate.exitCode !== 0) {
    return [annotation('error', { title: verdict.kind }, verdict.sentence)];
  }
  if (all.length <= ANNOTATIONS_MAX) return all;
  const left = all.length - (ANNOTATIONS_MAX - 1);
  return [...all.slice(0, ANNOTATIONS_MAX - 1), annotation('notice', { title: 'more' }, `${left} more in the summary`)];
}

/** The same, and the verdict's own sentence, where nothing else is printed. */
export function githubReport(report: Report, fileOf?: (index: number) => string | undefined): string {
  const { verdict, gate } = report;
  const level = gate.exitCode === 0 ? 'notice' : 'error';
  const own = annotation(level, { title: 'kmcl-conformance' }, verdict.sentence);
  return [...githubAnnotations(report, fileOf).slice(0, ANNOTATIONS_MAX - 1), own].map((line) => `${line}\n`).join('');
}

function failureAnnotation(one: ReportCounterexample, file: string | undefined): string {
  const level = kindWord(one.kind) === 'deviation' ? 'warning' : 'error';
  return annotation(level, { ...(file === undefined ? {} : { file }), title: one.clause ?? one.kind }, oneLine(one));
}

function annotation(level: string, properties: Readonly<Record<string, string>>, message: string): string {
  const escape = (words: string) =>
    visible(words).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const told = Object.entries(properties).map(
    ([name, value]) => `${name}=${escape(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${level} ${told.join(',')}::${escape(message)}`;
}
