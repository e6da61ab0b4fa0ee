/**
 * The page of each report of a matrix, for its cells to lead to. One that lies in the folder of the matrix already is linked; all that
 * any other run left is written there again, out of its report.json.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { writeArtifacts } from '../report/files/files.ts';
import { OutFolder } from '../report/files/out-folder.ts';
import type { Report } from '../report/report-schema.ts';
import { startFolder, startFolderOf } from './start-folder.ts';

export interface FiledReport {
  readonly file: string;
  readonly report: Report;
}

const PAGE = 'report.html';
const FOLDER = 'reports';

/** In the order of the reports, relative to `out`, percent-encoded. Throws `UsageError` where one cannot be written. */
export async function reportPages(filed: readonly FiledReport[], out: string): Promise<readonly string[]> {
  const there = filed.map(({ file }) => pageWithin(file, out));
  // A folder that is linked to is not written over.
  const taken = new Set(there.flatMap((page) => (page === undefined ? [] : [dirname(page)])));
  const links: string[] = [];
  for (const [index, one] of filed.entries()) {
    const page = there[index] ?? join(await written(one, out, taken), PAGE);
    links.push(page.split(sep).map(encodeURIComponent).join('/'));
  }
  return links;
}

/** The page beside a report.json, relative to the folder, where it lies there or below. */
function pageWithin(file: string, out: string): string | undefined {
  if (basename(file) !== 'report.json') return undefined;
  const page = relative(resolve(out), join(dirname(resolve(file)), PAGE));
  const isOutside = page.startsWith('..') || isAbsolute(page);
  return isOutside || !existsSync(join(out, page)) ? undefined : page;
}

async function written({ file, report }: FiledReport, out: string, taken: Set<string>): Promise<string> {
  const path = freeFolder(report, taken);
  const folder = await OutFolder.open(join(out, path));
  try {
    await folder.clear();
    const { folder: _, ...asked } = report.asked;
    const started = startFolder(folder.path, startFolderOf(file, report.asked));
    await writeArtifacts({ ...report, asked: { ...asked, ...started } }, folder);
  } finally {
    folder.close();
  }
  return path;
}

const NAME_CHARACTERS_MAX = 60;

/** Named for what was tried, in letters that every file system and every address takes. */
function freeFolder({ target }: Report, taken: Set<string>): string {
  const letters = `${target.name}-${target.version}`.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  const name =
    letters
      .replace(/^[-.]+/, '')
      .slice(0, NAME_CHARACTERS_MAX)
      .replace(/[-.]+$/, '') || 'report';
  for (let number = 1; ; number += 1) {
    const path = join(FOLDER, number === 1 ? name : `${name}-${number}`);
    if (taken.has(path)) continue;
    taken.add(path);
    return path;
  }
}
