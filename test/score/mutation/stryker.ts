/** StrykerJS, from the workspace in this folder: its 167 packages are needed by `npm run score:mutation` alone. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TriedMutant } from './survivors.ts';

const WORKSPACE = 'test/score/mutation';
export const HOW_TO_INSTALL = `StrykerJS has a workspace of its own, which is not installed: npm ci --prefix ${WORKSPACE}`;

/** What is used of it. */
type StrykerClass = new (options: Readonly<Record<string, unknown>>) => {
  runMutationTest(): Promise<readonly TriedMutant[]>;
};

/** Nothing where the workspace is not installed. One of another version, found further up, is not taken for it. */
export async function strykerIn(root: string): Promise<StrykerClass | undefined> {
  const folder = join(root, WORKSPACE, 'node_modules/@stryker-mutator/core');
  if (!existsSync(folder)) return undefined;
  const file = createRequire(join(folder, 'package.json')).resolve('@stryker-mutator/core');
  return ((await import(pathToFileURL(file).href)) as { readonly Stryker: StrykerClass }).Stryker;
}
