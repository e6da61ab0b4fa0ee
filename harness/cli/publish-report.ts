/**
 * The report of a run, written to its folder, to stdout where JSON was asked for, and to GitHub where it runs there.
 */
import { join } from 'node:path';
import type { Facts } from '../campaign/facts.ts';
import type { Gated } from '../verdict/gate.ts';
import { appendStepSummary, writeArtifacts } from '../report/files/files.ts';
import type { OutFolder } from '../report/files/out-folder.ts';
import { githubAnnotations } from '../report/files/github-annotations.ts';
import { printReport, reportOf } from '../report/report.ts';
import type { ReportContext } from '../report/report.ts';
import type { Report } from '../report/report-schema.ts';
import { unusableFacts } from '../report/unusable-facts.ts';
import type { Attempt } from '../report/unusable-facts.ts';
import type { PublishFlags } from './publish-flags.ts';
import { gate } from '../verdict/gate.ts';

/** The report of a run that could not begin. */
export async function publishUnusable(
  attempt: Attempt,
  why: string,
  context: ReportContext,
  flags: PublishFlags,
  out: OutFolder | undefined,
): Promise<void> {
  const facts = unusableFacts(attempt, why);
  await publishReport(facts, gate(facts), context, flags, out);
}

export async function publishReport(
  result: Facts,
  gated: Gated,
  context: ReportContext,
  flags: PublishFlags,
  out: OutFolder | undefined,
): Promise<Report> {
  const replayFile: ReportContext['replayFile'] =
    out === undefined ? context.replayFile : (_, folder) => join(out.path, folder, 'replay.kmcl');
  const asked = { ...context.asked, ...(out === undefined ? {} : { out: out.path }) };
  const report = reportOf(result, gated, { ...context, asked, ...(replayFile ? { replayFile } : {}) });
  // What was saved for the next run is what belongs to the user's tree, and not the folder that goes away with the job.
  const fileOf = (index: number) => context.replayFile?.(gated.failures[index]!.counterexample, '');
  if (flags.json === true) process.stdout.write(printReport(report));
  if (flags.reporter !== undefined) {
    const { REPORTERS } = await import('../report/files/reporters.ts');
    process.stdout.write(REPORTERS[flags.reporter](report, fileOf));
  }
  if (out !== undefined) await writeArtifacts(report, out);
  if (out !== undefined && flags.open === true) await (await import('./open-report.ts')).openReport(out.path);
  await appendStepSummary(report).catch((error: Error) => {
    process.stderr.write(`warning: the step summary could not be written: ${error.message}\n`);
  });
  if (process.env['GITHUB_ACTIONS'] === 'true' && flags.reporter !== 'github') {
    // On stderr, which GitHub reads as well, so that JSON on stdout stays JSON.
    for (const line of githubAnnotations(report, fileOf)) process.stderr.write(`${line}\n`);
  }
  return report;
}
