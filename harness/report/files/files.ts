/**
 * Everything that a run leaves in its folder, out of its report alone, so that it can be written again from `report.json`.
 * `results.ndjson` is the stream's business.
 */
import { appendFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { badgeJson } from './badge.ts';
import { cReproduction } from './c-reproduction.ts';
import { ctrfJson } from './ctrf.ts';
import { explanation } from './explanation.ts';
import { htmlReport } from './html.ts';
import { junitXml } from './junit.ts';
import { printReport, replayLines } from '../report.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import type { Files, OutFolder } from './out-folder.ts';
import { SUMMARY_BYTES_MAX, summaryMarkdown } from './summary.ts';
import { traceJson } from './trace-json.ts';
import { vitestReproduction } from './vitest-reproduction.ts';

/** Throws `UsageError` where it cannot be written: a report that is missing must not look like a green one. */
export async function writeArtifacts(report: Report, out: OutFolder): Promise<void> {
  await out.write({
    'report.json': printReport(report),
    'report.html': htmlReport(printReport(report)),
    'ctrf.json': ctrfJson(report),
    'junit.xml': junitXml(report),
    'summary.md': summaryMarkdown(report),
    'badge.json': badgeJson(report),
    ...Object.assign({}, ...report.counterexamples.map((one) => failureFiles(one, report, out.path))),
  });
}

function failureFiles(one: ReportCounterexample, report: Report, out: string): Files {
  const remarks = [`# ${one.clause ?? one.kind} ${one.signature.id}`, `# reading ${report.reading}`];
  const file = (name: string) => `${one.folder}/${name}`;
  return {
    [file('trace.json')]: traceJson(one, report),
    [file('replay.kmcl')]: `${[...remarks, ...replayLines(one)].join('\n')}\n`,
    [file('reproduce.test.ts')]: vitestReproduction(one, report),
    [file('reproduce.c')]: cReproduction(one, report, join(out, file('reproduce.c'))),
    [file('explain.md')]: explanation(one, report, relative(join(out, one.folder), '.')),
  };
}

/** Adds the summary to the page of a GitHub job, where there is one, in the room that others in the same step have left of it. */
export async function appendStepSummary(report: Report): Promise<void> {
  const file = process.env['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  const taken = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const summary = summaryMarkdown(report, SUMMARY_BYTES_MAX - taken);
  if (summary === '') throw new Error(`${file} has no room left for it`);
  await appendFile(file, summary);
}
