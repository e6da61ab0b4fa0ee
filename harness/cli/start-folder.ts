/**
 * The folder where a run was started, as its report keeps it: names of files and of the target are from there. Only a report that lies
 * elsewhere, such as beside a config file further up, has to say which that was; any other one lies below it, and may be moved.
 */
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Report } from '../report/report-schema.ts';

type Started = Pick<Report['asked'], 'folder'>;

/** Of a run that is started in the folder `from`, as seen from here, with its report in `out`. */
export function startFolder(out: string | undefined, from = ''): Started {
  const isElsewhere = out !== undefined && !isAbsolute(out) && relative(from, out).startsWith('..');
  return isElsewhere ? { folder: relative(out, from) } : {};
}

/** As seen from here; empty where it is here, or where the report of this name leaves that open. */
export function startFolderOf(report: string, { folder }: Started): string {
  return folder === undefined ? '' : relative('', join(dirname(report), folder));
}
