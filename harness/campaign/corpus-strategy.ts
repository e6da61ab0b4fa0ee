/** What once failed, as the first strategy of a campaign. */
import type { Strategy } from '../generate/generate.ts';
import { isRunnable } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import type { Shard } from './facts.ts';

export interface CorpusStrategy {
  readonly strategy: Strategy;
  /** The file that a program came from, by its number. */
  readonly fileOf: (index: number) => number;
  /** Of the files that are this part's own, programs that need a capability which the target does not claim. */
  readonly skipped: number;
}

/** A file runs wholly or not at all, and in one part. */
export function corpusStrategy(
  files: readonly (readonly Program[])[],
  capabilities: ReadonlySet<Capability>,
  { index, count }: Shard = { index: 0, count: 1 },
): CorpusStrategy {
  const isRun = (programs: readonly Program[]) => programs.every((program) => isRunnable(program, capabilities));
  const runnable = files.flatMap((programs, file) =>
    isRun(programs) ? programs.map((program) => ({ program, file })) : [],
  );
  const own = files.filter((programs, file) => !isRun(programs) && file % count === index);
  return {
    strategy: {
      name: 'corpus',
      guarantee: 'every program that failed before',
      total: runnable.length,
      programs: () => runnable.map(({ program }) => program),
    },
    fileOf: (number) => runnable[number]!.file,
    skipped: own.flat().length,
  };
}
