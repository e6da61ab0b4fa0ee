/** The report in which a signature is looked up. Whoever asks by a line of the terminal may never have asked for one. */
import { existsSync } from 'node:fs';
import type { Report } from '../report/report-schema.ts';
import { readReport } from '../report/stored/read-run.ts';
import { UsageError } from '../usage-error.ts';
import { named } from '../program/bounded-file.ts';

/** Throws `UsageError`. */
export async function reportLookedUp(file: string): Promise<Report> {
  if (existsSync(file)) return readReport(file);
  throw new UsageError(
    `cannot read the report ${named(file)}: there is no such file; a run with --out FOLDER leaves a report.json there, and --report names it`,
  );
}
