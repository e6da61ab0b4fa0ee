/**
 * What this suite is, as eight digits of a hash of its own files: its version says nothing of two builds of it, and shards that are drawn
 * by different sources leave programs out or run them twice. What it depends on is pinned in its package.json, which is hashed too.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of `spec/` and `harness/`: that of the package, or `dist` within it. */
const TOP = join(import.meta.dirname, '..', '..');

export function suiteHash(top = TOP): string {
  const hash = createHash('sha256');
  const packages = [top, join(top, '..')].map((folder) => join(folder, 'package.json')).filter(existsSync);
  const sources = ['spec', 'harness'].flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
      .map((name) => join(folder, name).replaceAll('\\', '/')),
  );
  hash.update(readFileSync(packages[0]!));
  for (const name of sources.toSorted()) {
    const text = readFileSync(join(top, name));
    hash.update(`${name} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 8);
}
