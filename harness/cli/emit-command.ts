/**
 * `emit`: a saved program as the lines that an adapter reads, to be piped into one that runs under a debugger.
 */
import { readPrograms } from '../program/corpus.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { TargetCatalog } from './target-catalog.ts';

export async function emitCommand(file: string, catalog: TargetCatalog): Promise<number> {
  const { programs } = await readPrograms(file);
  process.stdout.write(await catalog.emit(programs));
  return EXIT.conforms;
}
