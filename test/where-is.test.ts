/**
 * "Where is ..." in CONTRIBUTING.md: each of the twelve questions is answered by one file that is there and declares what is promised.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONTRIBUTING = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const rows = [...CONTRIBUTING.matchAll(/^\| (Where .+\?) \| `(.+)` \| `(\w+)` \|$/gm)].map(
  ([, question, file, name]) => ({ question: question!, file: file!, name: name! }),
);

it('asks twelve questions, each answered by a file of its own', () => {
  expect(rows.length).toBe(12);
  expect(new Set(rows.map(({ file }) => file)).size).toBe(12);
});

it.each(rows)('$question $file, $name', ({ file, name }) => {
  const declares = new RegExp(`^export (async )?(function\\*? |class |const )${name}\\b`, 'm');
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(readFileSync(join(ROOT, file), 'utf8')).toMatch(declares);
});

it('names no file or folder that is not there, in all of CONTRIBUTING.md', () => {
  const named = [...CONTRIBUTING.matchAll(/`((?:spec|harness|targets|test|docs)\/[\w./-]+)`/g)].map(
    ([, path]) => path!,
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('names every package that is depended on', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, object>;
  const own = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'];
  const packages = own
    .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
    .filter((name) => !name.startsWith('@types/') && !name.startsWith('@fontsource'));
  expect(packages.filter((name) => !CONTRIBUTING.includes(`\`${name}\``))).toEqual([]);
});
