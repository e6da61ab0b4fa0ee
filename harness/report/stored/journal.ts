/**
 * What a run that was killed had done, out of its `results.ndjson`: which run it was, and the blocks that it wrote to their ends. What
 * comes behind the last of them is written anew by the run that goes on.
 */
import { statSync } from 'node:fs';
import type { Block } from '../../campaign/block.ts';
import { FILE_BOUNDS, named, parseJson, readLines } from '../../program/bounded-file.ts';
import { UsageError } from '../../usage-error.ts';
import { knownClaims } from './known-names.ts';
import { resultsLine } from './results-schema.ts';
import type { ResultsLineOf } from './results-schema.ts';
import { storedBlock } from './stored-part.ts';

export interface Journal {
  readonly begin: ResultsLineOf<'begin'>;
  readonly blocks: readonly Block[];
  /** Up to the end of the last line that counts. */
  readonly bytes: number;
}

/** Throws `UsageError` where there is no such file, or its first line does not say which run it is. */
export async function readJournal(file: string): Promise<Journal> {
  let begin: Journal['begin'] | undefined;
  const blocks: Block[] = [];
  const reached = new Map<string, number>();
  const size = statSync(file).size;
  let [at, bytes] = [0, 0];
  for await (const line of readLines(file, FILE_BOUNDS.results)) {
    const data = line === undefined ? undefined : lineOf(line);
    // A line that was cut off, and what was put behind it, tells nothing that can be trusted.
    if (line === undefined || data === undefined) break;
    at += Buffer.byteLength(line) + 1;
    // Without its line break it was not written to its end.
    if (at > size) break;
    if (begin === undefined && data.kind !== 'begin') break;
    if (data.kind === 'begin') begin = data;
    if (data.kind === 'block') {
      const block = storedBlock(data, knownClaims(begin!.target));
      const chain = `${block.shard?.index} ${block.strategy}`;
      // One is lost, or stands there twice: what is behind it is run again.
      if (block.from !== (reached.get(chain) ?? 0)) break;
      reached.set(chain, block.to);
      blocks.push(block);
    }
    if (data.kind === 'begin' || data.kind === 'block') bytes = at;
  }
  if (begin === undefined) throw new UsageError(`${named(file)}: its first line does not say which run it is`);
  return { begin, blocks, bytes };
}

function lineOf(line: string) {
  try {
    return resultsLine.safeParse(parseJson(line, 'a line')).data;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
