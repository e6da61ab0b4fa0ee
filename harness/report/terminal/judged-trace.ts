/**
 * One trace call by call, how it ended, and what there is to say against it.
 */
import { describeAnswers, describeResponse } from '../../../spec/answer.ts';
import { CLAUSES } from '../../../spec/clauses.ts';
import type { Finding } from '../../judge/judge.ts';
import type { Trace } from '../../execute/trace.ts';
import { messageLines } from '../call-lines.ts';
import type { Paint } from './paint.ts';
import { traceLines } from './terminal.ts';

/** With a line that says so where there is nothing against it. */
export function judgedTraceText(trace: Trace, findings: readonly Finding[], paint: Paint): string {
  const lines = judgedTraceLines(trace, findings, paint);
  const isPass = findings.length === 0 && trace.end.kind === 'complete';
  return [...lines, ...(isPass ? [paint('green', 'PASS  every call was answered as permitted')] : [])].join('\n');
}

export function judgedTraceLines(trace: Trace, findings: readonly Finding[], paint: Paint): string[] {
  const endAt = trace.end.kind === 'complete' ? undefined : trace.end.at;
  const lines = [...traceLines(trace, findings[0]?.at ?? endAt, paint), ''];
  if (trace.end.kind !== 'complete') {
    const [first = '', ...more] = messageLines(trace.end.message);
    lines.push(`${paint('red', trace.end.kind.toUpperCase())}  ${first.trimStart()}`, ...more);
  }
  for (const { outcome, clause, saw, at, permitted } of findings) {
    lines.push(
      `${paint(outcome === 'fail' ? 'red' : 'yellow', outcome.toUpperCase())}  ${clause}  ${CLAUSES[clause].gist}`,
      `  call ${at + 1} saw  ${describeResponse(saw)}`,
      `  permitted   ${describeAnswers(permitted).join(', or ')}`,
    );
  }
  return lines;
}
