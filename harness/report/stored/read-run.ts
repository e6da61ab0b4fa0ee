/**
 * A run read back from what it wrote: from `report.json`, or from `results.ndjson` where it never came to a report. Traces are
 * data, so each failure is judged again by this suite's oracle; nothing is taken on trust but the counts.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import { REPORT_VERSION, reportSchema } from '../report-schema.ts';
import type { Report } from '../report-schema.ts';
import { runFromReport } from './run-from-report.ts';
import { runFromResults } from './run-from-results.ts';
import type { StoredRun } from './stored-run.ts';

/** Reads either kind of file, told by its content. Throws `UsageError`, which names the file. */
export async function readRun(file: string): Promise<StoredRun> {
  const text = await textOf(file);
  return naming(file, () =>
    text.startsWith('{"kind":"begin"') ? runFromResults(text, file) : runFromReport(parseReport(text), file),
  );
}

export async function readReport(file: string): Promise<Report> {
  const text = await textOf(file);
  return naming(file, () => parseReport(text));
}

function naming<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${file}: ${error.message}`, { cause: error });
  }
}

function parseReport(text: string): Report {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`this is no report: ${(error as Error).message}`, { cause: error });
  }
  const version = (json as { readonly report?: unknown } | null)?.report;
  if (typeof version === 'number' && version !== REPORT_VERSION) {
    throw new UsageError(`it is of report version ${version}, and this suite reads ${REPORT_VERSION}: run it again`);
  }
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`this is no report:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`, {
      cause: error,
    });
  }
}
