/** Vector files and files of answers as the user names them: binary, compressed by gzip, or lines of JSON, told by how they begin. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FILE_BOUNDS, named, readBytes } from '../program/bounded-file.ts';
import { UsageError } from '../usage-error.ts';
import { ANSWERS_MAGIC, answersOfBytes, vectorsAnswered } from './answers-file.ts';
import type { AnswersFile } from './answers-file.ts';
import { BODY_BYTES_MAX, HEADER_BYTES, VECTOR_MAGIC, vectorOfBytes } from './vectors.ts';
import type { VectorFile } from './vectors.ts';
import { answersOfLines, vectorOfLines, vectorsAnsweredInLines } from './vector-lines.ts';

/** A vector file with what was answered to it, in the order in which they were given. */
export interface AnsweredVectors {
  readonly vectors: VectorFile;
  readonly answers: readonly AnswersFile[];
}

/** A few kilobytes of gzip can come to gigabytes. As many answers as calls, each with the bytes of an offer, stay below. */
const UNPACKED_BYTES_MAX = { vectors: HEADER_BYTES + BODY_BYTES_MAX, answers: 256 * 2 ** 20 };

/** Whether a file is one of these by its first bytes. */
export async function isOfVectors(path: string): Promise<boolean> {
  return contentOf(path, 64).then(
    ({ kind }) => kind !== 'other',
    () => false,
  );
}

/** In any order. Throws `UsageError`, which names the file: also for answers to a vector file that is not among them. */
export async function readVectors(paths: readonly string[]): Promise<readonly AnsweredVectors[]> {
  const files = await Promise.all(paths.map(async (path) => ({ path, ...(await contentOf(path)) })));
  const vectors = files.flatMap(({ path, kind, bytes }) =>
    kind === 'vectors'
      ? [naming(path, () => (isJson(bytes) ? vectorOfLines(linesOf(bytes)) : vectorOfBytes(bytes)))]
      : [],
  );
  for (const { path, kind } of files)
    if (kind === 'other') throw new UsageError(`${named(path)} is neither a vector file nor one of answers`);
  if (vectors.length === 0)
    throw new UsageError('none of the files is a vector file: give the one that was answered too');
  const answering = files.filter(({ kind }) => kind === 'answers');
  checkEachOnce(answering);
  const answers = answering.map(({ path, bytes }) => naming(path, () => answersIn(bytes, vectors)));
  return [...new Map(vectors.map((one) => [one.id, one])).values()]
    .toSorted((a, b) => a.round - b.round)
    .map((one) => ({ vectors: one, answers: answers.filter((file) => file.vectors === one.id) }));
}

/** One run given twice would pass for two, and what was seen once for something that came again. */
function checkEachOnce(answering: readonly { readonly path: string; readonly bytes: Buffer }[]): void {
  for (const [index, { path, bytes }] of answering.entries())
    for (const [at, other] of answering.entries()) {
      if (index === at || !other.bytes.subarray(0, bytes.length).equals(bytes)) continue;
      throw new UsageError(
        `${named(path)} says byte for byte what ${named(other.path)} says, as one run does that was copied: leave it out`,
      );
    }
}

function answersIn(bytes: Buffer, vectors: readonly VectorFile[]): AnswersFile {
  const lines = isJson(bytes) ? linesOf(bytes) : undefined;
  const id = lines === undefined ? vectorsAnswered(bytes) : vectorsAnsweredInLines(lines);
  const answered = vectors.find((file) => file.id === id);
  if (answered === undefined) {
    const given = vectors.map((file) => file.id).join(', ');
    throw new UsageError(`these are answers to another vector file, ${id}, and not to ${given}`);
  }
  return lines === undefined ? answersOfBytes(bytes, answered) : answersOfLines(lines, answered);
}

interface Content {
  readonly kind: 'vectors' | 'answers' | 'other';
  readonly bytes: Buffer;
}

async function contentOf(path: string, bytesMax?: number): Promise<Content> {
  const packed = await readBytes(path, FILE_BOUNDS.vectors, bytesMax);
  const isPacked = packed[0] === 0x1f && packed[1] === 0x8b;
  const bytes = isPacked ? await unpacked(path, packed, bytesMax !== undefined) : packed;
  const kind = kindOf(bytes);
  if (kind === 'vectors' && bytes.length > UNPACKED_BYTES_MAX.vectors)
    throw new UsageError(`${named(path)} comes to more than a vector file may`);
  return { kind, bytes };
}

async function unpacked(path: string, packed: Buffer, isStart: boolean): Promise<Buffer> {
  try {
    // What was cut off within its last block is read as far as it goes: answers may end anywhere.
    const { Z_SYNC_FLUSH } = (await import('node:zlib')).constants;
    return await promisify(gunzip)(packed, { finishFlush: Z_SYNC_FLUSH, maxOutputLength: UNPACKED_BYTES_MAX.answers });
  } catch (error) {
    if (isStart) return Buffer.alloc(0);
    const why =
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'it comes to too much' : 'it is damaged';
    throw new UsageError(`cannot unpack ${named(path)}: ${why}`, { cause: error });
  }
}

function kindOf(bytes: Buffer): Content['kind'] {
  const start = bytes.toString('latin1', 0, 64);
  if (start.startsWith(VECTOR_MAGIC) || start.startsWith('{"vectors":')) return 'vectors';
  return start.startsWith(ANSWERS_MAGIC) || start.startsWith('{"answers":') ? 'answers' : 'other';
}

function isJson(bytes: Buffer): boolean {
  return bytes[0] === 0x7b;
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${named(path)}: ${error.message}`, { cause: error });
  }
}
