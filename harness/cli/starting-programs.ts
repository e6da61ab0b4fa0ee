/** What a run begins with: programs that once failed, from the corpus and from the report of an earlier run. */
import { named } from '../program/bounded-file.ts';
import { readCorpus } from '../program/corpus.ts';
import type { SavedProgram } from '../program/corpus.ts';
import { visible } from '../program/visible.ts';
import type { PreviousReport } from '../report/since-previous.ts';
import type { Program } from '../target.ts';
import type { FlagsOf } from './flags.ts';

interface StartingPrograms {
  readonly corpus: readonly (readonly Program[])[];
  readonly previous?: PreviousReport;
}

/** More files that hold no program are counted and not named. */
const NOTICES_MAX = 10;

/** `recorded`: those that a run began with whose answers are there already. Throws `UsageError` where the earlier report cannot be read. */
export async function startingPrograms(
  { corpus, previous: file }: Pick<FlagsOf<'run'>, 'corpus' | 'previous'>,
  recorded?: readonly SavedProgram[],
): Promise<StartingPrograms> {
  const kept = recorded ?? (await corpusOf(corpus));
  const programs = kept.map((saved) => saved.programs);
  if (file === undefined) return { corpus: programs };
  const { readPrevious } = await import('./previous-run.ts');
  const { failed, ...previous } = await readPrevious(file, programs);
  return { corpus: [...failed, ...programs], previous };
}

/** A file that holds no program is told and left out: it should not keep the others from being run. */
async function corpusOf(folder: string): Promise<readonly SavedProgram[]> {
  const { programs, unreadable } = await readCorpus(folder);
  for (const why of unreadable.slice(0, NOTICES_MAX)) process.stderr.write(`notice: skipped: ${visible(why)}\n`);
  const more = unreadable.length - NOTICES_MAX;
  if (more > 0) process.stderr.write(`notice: skipped: ${more} more files of ${named(folder)}\n`);
  return programs;
}
