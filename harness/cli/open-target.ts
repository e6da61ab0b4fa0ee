/** A target by its name: one of the catalog, or the answers that a judged report names, which hold each program that they showed. */
import type { Target } from '../target.ts';
import { offlineFiles, readRecording } from '../vectors/offline-target.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetOptions } from './target-flags.ts';

/** Throws as the catalog does. */
export async function openTarget(name: string, options: TargetOptions, catalog: TargetCatalog): Promise<Target> {
  const files = offlineFiles(name);
  return files === undefined ? catalog.open(name, options) : (await readRecording(files)).target();
}
