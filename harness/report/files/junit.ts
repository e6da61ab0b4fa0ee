/**
 * `junit.xml`: a test a clause. A crash is an error, as is what could not be verified; a deviation is a failure of its own type,
 * and a waived failure is skipped, with the waiver in its properties and the counterexample in its output.
 */
import junit from 'junit-report-builder';
import type { Report } from '../report-schema.ts';
import { testRows } from './test-rows.ts';
import { visible } from '../visible.ts';

/** Its types are those of its CommonJS form, in which the default export is a field. */
const builder = junit as unknown as typeof junit.default;

export function junitXml(report: Report): string {
  const document = builder.newBuilder();
  const rows = testRows(report);
  for (const name of new Set(rows.map(({ suite }) => suite))) {
    const suite = document.testSuite().name(`kmcl-conformance.${name}`).timestamp(new Date(report.times.startedAt));
    suite.property('target', visible(`${report.target.name} ${report.target.version}`));
    suite.property('reading', report.reading).property('seed', `${report.seed}`).property('tier', report.tier);
    for (const row of rows.filter((candidate) => candidate.suite === name)) {
      const test = suite.testCase().className(`kmcl-conformance.${name}`).name(row.name).time(0);
      for (const [key, value] of Object.entries(row.properties)) test.property(key, value);
      if (row.status === 'failed') test.failure(row.message, row.outcome).stacktrace(row.detail);
      else if (row.status === 'error') test.error(row.message, row.outcome, row.detail);
      else if (row.status === 'skipped') test.skipped();
      if (row.status === 'skipped' && row.message !== '') {
        test.standardOutput(row.detail === '' ? row.message : `${row.message}\n${row.detail}`);
      }
    }
  }
  return document.build();
}
