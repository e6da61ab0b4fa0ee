/**
 * How a file of this package is started in another process or thread: as it was compiled, or through jiti where what
 * runs is the source itself.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Entry {
  /** What Node is given to run. */
  readonly file: string;
  /** What comes before the arguments proper. */
  readonly args: readonly string[];
}

/** The URL of the module of this name beside the one that asks. */
export function neighbour(name: string, here: string): string {
  return new URL(`${name}${here.endsWith('.ts') ? '.ts' : '.js'}`, here).href;
}

export function entryOf(moduleUrl: string): Entry {
  const file = fileURLToPath(moduleUrl);
  if (!file.endsWith('.ts')) return { file, args: [] };
  const jiti = dirname(createRequire(moduleUrl).resolve('jiti'));
  return { file: join(jiti, 'jiti-cli.mjs'), args: [file] };
}
