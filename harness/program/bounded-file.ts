/**
 * The one reader of files that the user names: regular files only, up to a size, UTF-8, and JSON up to a depth. A file may come from
 * a stranger, so what is wrong with it is told in one short message, within a second, and nothing of it is trusted before.
 */
import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { JSON_DEPTH_MAX, jsonExtent } from './json-extent.ts';
import { UsageError } from '../usage-error.ts';
import { excerpt, visible } from './visible.ts';

/** What a file should be, for the message, and how large it may be, in bytes. */
export interface FileBounds {
  readonly noun: string;
  readonly bytesMax: number;
}

const MEGABYTE = 1 << 20;

/** Of every kind of file that is read; far above what the suite itself writes. */
export const FILE_BOUNDS = {
  program: { noun: 'program', bytesMax: MEGABYTE },
  config: { noun: 'config', bytesMax: MEGABYTE },
  baseline: { noun: 'baseline', bytesMax: MEGABYTE / 4 },
  resume: { noun: 'record of a sweep', bytesMax: MEGABYTE },
  trace: { noun: 'trace', bytesMax: 16 * MEGABYTE },
  report: { noun: 'report', bytesMax: 32 * MEGABYTE },
  /** Grows as long as the run lasts, and is read line by line. */
  results: { noun: 'record of a run', bytesMax: 4096 * MEGABYTE },
  /** Packed, or as they are. */
  vectors: { noun: 'vector file', bytesMax: 256 * MEGABYTE },
  lock: { noun: 'lock', bytesMax: MEGABYTE },
} as const satisfies Record<string, FileBounds>;

/** Reads a text. Throws `UsageError`, which names the file and why it cannot be read. */
export async function readBounded(path: string, bounds: FileBounds): Promise<string> {
  const text = await readIfThere(path, bounds);
  if (text === undefined) throw unreadable(path, bounds, 'there is no such file');
  return text;
}

/** All of standard input, which the user has given to the command. It may be a pipe, and has to end. */
export async function readStandardInput(bounds: FileBounds): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > bounds.bytesMax) throw unreadable('/dev/stdin', bounds, tooLarge(bounds));
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** As `readBounded`, and nothing where there is no such file. */
export function readIfThere(path: string, bounds: FileBounds): Promise<string | undefined> {
  return opened(path, bounds, async (file) =>
    new TextDecoder('utf-8', { fatal: true }).decode(await readAll(path, file, bounds)),
  );
}

/** All bytes, or the first so many. Throws `UsageError`. */
export async function readBytes(path: string, bounds: FileBounds, bytesMax?: number): Promise<Buffer> {
  const bytes = await opened(path, bounds, (file) =>
    bytesMax === undefined ? readAll(path, file, bounds) : readUpTo(file, bytesMax),
  );
  if (bytes === undefined) throw unreadable(path, bounds, 'there is no such file');
  return bytes;
}

async function readAll(path: string, file: FileHandle, bounds: FileBounds): Promise<Buffer> {
  const bytes = await readUpTo(file, bounds.bytesMax + 1);
  if (bytes.length > bounds.bytesMax) throw unreadable(path, bounds, tooLarge(bounds));
  return bytes;
}

/** The first characters, which tell what kind of file it is. */
export async function readStart(path: string, bounds: FileBounds, bytesMax: number): Promise<string> {
  const start = await opened(path, bounds, (file) => readUpTo(file, bytesMax));
  if (start === undefined) throw unreadable(path, bounds, 'there is no such file');
  return new TextDecoder('utf-8').decode(start);
}

/** Longer than any line that the suite writes. */
const LINE_BYTES_MAX = 8 * MEGABYTE;

/**
 * Line by line, nothing for a line that is not UTF-8: the file may have been cut at any byte. A line that does not end in time ends
 * the reading with a `UsageError`, so that a file of a gigabyte without any is not read.
 */
