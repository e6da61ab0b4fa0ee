/**
 * The command line: words in, exit code out.
 */
import { CommanderError } from 'commander';
import { visibleLines } from '../program/visible.ts';
import { TargetFailure } from '../target.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { commandLine } from './command-line.ts';
import { bugText } from './exit-guard.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { UsageError } from '../usage-error.ts';

const MESSAGE_CHARACTERS_MAX = 1_900;

/** Runs the command line and gives the exit code. Writes to stdout and stderr, and never throws. */
export async function main(words: readonly string[], catalog: TargetCatalog): Promise<number> {
  // Where no command of ours ran, none has decided.
  let exitCode: number = words[0] === 'complete' ? EXIT.conforms : EXIT.suiteFault;
  try {
    const program = await commandLine(words, catalog, (code) => (exitCode = code));
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conforms : EXIT.badUsage;
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${shortened(error.message)}\n`);
    return EXIT.badUsage;
  }
  if (error instanceof TargetFailure) {
    process.stderr.write(`error: the target cannot be used: ${visibleLines(error.message)}\n`);
    return EXIT.targetUnusable;
  }
  process.stderr.write(visibleLines(bugText(error)));
  return EXIT.suiteFault;
}

/** Messages quote files and words that come from elsewhere. */
function shortened(message: string): string {
  const shown = visibleLines(message);
  return shown.length <= MESSAGE_CHARACTERS_MAX ? shown : `${shown.slice(0, MESSAGE_CHARACTERS_MAX)}...`;
}
