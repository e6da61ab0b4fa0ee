/**
 * One trace call by call, how it ended, and what there is to say against it.
 */
import { CLAUSES } from '../../../spec/clauses.ts';
import type { Finding } from '../../judge/judge.ts';
import type { Trace } from '../../execute/trace.ts';
import { messageLines } from '../call-lines.ts';
import { findingLines, LABELS, traceLines } from './failure-text.ts';
import { folded } from '../folded.ts';
import type { Screen } from './screen.ts';
import { visible } from '../../program/visible.ts';

/** With a line that says so where there is nothing against it. */
export function judgedTraceText(trace: Trace, findings: readonly Finding[], screen: Screen): string {
  const lines = judgedTraceLines(trace, findings, screen);
  const isPass = findings.length === 0 && trace.end.kind === 'complete';
  return [...lines, ...(isPass ? [screen.paint('green', 'PASS  every call was answered as permitted')] : [])].join(
    '\n',
  );
}

export function judgedTraceLines(trace: Trace, findings: readonly Finding[], screen: Screen): string[] {
  const { end } = trace;
  const { paint, columns } = screen;
  const lines = [...traceLines(trace, findings[0]?.at ?? ('at' in end ? end.at : undefined), screen), ''];
  const headline = (kind: keyof typeof LABELS, text: string) =>
    folded(`${LABELS[kind]}  `, text, columns).map((line) =>
      line.replace(LABELS[kind], (label) => paint(kind === 'deviation' ? 'yellow' : 'red', label)),
    );
  if (end.kind !== 'complete') {
    const [first = '', ...more] = end.message.split('\n');
    lines.push(
      ...headline(end.kind, visible(first)),
      ...(more.length > 0 ? messageLines(more.join('\n'), columns) : []),
    );
  }
  for (const finding of findings) {
    const { outcome, clause, at } = finding;
    lines.push(
      ...headline(outcome, `${clause}  ${CLAUSES[clause].level}  ${CLAUSES[clause].gist}`),
      `  at call ${at + 1}`,
      ...findingLines(finding, trace, screen),
    );
  }
  return lines;
}