export async function* readLines(path: string, bounds: FileBounds): AsyncGenerator<string | undefined> {
  const file = await opened(path, bounds, (handle) => Promise.resolve(handle), { keepsOpen: true });
  if (file === undefined) throw unreadable(path, bounds, 'there is no such file');
  try {
    const text = (bytes: Buffer) => (isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined);
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = await readUpTo(file, MEGABYTE);
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        const line = chunk.subarray(from, end);
        yield text(from === 0 ? Buffer.concat([rest, line]) : line);
        from = end + 1;
      }
      rest = from === 0 ? Buffer.concat([rest, chunk]) : chunk.subarray(from);
      if (rest.length > LINE_BYTES_MAX)
        throw unreadable(path, bounds, `a line is longer than ${LINE_BYTES_MAX / MEGABYTE} MiB`);
      if (chunk.length === 0) break;
    }
    yield text(rest);
  } finally {
    await file.close();
  }
}

/** Opens a regular file that is not too large and gives it to `use`; nothing where there is no such file. */
async function opened<T>(
  path: string,
  bounds: FileBounds,
  use: (file: FileHandle) => Promise<T>,
  { keepsOpen = false } = {},
): Promise<T | undefined> {
  let file: FileHandle | undefined;
  let isKept = false;
  try {
    // Without this flag a FIFO would be waited for until somebody writes to it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await file.stat();
    if (stat.isDirectory()) throw unreadable(path, bounds, 'it is a folder');
    if (!stat.isFile()) throw unreadable(path, bounds, 'it is no regular file');
    if (stat.size > bounds.bytesMax) throw unreadable(path, bounds, tooLarge(bounds));
    const result = await use(file);
    isKept = keepsOpen;
    return result;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(path, bounds, reason(error), error);
  } finally {
    if (!isKept) await file?.close();
  }
}

function unreadable(path: string, { noun }: FileBounds, why: string, cause?: unknown): UsageError {
  return new UsageError(`cannot read the ${noun} ${named(path)}: ${why}`, cause === undefined ? {} : { cause });
}

/** A path for a message. */
export function named(path: string): string {
  return excerpt(path, 200);
}

function tooLarge({ bytesMax }: FileBounds): string {
  return `it is larger than ${bytesMax >= MEGABYTE ? `${bytesMax / MEGABYTE} MiB` : `${bytesMax / 1024} KiB`}`;
}

/** Files under /proc have no size that could be trusted, so it is read until the end or the bound. */
async function readUpTo(file: FileHandle, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < bytesMax) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(bytesMax - length, 1 << 16)), 0);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(chunks);
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENXIO':
      return 'it is no regular file';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8';
    case 'ELOOP':
      return 'its links go in a circle';
    case 'ENAMETOOLONG':
      return 'its name is too long';
    default:
      return excerpt(message);
  }
}

/** Arrays, objects and what stands between commas: thirty times what a report has, and a second of checking. */
const VALUES_MAX = 150_000;

/** Parses JSON. Throws `UsageError`, which calls the text `what`. Keys that mean a prototype are refused. */
export function parseJson(text: string, what: string): unknown {
  const fail = (why: string, cause?: unknown) => new UsageError(`${visible(what)}: ${why}`, { cause });
  const { depth, values } = jsonExtent(text);
  if (depth > JSON_DEPTH_MAX) throw fail(`its JSON is nested more than ${JSON_DEPTH_MAX} deep`);
  if (values > VALUES_MAX) throw fail(`its JSON has more than ${VALUES_MAX} values`);
  try {
    // Looking at each key takes ten times as long as parsing, and a key can only be spelled in these two ways.
    return /__proto__|\\u00/.test(text) ? JSON.parse(text, refusingPrototypes) : JSON.parse(text);
  } catch (error) {
    throw fail(excerpt((error as Error).message, 200), error);
  }
}

function refusingPrototypes(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key "__proto__"');
  return value;
}

/** More problems than these are counted and not told. */
const PROBLEMS_MAX = 10;

/** What a schema has against a value, one line a problem. Shape of a zod error, without its library. */
export function problemLines(
  issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[],
): string {
  const lines = issues
    .slice(0, PROBLEMS_MAX)
    .map(({ message, path }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .map((line) => excerpt(line, 160));
  const more = issues.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}`).join('\n');
}
