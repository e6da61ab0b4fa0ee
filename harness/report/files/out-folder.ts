/**
 * The folder that a run writes to: held by one run at a time, and empty of what an earlier run left, so that a run which is killed
 * leaves no verdict of another. What stands there may have been prepared by a stranger: links are replaced, never followed.
 */
import { makeFolder } from '../../program/make-folder.ts';
import { lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, UNFINISHED } from '../../program/replace-file.ts';
import { named } from '../../program/bounded-file.ts';
import { excerpt } from '../../program/visible.ts';
import { UsageError } from '../../usage-error.ts';
import { lockFolder } from './folder-lock.ts';

/** What a run leaves beside its failures. */
const RUN_FILES = [
  'report.json',
  'report.html',
  'ctrf.json',
  'junit.xml',
  'summary.md',
  'badge.json',
  'results.ndjson',
] as const;

const FAILURES = 'failures';
/** In the folder of each failure. Only these are removed: a folder of that name may hold what is somebody else's. */
const FAILURE_FILES = ['trace.json', 'replay.kmcl', 'reproduce.test.ts', 'reproduce.c', 'explain.md'] as const;

/** A name below the folder, its parts joined by slashes, and what the file holds. */
export type Files = Readonly<Record<string, string>>;

export class OutFolder {
  readonly path: string;
  readonly #unlock: () => void;

  private constructor(path: string, unlock: () => void) {
    this.path = path;
    this.#unlock = unlock;
  }

  /** Throws `UsageError` where the folder cannot be written, or another run has it. */
  static async open(path: string): Promise<OutFolder> {
    return writing(path, async () => {
      makeFolder(path);
      return new OutFolder(path, lockFolder(path));
    });
  }

  /** Removes what an earlier run left, but for the files named. */
  async clear(kept: readonly string[] = []): Promise<void> {
    await writing(this.path, async () => {
      for (const name of RUN_FILES) if (!kept.includes(name)) await rm(join(this.path, name), { force: true });
      for (const name of await readdir(this.path)) {
        if (UNFINISHED.test(name)) await rm(join(this.path, name), { force: true });
      }
      await clearFailures(join(this.path, FAILURES));
    });
  }

  async write(files: Files): Promise<void> {
    await writing(this.path, async () => {
      for (const [name, content] of Object.entries(files)) {
        await makeFolders(this.path, name.split('/').slice(0, -1));
        await replaceFile(join(this.path, name), content);
      }
    });
  }

  close(): void {
    this.#unlock();
  }
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write to ${named(path)}: ${excerpt((error as Error).message, 300)}`, { cause: error });
  }
}

async function clearFailures(path: string): Promise<void> {
  if ((await kindOf(path)) === 'link') return rm(path);
  if ((await kindOf(path)) !== 'folder') return;
  for (const name of await readdir(path)) {
    const folder = join(path, name);
    if ((await kindOf(folder)) === 'link') await rm(folder);
    if ((await kindOf(folder)) !== 'folder') continue;
    for (const file of FAILURE_FILES) await rm(join(folder, file), { force: true });
    for (const file of await readdir(folder)) if (UNFINISHED.test(file)) await rm(join(folder, file));
    await removeIfEmpty(folder);
  }
  await removeIfEmpty(path);
}

async function removeIfEmpty(folder: string): Promise<void> {
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}

/** The folders below `base`, one in the other, none of them through a link. */
async function makeFolders(base: string, names: readonly string[]): Promise<void> {
  let path = base;
  for (const name of names) {
    path = join(path, name);
    if ((await kindOf(path)) === 'link') await rm(path);
    if ((await kindOf(path)) !== 'folder') await mkdir(path);
  }
}

async function kindOf(path: string): Promise<'folder' | 'link' | 'other' | 'nothing'> {
  const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats === undefined) return 'nothing';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isDirectory() ? 'folder' : 'other';
}
