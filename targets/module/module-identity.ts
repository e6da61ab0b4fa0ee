/**
 * Who a module is: the hash of its text and of every file of code that it or one of these names by a path, so that a changed one is told
 * from the one that an earlier run or sweep tried. What it takes from packages, or by a path that it computes, is left out.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A path in quotes, however it comes to be imported; whether by a word that imports. */
const PATH = /(\b(?:from|import|require)\s*\(?\s*)?(['"`])((?:\.{1,2})?\/[^'"`\n$]+)\2/g;
/** As jiti looks for them; what is written as JavaScript may lie there as TypeScript. */
const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
const CODE = /\.(?:[cm]?[jt]s|json|node|wasm)$/;

export function moduleIdentity(path: string): string {
  const hash = createHash('sha256');
  for (const [, text] of [...filesOf(resolve(path), new Map())].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${text.length}\n`).update(text);
  }
  return `${basename(path)} sha256:${hash.digest('hex')}`;
}

function filesOf(named: string, seen: Map<string, Buffer>): ReadonlyMap<string, Buffer> {
  const file = found(named);
  if (file === undefined || seen.has(file) || (seen.size > 0 && !CODE.test(file))) return seen;
  const text = readFileSync(file);
  seen.set(file, text);
  if (/\.(?:node|wasm|json)$/.test(file)) return seen;
  for (const [, imported, , path] of text.toString('utf8').matchAll(PATH))
    // Data that is only named may be what the module writes.
    if (imported !== undefined || !path!.endsWith('.json')) filesOf(resolve(dirname(file), path!), seen);
  return seen;
}

function found(named: string): string | undefined {
  const asTypeScript = named.replace(/\.([cm]?)js$/, '.$1ts');
  return [...ENDINGS.map((ending) => `${named}${ending}`), asTypeScript, ...inFolder(named)].find(isFile);
}

/** What a folder stands for. */
function inFolder(folder: string): readonly string[] {
  const indices = ENDINGS.map((ending) => join(folder, `index${ending}`));
  const about = join(folder, 'package.json');
  if (!isFile(about)) return indices;
  try {
    const { main } = JSON.parse(readFileSync(about, 'utf8')) as { readonly main?: unknown };
    return typeof main === 'string' ? [join(folder, main), `${join(folder, main)}.js`, ...indices] : indices;
  } catch {
    return indices;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}
