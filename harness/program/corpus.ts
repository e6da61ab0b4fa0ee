/**
 * A folder of programs that once failed. They are run first, and a new failure is added under the name of its clause and
 * the hash of its program, so that the same one is saved once.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePrograms, printPrograms, ProgramSyntaxError, sequenceId } from './program.ts';
import type { Program } from '../target.ts';

export const PROGRAM_SUFFIX = '.kmcl';

export interface SavedProgram {
  readonly file: string;
  /** More than one where the last fails only after the others, in the same process. */
  readonly programs: readonly Program[];
}

/** A file that should hold a program and does not, or cannot be read. */
export class UnreadableProgram extends Error {
  override readonly name = 'UnreadableProgram';
}

/** Reads what is saved in one file. Throws `UnreadableProgram`, which names the file. */
export async function readPrograms(file: string): Promise<SavedProgram> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UnreadableProgram(`cannot read ${file}: ${reason(error)}`, { cause: error });
  }
  try {
    const programs = parsePrograms(text);
    if (programs[0]!.length === 0) throw new ProgramSyntaxError('no call in it');
    return { file, programs };
  } catch (error) {
    throw new UnreadableProgram(`${file} is no program: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return code === 'EACCES' ? 'permission denied' : message;
}

/** Every program of the folder, by file name; none where there is no folder yet. Throws `UnreadableProgram`. */
export async function readCorpus(folder: string): Promise<readonly SavedProgram[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UnreadableProgram(`cannot read the corpus ${folder}: ${(error as Error).message}`, { cause: error });
  }
  const programs = names.filter((name) => name.endsWith(PROGRAM_SUFFIX)).toSorted();
  return Promise.all(programs.map((name) => readPrograms(join(folder, name))));
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
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(file, `${remarks.map((remark) => `# ${remark}\n`).join('')}${printPrograms(programs)}`);
  return file;
}
