/**
 * `matrix`: reports of several implementations side by side.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { matrixHtml } from '../report/matrix/matrix-html.ts';
import { matrixMarkdown } from '../report/matrix/matrix-markdown.ts';
import { matrixOf } from '../report/matrix/matrix.ts';
import { readReport } from '../report/stored/read-run.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import type { FlagsOf } from './flags.ts';

export async function matrixCommand(files: readonly string[], { out }: FlagsOf<'matrix'>): Promise<number> {
  const matrix = matrixOf(await Promise.all(files.map(readReport)));
  if (out === undefined) {
    process.stdout.write(matrixMarkdown(matrix));
    return EXIT.conforms;
  }
  try {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'matrix.html'), matrixHtml(matrix));
    await writeFile(join(out, 'matrix.md'), matrixMarkdown(matrix));
  } catch (error) {
    throw new UsageError(`cannot write to ${out}: ${(error as Error).message}`, { cause: error });
  }
  process.stdout.write(
    `${files.length} implementations in ${join(out, 'matrix.html')} and ${join(out, 'matrix.md')}\n`,
  );
  return EXIT.conforms;
}
