/**
 * `matrix`: reports of several implementations side by side.
 */
import { join } from 'node:path';
import { matrixHtml } from '../report/matrix/matrix-html.ts';
import { matrixMarkdown } from '../report/matrix/matrix-markdown.ts';
import { matrixOf } from '../report/matrix/matrix.ts';
import { visible } from '../program/visible.ts';
import { OutFolder } from '../report/files/out-folder.ts';
import { readReport } from '../report/stored/read-run.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import { printJson } from './print-json.ts';

export async function matrixCommand(files: readonly string[], { out, json }: FlagsOf<'matrix'>): Promise<number> {
  const matrix = matrixOf(await Promise.all(files.map(readReport)));
  if (json === true) printJson(matrix);
  if (out === undefined) {
    if (json !== true) process.stdout.write(matrixMarkdown(matrix));
    return EXIT.conforms;
  }
  const folder = await OutFolder.open(out);
  try {
    await folder.write({ 'matrix.html': matrixHtml(matrix), 'matrix.md': matrixMarkdown(matrix) });
  } finally {
    folder.close();
  }
  (json === true ? process.stderr : process.stdout).write(
    `${files.length} implementations in ${visible(join(out, 'matrix.html'))} and ${visible(join(out, 'matrix.md'))}\n`,
  );
  return EXIT.conforms;
}
