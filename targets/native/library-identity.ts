/**
 * Who a library is: its name and the hash of its bytes, and of those libraries beside it that it names, as one names what it is linked
 * with. What an earlier build was found to do says nothing of this one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const LIBRARY = /\.(?:so(?:\.[\d.]+)?|dll|dylib)$/i;
/** What stands between the names among the strings of a library. */
const NO_NAME = /[^\w.+-]+/;

/** Throws where there is no such file. */
export function libraryIdentity(path: string): string {
  const hash = createHash('sha256');
  const file = resolve(path);
  for (const [name, bytes] of [...librariesOf(file)].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name === basename(file) ? '' : name} ${bytes.length}\n`).update(bytes);
  return `${basename(path)} sha256:${hash.digest('hex')}`;
}

/** By name, with the library itself. */
function librariesOf(file: string): ReadonlyMap<string, Buffer> {
  const folder = dirname(file);
  const beside = new Set(readdirSync(folder).filter((name) => LIBRARY.test(name)));
  const found = new Map([[basename(file), readFileSync(file)]]);
  // What is found is looked through in its turn.
  for (const bytes of found.values())
    for (const name of bytes.toString('latin1').split(NO_NAME))
      if (beside.has(name) && !found.has(name)) found.set(name, readFileSync(join(folder, name)));
  return found;
}
