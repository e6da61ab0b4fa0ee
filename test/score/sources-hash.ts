/** What the measured strength depends on: the specification, the strategies and the mutants, by the hash of their files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['spec', 'harness/machine', 'harness/generate', 'targets/reference'];
const FILES = ['harness/program/lifecycle.ts', 'test/score/mutants/machine.ts', 'test/score/mutants/mutants.ts'];

export function sourcesHash(root: string): string {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  ).concat(FILES.map((file) => join(root, file)));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
