/**
 * `emit`: a saved program as the lines that an adapter reads, to be piped into one that runs under a debugger.
 */
import { readProgram } from '../program/corpus.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { TargetCatalog } from './target-catalog.ts';

export async function emitCommand(file: string, catalog: TargetCatalog): Promise<number> {
  const { program } = await readProgram(file);
  process.stdout.write(await catalog.emit([program]));
  return EXIT.conforms;
}
