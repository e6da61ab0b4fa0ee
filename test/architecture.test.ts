/**
 * The arrows of the architecture, held: who may import whom, and what the tree in ARCHITECTURE.md shows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['spec', 'harness', 'targets', 'test'] as const;

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|js)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** What a file imports: paths from the root for its own, names for packages. */
function imports(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\n[^'";]*?)*?from\s+'([^']+)'/g)]
    .concat([...text.matchAll(/\bimport\('([^']+)'\)/g)], [...text.matchAll(/(?:^|\n)import '([^']+)'/g)])
    .map((match) => match[1]!);
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), specifier)) : specifier,
  );
}

const isOwn = (path: string) => FOLDERS.some((folder) => path.startsWith(`${folder}/`));
const offences = (files: readonly string[], isAllowed: (path: string, file: string) => boolean) =>
  files.flatMap((file) =>
    imports(file)
      .filter((path) => !isAllowed(path, file))
      .map((path) => `${file} -> ${path}`),
  );

describe('the arrows', () => {
  it('spec knows itself and ts-pattern, nothing else', () => {
    expect(sources('spec').length).toBeGreaterThan(5);
    expect(offences(sources('spec'), (path) => path.startsWith('spec/') || path === 'ts-pattern')).toEqual([]);
  });

  it('the harness knows the spec and no target', () => {
    const isAllowed = (path: string) => !isOwn(path) || path.startsWith('spec/') || path.startsWith('harness/');
    expect(offences(sources('harness'), isAllowed)).toEqual([]);
  });

  it('a target knows the contract and the vocabulary, never the oracle', () => {
    const contracts = [
      'target.ts',
      'doctor/check-result.ts',
      'doctor/question.ts',
      'execute/check-responses.ts',
      'execute/deadline.ts',
      'execute/response-json.ts',
      'execute/response-schema.ts',
      'execute/shown.ts',
      'sweep/sweep.ts',
    ];
    const shared = new Set(['spec/call.ts', 'spec/status.ts', ...contracts.map((file) => `harness/${file}`)]);
    const ways = sources('targets').filter((file) => file.split('/').length > 2);
    expect(ways.length).toBeGreaterThan(10);
    expect(offences(ways, (path) => !isOwn(path) || path.startsWith('targets/') || shared.has(path))).toEqual([]);
  });

  it('the reference knows no library but Node itself', () => {
    const isAllowed = (path: string) => isOwn(path) || path.startsWith('node:');
    expect(offences(sources('targets/reference'), isAllowed)).toEqual([]);
  });

  it('only the tests know Vitest', () => {
    const files = ['spec', 'harness', 'targets'].flatMap(sources);
    expect(offences(files, (path) => path !== 'vitest' && !path.startsWith('vitest/'))).toEqual([]);
  });

  it('a concrete target is named in the catalog and nowhere else', () => {
    const tops = sources('targets').filter((file) => file.split('/').length === 2);
    expect(tops.toSorted()).toEqual(['targets/catalog.ts', 'targets/main.ts']);
  });

  it('no file is a drawer', () => {
    const drawers = /(^|\/)(utils?|helpers?|types|common|constants|misc|shared|lib)(\.ts|\/)/;
    expect(FOLDERS.flatMap(sources).filter((file) => drawers.test(file))).toEqual([]);
  });

  it('files are named in kebab-case and stay small', () => {
    const files = FOLDERS.flatMap(sources);
    expect(files.filter((file) => /[A-Z]/.test(file.split('/').at(-1)!))).toEqual([]);
    expect(files.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 500)).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const tree = /```tree\n([\s\S]*?)```/.exec(text)![1]!;

  /** The paths that the tree draws, folders ending in a slash. */
  function drawn(): readonly string[] {
    const stack: string[] = [];
    return tree
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const depth = line.search(/\S/) / 2;
        const [name] = line.trim().split(/\s{2,}/) as [string];
        stack.length = depth;
        stack.push(name);
        return stack.join('');
      });
  }

  it('draws only what is there', () => {
    const onDisk = (path: string) => {
      try {
        const entries = readdirSync(join(ROOT, dirname(path)), { withFileTypes: true });
        return entries.some((entry) => path.endsWith(`${entry.name}${entry.isDirectory() ? '/' : ''}`));
      } catch {
        return false;
      }
    };
    expect(drawn().filter((path) => !onDisk(path))).toEqual([]);
  });

  it('draws every file of spec and harness, and every folder of targets and test', () => {
    const shown = new Set(drawn());
    const files = ['spec', 'harness'].flatMap(sources);
    const folders = ['targets', 'test'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${folder}/${entry.name}/`),
    );
    expect([...files, ...folders].filter((path) => !shown.has(path))).toEqual([]);
  });
});
