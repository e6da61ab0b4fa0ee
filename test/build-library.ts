/** C and C++ sources compiled into shared libraries, for tests of native targets. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const HEADERS = join(ROOT, 'targets/native');
const CACHE = join(ROOT, 'node_modules/.cache/native');

/** How each language's compiler is asked for a shared library, as strict as the contract's header has to bear. */
const COMPILERS = {
  c: ['gcc', '-std=c99', '-O2', '-g', '-Wall', '-Wextra', '-Werror', '-pedantic', '-shared', '-fPIC', '-I', HEADERS],
  cpp: ['g++', '-std=c++17', '-O2', '-Wall', '-Wextra', '-Werror', '-pedantic', '-shared', '-fPIC', '-I', HEADERS],
} as const;

/** Compiles a shared library, once for what is in its sources, and gives its path. */
export function buildLibrary(
  language: keyof typeof COMPILERS,
  source: string,
  { flags = [], suffix = '.so' }: { readonly flags?: readonly string[]; readonly suffix?: string } = {},
): string {
  const [compiler, ...strict] = COMPILERS[language];
  const command = [...strict, ...flags];
  const hash = createHash('sha256').update(JSON.stringify([compiler, command]));
  for (const file of [source, join(HEADERS, 'kmcl_target.h'), join(HEADERS, 'kmcl_methods.h')]) {
    hash.update(readFileSync(file));
  }
  const built = join(CACHE, `${basename(source).replaceAll('.', '-')}-${hash.digest('hex').slice(0, 16)}${suffix}`);
  if (existsSync(built)) return built;
  mkdirSync(CACHE, { recursive: true });
  // Test files run side by side: what another one loads must never be half written.
  const fresh = `${built}.${process.pid}`;
  execFileSync(compiler, [...command, source, '-o', fresh], { stdio: ['ignore', 'pipe', 'pipe'] });
  renameSync(fresh, built);
  return built;
}
