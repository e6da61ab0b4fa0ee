/** The examples and the kits that they are written on, copied to where they may be built and changed. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '../../cli/kmcl.ts';

const TARGETS = join(import.meta.dirname, '../../../targets');

/** The folder of the examples in a copy of its own. */
export function exampleCopies(): string {
  const copy = emptyFolder();
  for (const part of ['examples', 'kits']) cpSync(join(TARGETS, part), join(copy, part), { recursive: true });
  return join(copy, 'examples');
}
