/**
 * The command line: words in, exit code out.
 */
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { excerpt, visibleLines } from '../program/visible.ts';
import { faqSection } from '../report/faq.ts';
import { TargetFailure } from '../target.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { commandLine } from './command-line.ts';
import { bugText } from './exit-guard.ts';
import { didYouMean, nearest } from './suggestion.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { UsageError } from '../usage-error.ts';

const MESSAGE_CHARACTERS_MAX = 1_800;

/** Runs the command line and gives the exit code. Writes to stdout and stderr, and never throws. */
export async function main(words: readonly string[], catalog: TargetCatalog): Promise<number> {
  // Where no command of ours ran, none has decided.
  let exitCode: number = EXIT.suiteFault;
  try {
    if (words[0] === 'complete' && words[1] === '--')
      return await (await import('./completion.ts')).complete(words.slice(2), catalog);
    const program = commandLine(catalog, (code) => (exitCode = code));
    checkCommand(program, words[0] === 'help' ? words[1] : words[0], catalog);
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

/** A word that is no command would be one too many for `run`, which is the command where none is named. */
function checkCommand(program: Command, word: string | undefined, catalog: TargetCatalog): void {
  if (word === undefined || word.startsWith('-')) return;
  const names = ['help', ...program.commands.flatMap((command) => [command.name(), ...command.aliases()])];
  if (names.includes(word)) return;
  const target = catalog.meant(word);
  const meant = nearest(word, names) ?? (target === undefined ? undefined : `run --target ${target}`);
  program.error(`error: unknown command "${excerpt(word)}"${didYouMean(meant)}`);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conforms : EXIT.badUsage;
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${shortened(error.message)}\n${more(error.message)}`);
    return EXIT.badUsage;
  }
  if (error instanceof TargetFailure) {
    process.stderr.write(`error: the target cannot be used: ${visibleLines(error.message)}\n${more(error.message)}`);
    return EXIT.targetUnusable;
  }
  process.stderr.write(visibleLines(bugText(error)));
  return EXIT.suiteFault;
}

/** Where docs/faq.md has more to say of a message. */
function more(message: string): string {
  const section = faqSection(message);
  return section === undefined ? '' : `(see ${section})\n`;
}

/** Messages quote files and words that come from elsewhere. */
function shortened(message: string): string {
  const shown = visibleLines(message);
  return shown.length <= MESSAGE_CHARACTERS_MAX ? shown : `${shown.slice(0, MESSAGE_CHARACTERS_MAX)}...`;
}
