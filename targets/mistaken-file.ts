/**
 * What stands on the disk and is no target as it stands: source that has to be compiled first, or a folder.
 */
import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CONFIG_NAMES } from '../harness/cli/config-file.ts';
import { visible } from '../harness/program/visible.ts';
import { shellCommand } from '../harness/report/replay-command.ts';

/** By the ending of the source: the compiler and its words. */
const COMPILERS: Readonly<Record<string, string>> = {
  '.c': 'cc -O2 -shared -fPIC',
  '.cc': 'c++ -std=c++20 -O2 -shared -fPIC',
  '.cpp': 'c++ -std=c++20 -O2 -shared -fPIC',
  '.cxx': 'c++ -std=c++20 -O2 -shared -fPIC',
  '.rs': 'rustc --edition=2021 -O --crate-type=cdylib -C panic=abort',
};
const NAMED_MAX = 5;

/** In words what to do instead, nothing where the path is neither; `meant` gives the target that a file looks like. */
export function mistakenFile(path: string, meant: (word: string) => string | undefined): string | undefined {
  const ending = extname(path);
  const compiler = Object.hasOwn(COMPILERS, ending) ? COMPILERS[ending] : undefined;
  if (compiler !== undefined) {
    const library = `${path.slice(0, -ending.length)}.so`;
    const built = `${compiler} ${shellCommand([path, '-o', library])}`;
    return `${visible(path)} is source: compile it (${visible(built)}), then --target ${visible(shellCommand([`native:${library}`]))}`;
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const names = files.map(({ name }) => name).filter((name) => !CONFIG_NAMES.some((config) => config === name));
  const targets = names.toSorted().flatMap((name) => meant(join(path, name)) ?? []);
  const found = targets.slice(0, NAMED_MAX).map((target) => `--target ${visible(shellCommand([target]))}`);
  return `${visible(path)} is a folder, and ${found.length === 0 ? 'no file in it looks like a target' : `in it may be meant: ${found.join(', ')}`}`;
}
