/**
 * A folder of programs that once failed. They are run first, and a new failure is added under the name of its clause and
 * the hash of its program, so that the same one is saved once.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_BOUNDS, named, readBounded, readStandardInput } from './bounded-file.ts';
import { makeFolder } from './make-folder.ts';
import { parsePrograms, printPrograms, ProgramSyntaxError } from './program.ts';
import { sequenceId } from './program-id.ts';
import { replaceFile } from './replace-file.ts';
import { UsageError } from '../usage-error.ts';
import { excerpt } from './visible.ts';
import type { Program } from '../target.ts';

export const PROGRAM_SUFFIX = '.kmcl';

/** A program and the file that holds it. */
export interface SavedProgram {
  readonly file: string;
  /** More than one where the last fails only after the others, in the same process. */
  readonly programs: readonly Program[];
}

/** The programs of a folder, and why some of its files hold none. */
export interface Corpus {
  readonly programs: readonly SavedProgram[];
  readonly unreadable: readonly string[];
}

/** Reads what is saved in one file. Throws `UsageError`, which names the file. */
export async function readPrograms(file: string): Promise<SavedProgram> {
  const bounds = FILE_BOUNDS.program;
  const text = await (file === '/dev/stdin' ? readStandardInput(bounds) : readBounded(file, bounds));
  try {
    const programs = parsePrograms(text);
    if (programs[0]!.length === 0) throw new ProgramSyntaxError('no call in it');
    return { file, programs };
  } catch (error) {
    if (!(error instanceof ProgramSyntaxError)) throw error;
    throw new UsageError(`${named(file)} is no program: ${error.message}`, { cause: error });
  }
}

/**
 * Every program of the folder, by file name; none where there is no folder yet. A file that holds none costs itself alone. Throws
 * `UsageError` where the folder cannot be read.
 */
export async function readCorpus(folder: string): Promise<Corpus> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { programs: [], unreadable: [] };
    const why = code === 'ENOTDIR' ? 'it is no folder' : excerpt(message);
    throw new UsageError(`cannot read the corpus ${named(folder)}: ${why}`, { cause: error });
  }
  const programs: SavedProgram[] = [];
  const unreadable: string[] = [];
  // One after the other: a large folder would take more open files than a process may have.
  for (const name of names.filter((one) => one.endsWith(PROGRAM_SUFFIX)).toSorted()) {
    try {
      programs.push(await readPrograms(join(folder, name)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      unreadable.push(error.message);
    }
  }
  return { programs, unreadable };
}

/** The file name of a failure: what was broken, and by which programs. */
export function corpusName(brokenBy: string, programs: readonly Program[]): string {
  return `${brokenBy}-${sequenceId(programs)}${PROGRAM_SUFFIX}`;
}

/** Saves programs with remarks, one a line, above it; gives the path. */
export async function savePrograms(
  folder: string,
  name: string,
  programs: readonly Program[],
  remarks: readonly string[],
): Promise<string> {
  makeFolder(folder);
  const file = join(folder, name);
  await replaceFile(file, `${remarks.map((remark) => `# ${remark}\n`).join('')}${printPrograms(programs)}`);
  return file;
}
