/**
 * A run read back from what it wrote: from `report.json`, or from `results.ndjson` where it never came to a report. Traces are
 * data, so each failure is judged again by this suite's oracle; nothing is taken on trust but the counts.
 */
import { FILE_BOUNDS, named, parseJson, problemLines, readBounded, readStart } from '../../program/bounded-file.ts';
import { UsageError } from '../../usage-error.ts';
import { REPORT_VERSION, reportSchema } from '../report-schema.ts';
import type { Report } from '../report-schema.ts';
import { runFromReport } from './run-from-report.ts';
import { runFromResults } from './run-from-results.ts';
import type { StoredRun } from './stored-run.ts';

/** Reads either kind of file, told by its content. Throws `UsageError`, which names the file. */
export async function readRun(file: string): Promise<StoredRun> {
  if ((await kindOf(file)) === 'results') return runFromResults(file);
  const report = await readReport(file);
  return naming(file, () => runFromReport(report, file));
}

export async function readReport(file: string): Promise<Report> {
  const text = await readBounded(file, FILE_BOUNDS.report);
  return naming(file, () => parseReport(text));
}

/** What a file seems to be by its first characters. */
export async function kindOf(file: string): Promise<'results' | 'trace' | 'report'> {
  const start = await readStart(file, FILE_BOUNDS.results, 64);
  if (start.startsWith('{"kind":"begin"')) return 'results';
  return /^\{\s*"trace"/.test(start) ? 'trace' : 'report';
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${named(file)}: ${error.message}`, { cause: error });
  }
}

function parseReport(text: string): Report {
  const json = parseJson(text, 'this is no report');
  const version = (json as { readonly report?: unknown } | null)?.report;
  if (typeof version === 'number' && version !== REPORT_VERSION) {
    throw new UsageError(`it is of report version ${version}, and this suite reads ${REPORT_VERSION}: run it again`);
  }
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`this is no report:\n${problemLines(parsed.error.issues)}`);
  return parsed.data;
}
