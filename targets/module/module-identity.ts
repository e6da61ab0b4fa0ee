/**
 * Who a module is: the hash of its text and of every file that it imports by a relative path, so that a changed one is told from the
 * one that an earlier sweep tried. What it takes from packages is left out.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

const RELATIVE_IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;
/** As jiti looks for them. */
const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

export function moduleIdentity(path: string): string {
  const hash = createHash('sha256');
  for (const [, text] of [...filesOf(resolve(path), new Map())].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${text.length}\n`).update(text);
  }
  return `${basename(path)} sha256:${hash.digest('hex')}`;
}

function filesOf(file: string, seen: Map<string, Buffer>): ReadonlyMap<string, Buffer> {
  const found = ENDINGS.map((ending) => `${file}${ending}`).find((name) =>
    statSync(name, { throwIfNoEntry: false })?.isFile(),
  );
  if (found === undefined || seen.has(found)) return seen;
  const text = readFileSync(found);
  seen.set(found, text);
  for (const [, path] of text.toString('utf8').matchAll(RELATIVE_IMPORT)) filesOf(resolve(dirname(found), path!), seen);
  return seen;
}
