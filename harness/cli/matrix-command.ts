/**
 * `matrix`: reports of several implementations side by side, or with `--series` several runs of one, the earliest first.
 */
import { join } from 'node:path';
import { matrixHtml } from '../report/matrix/matrix-html.ts';
import { matrixMarkdown } from '../report/matrix/matrix-markdown.ts';
import { matrixOf } from '../report/matrix/matrix.ts';
import type { Matrix } from '../report/matrix/matrix.ts';
import { counted } from '../program/counted.ts';
import { excerpt, visible } from '../program/visible.ts';
import { OutFolder } from '../report/files/out-folder.ts';
import { readReport } from '../report/stored/read-run.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import { reportPages } from './matrix-report-pages.ts';
import type { FiledReport } from './matrix-report-pages.ts';
import { printJson } from './print-json.ts';

export async function matrixCommand(
  files: readonly string[],
  { out, series, json }: FlagsOf<'matrix'>,
): Promise<number> {
  const read = await Promise.all(files.map(async (file) => ({ file, report: await readReport(file) })));
  const kind: Matrix['kind'] = series === true ? 'series' : 'implementations';
  const filed = kind === 'series' ? inTime(read) : read;
  const reports = filed.map(({ report }) => report);
  if (out === undefined) {
    const matrix = matrixOf(reports, kind);
    if (json === true) printJson(matrix);
    else process.stdout.write(matrixMarkdown(matrix));
    return EXIT.conforms;
  }
  const folder = await OutFolder.open(out);
  try {
    const matrix = matrixOf(reports, kind, await reportPages(filed, out));
    await folder.write({ 'matrix.html': matrixHtml(matrix), 'matrix.md': matrixMarkdown(matrix) });
    if (json === true) printJson(matrix);
  } finally {
    folder.close();
  }
  const what = counted(files.length, kind === 'series' ? 'run' : 'implementation');
  (json === true ? process.stderr : process.stdout).write(
    `${what} in ${visible(join(out, 'matrix.html'))} and ${visible(join(out, 'matrix.md'))}\n`,
  );
  return EXIT.conforms;
}

/** By the time at which they began, and as they were named where that is the same. Throws `UsageError` where they are no series. */
function inTime(filed: readonly FiledReport[]): readonly FiledReport[] {
  if (filed.length < 2) throw new UsageError('a series is of two runs at least');
  const names = [...new Set(filed.map(({ report }) => report.target.name))];
  if (names.length > 1) {
    const told = names.slice(0, 3).map((name) => excerpt(name));
    throw new UsageError(`a series is of one implementation, and these are of ${told.join(', ')}: leave out --series`);
  }
  const begun = ({ report }: FiledReport) => Date.parse(report.times.startedAt);
  return filed.toSorted((one, other) => begun(one) - begun(other));
}
