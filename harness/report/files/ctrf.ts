/**
 * `ctrf.json`: the Common Test Report Format, for dashboards that read it. Choices and what was not verified keep their own words
 * in `rawStatus`.
 */
import { SUITE_VERSION } from '../../version.ts';
import type { Report } from '../report-schema.ts';
import { testRows } from './test-rows.ts';
import type { TestRow } from './test-rows.ts';

/** The version of the format that is written. */
const CTRF_VERSION = '0.0.0';

const STATUS = { passed: 'passed', failed: 'failed', error: 'failed', skipped: 'skipped' } as const;

export function ctrfJson(report: Report): string {
  const rows = testRows(report);
  const start = Date.parse(report.times.startedAt);
  const having = (status: (typeof STATUS)[TestRow['status']]) =>
    rows.filter((row) => STATUS[row.status] === status && row.outcome !== 'not-verified').length;
  const open = rows.filter(({ outcome, status }) => outcome === 'not-verified' && status === 'error').length;
  const passed = having('passed');
  const failed = having('failed');
  const document = {
    reportFormat: 'CTRF',
    specVersion: CTRF_VERSION,
    generatedBy: 'kmcl-conformance',
    results: {
      tool: { name: 'kmcl-conformance', version: SUITE_VERSION },
      summary: {
        tests: rows.length,
        passed,
        failed,
        skipped: rows.length - passed - failed - open,
        pending: 0,
        other: open,
        start,
        stop: start + report.times.durationMs,
        extra: { sentence: report.verdict.sentence, verdict: report.verdict, gate: report.gate, counts: report.counts },
      },
      tests: rows.map((row) => ({
        name: row.name,
        suite: [row.suite],
        status: row.outcome === 'not-verified' && row.status === 'error' ? 'other' : STATUS[row.status],
        rawStatus: row.outcome,
        duration: 0,
        type: 'conformance',
        ...(row.message === '' ? {} : { message: row.message }),
        ...(row.detail === '' ? {} : { trace: row.detail }),
        extra: row.properties,
      })),
      environment: {
        extra: { target: report.target, reading: report.reading, seed: report.seed, tier: report.tier },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
