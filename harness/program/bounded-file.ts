/**
 * The one reader of files that the user names: regular files only, up to a size, UTF-8, and JSON up to a depth. A file may come from
 * a stranger, so what is wrong with it is told in one short message, within a second, and nothing of it is trusted before.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';

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
  baseline: { noun: 'baseline', bytesMax: MEGABYTE },
  resume: { noun: 'record of a sweep', bytesMax: MEGABYTE },
  trace: { noun: 'trace', bytesMax: 16 * MEGABYTE },
  report: { noun: 'report', bytesMax: 128 * MEGABYTE },
} as const satisfies Record<string, FileBounds>;

/** Reads a text. Throws `UsageError`, which names the file and why it cannot be read. */
export async function readBounded(path: string, bounds: FileBounds): Promise<string> {
  const fail = (why: string, cause?: unknown): never => {
    throw new UsageError(`cannot read the ${bounds.noun} ${path}: ${why}`, cause === undefined ? {} : { cause });
  };
  let file: FileHandle | undefined;
  try {
    // Without this flag a FIFO would be waited for until somebody writes to it.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (stat.isDirectory()) return fail('it is a folder');
    if (!stat.isFile()) return fail('it is no regular file');
    if (stat.size > bounds.bytesMax) return fail(tooLarge(bounds));
    const bytes = await readUpTo(file, bounds.bytesMax + 1);
    if (bytes.length > bounds.bytesMax) return fail(tooLarge(bounds));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return fail(reason(error), error);
  } finally {
    await file?.close();
  }
}

function tooLarge({ bytesMax }: FileBounds): string {
  return `it is larger than ${bytesMax / MEGABYTE} MiB`;
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
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENXIO':
      return 'it is no regular file';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8';
    case 'ELOOP':
      return 'its links go in a circle';
    default:
      return message;
  }
}

/** Deeper than anything that the suite writes, and shallow enough for every recursion over it. */
const DEPTH_MAX = 64;

/** Parses JSON. Throws `UsageError`, which calls the text `what`. Keys that mean a prototype are refused. */
export function parseJson(text: string, what: string): unknown {
  if (depthOf(text) > DEPTH_MAX) throw new UsageError(`${what}: its JSON is nested more than ${DEPTH_MAX} deep`);
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('a key "__proto__"');
      return value;
    });
  } catch (error) {
    throw new UsageError(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

/** How deep the brackets outside of strings are nested. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
    } else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === ']' || character === '}') {
      depth -= 1;
    }
  }
  return deepest;
}

/** More problems than these are counted and not told. */
const PROBLEMS_MAX = 10;

/** What a schema has against a value, one line a problem. Shape of a zod error, without its library. */
export function problemLines(
  issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[],
): string {
  const lines = issues
    .slice(0, PROBLEMS_MAX)
    .map(({ message, path }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  const more = issues.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}`).join('\n');
}
