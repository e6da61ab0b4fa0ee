/** `trace.json`: what `judge` needs to judge a failure again: the calls, the answers, and what the target had claimed. */
import type { Report, ReportCounterexample } from '../report-schema.ts';

export function traceJson(one: ReportCounterexample, { target, reading }: Report): string {
  const { kind, program, responses, message, at } = one;
  const end =
    kind === 'crash' || kind === 'timeout' || kind === 'adapter-fault'
      ? { kind, message: message ?? '', ...(at === undefined ? {} : { at }) }
      : { kind: 'complete' };
  return `${JSON.stringify({ trace: 1, target, reading, program, responses, end }, null, 2)}\n`;
}
