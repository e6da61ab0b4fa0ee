/** What stands in the source tree: files, what they import, and how long their functions are. Parsed, not matched by patterns. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import type { Node, VisitorObject } from 'oxc-parser';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const FOLDERS = ['spec', 'harness', 'targets', 'test'] as const;

export interface LongFunction {
  readonly file: string;
  readonly line: number;
  readonly lines: number;
}

/** Every source file of a folder, as a path from the root. What a workspace of its own has installed is none of ours. */
export function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs|js)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'));
}

export function linesOf(file: string): number {
  return readFileSync(join(ROOT, file), 'utf8').trimEnd().split('\n').length;
}

const imports = new Map<string, readonly string[]>();

/** What a file imports, types included: paths from the root for its own, names for packages. Parsed once. */
export function importsOf(file: string): readonly string[] {
  const known = imports.get(file) ?? parsedImports(file);
  imports.set(file, known);
  return known;
}

function parsedImports(file: string): readonly string[] {
  const specifiers: string[] = [];
  const enter = (source: Node | null | undefined) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') specifiers.push(source.value);
  };
  walk(file, {
    ImportDeclaration: ({ source }) => enter(source),
    ExportNamedDeclaration: ({ source }) => enter(source),
    ExportAllDeclaration: ({ source }) => enter(source),
    ImportExpression: ({ source }) => enter(source),
    TSImportType: ({ source }) => enter(source),
  });
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), specifier)) : specifier,
  );
}

/** The functions of a file that are longer than so many lines, those around and within another one too. */
export function functionsOver(linesMax: number, file: string): readonly LongFunction[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const long: LongFunction[] = [];
  const measure = ({ start, end }: { readonly start: number; readonly end: number }) => {
    const line = lineAt(start);
    const lines = lineAt(end) - line + 1;
    if (lines > linesMax) long.push({ file, line, lines });
  };
  walk(file, { FunctionDeclaration: measure, FunctionExpression: measure, ArrowFunctionExpression: measure });
  return long;
}

function walk(file: string, visitor: VisitorObject): void {
  const { program, errors } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  new Visitor(visitor).visit(program);
}
