/** Who a library is: its name and the hash of its bytes. What an earlier build was found to do says nothing of this one. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

/** Throws where there is no such file. */
export function libraryIdentity(path: string): string {
  const digest = createHash('sha256')
    .update(readFileSync(resolve(path)))
    .digest('hex');
  return `${basename(path)} sha256:${digest}`;
}
