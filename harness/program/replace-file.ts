/**
 * A file written whole or not at all: under a name that nobody can have prepared, then renamed. A link that stands in its place is
 * replaced and not followed, so nothing is written elsewhere.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/** How an unfinished file is called, for whoever clears up after a run that was killed. */
export const UNFINISHED = /\.[0-9a-f]{16}\.unfinished$/;

export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.${randomBytes(8).toString('hex')}.unfinished`;
  try {
    await writeFile(unfinished, content, { flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
