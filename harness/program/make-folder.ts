/** A folder with all above it. Node's own `recursive` never ends where a parent says that it has no such entry, as `/proc` does. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Throws what the system says where it cannot be made. */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  if (stats === undefined && dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}
