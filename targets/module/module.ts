/**
 * `module:PATH`: a target written in JavaScript or TypeScript, in a process of its own. A module that throws, exits or
 * loops for ever is a finding and leaves the run alone.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Target } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { neighbour } from '../isolated/entry.ts';
import type { IsolationOptions } from '../isolated/isolation-options.ts';
import { isolate } from '../isolated/isolate.ts';

/** Rejects with `unusable` where there is no such module, it throws when loaded, or gives no target. */
export async function openModule(path: string, options: IsolationOptions): Promise<Target> {
  const file = resolve(path);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new TargetFailure('unusable', `there is no module ${file}`);
  if (!stats.isFile()) throw new TargetFailure('unusable', `${file} is not a file: name the module itself`);
  return isolate(
    { moduleUrl: neighbour('module-guest', import.meta.url), argument: { path: file }, noun: 'the module' },
    options,
  );
}
