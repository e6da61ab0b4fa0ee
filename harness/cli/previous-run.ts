/** The report of an earlier run that a new one is compared with, and what failed in it, to be tried first. */
import { printCall } from '../program/program.ts';
import { named } from '../program/bounded-file.ts';
import { readReport } from '../report/stored/read-run.ts';
import { programOf } from '../report/stored/stored-trace.ts';
import type { PreviousReport } from '../report/since-previous.ts';
import type { Program } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/** The programs of each failure that are not in `kept`, in the order of the report. Throws `UsageError`, which names the file. */
export async function readPrevious(
  file: string,
  kept: readonly (readonly Program[])[],
): Promise<PreviousReport & { readonly failed: readonly (readonly Program[])[] }> {
  const report = await readReport(file);
  const known = new Set(kept.map(printed));
  try {
    const all = report.counterexamples.map(({ history, program }) => (history?.programs ?? [program]).map(programOf));
    return { file, report, failed: all.filter((programs) => !known.has(printed(programs))) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${named(file)}: ${error.message}`, { cause: error });
  }
}

function printed(programs: readonly Program[]): string {
  return programs.map((program) => program.map(printCall).join('\n')).join('\n---\n');
}
