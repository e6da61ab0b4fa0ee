/**
 * The commands that show a program again, and a whole run, as they can be pasted into a shell in the folder where the run was
 * started: names of files and of the target are as they were given there.
 */
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Report } from './report-schema.ts';

/** How the command is named where nothing is known of who reads it. */
export const OWN_NAME = 'kmcl-conformance';

/** The target as it was asked for, and the words of the flags that reach it. */
export type Reached = Pick<Report['asked'], 'target' | 'reach'>;

export function replayCommand(file: string, reading: Reading, { target, reach = [] }: Reached): string {
  // A name that begins like a flag would be taken for one.
  const path = file.startsWith('-') ? `./${file}` : file;
  const words = [OWN_NAME, 'replay', path, '--target', target, ...reach];
  return shellCommand(reading === DEFAULT_READING ? words : [...words, '--reading', reading]);
}

/** The same of a program that is in no file: `lines` are those of one. */
export function replayOfLines(lines: readonly string[], reading: Reading, reached: Reached): string {
  return [`${replayCommand('/dev/stdin', reading, reached)} <<'END'`, ...lines, 'END'].join('\n');
}

export function runCommandAgain({ asked, shard }: Pick<Report, 'asked' | 'shard'>): string {
  const words = [OWN_NAME, 'run', '--target', asked.target, ...(asked.reach ?? []), '--tier', asked.tier];
  if (asked.reading !== 'documented') words.push('--reading', asked.reading);
  if (asked.level !== 'should') words.push('--level', asked.level);
  words.push('--seed', String(asked.seed));
  if (asked.programs !== undefined) words.push('--programs', String(asked.programs));
  if (asked.budgetMs !== undefined) words.push('--budget', `${asked.budgetMs}ms`);
  if (asked.forMs !== undefined) words.push('--for', durationFlag(asked.forMs));
  if (asked.untilQuiet !== undefined) words.push('--until-quiet', String(asked.untilQuiet));
  if (shard !== undefined) words.push('--shard', `${shard.index + 1}/${shard.count}`);
  for (const glob of asked.clauses) words.push('--clause', glob);
  if (asked.requirements !== undefined) words.push('--requirements', asked.requirements);
  if (asked.require !== undefined) words.push('--require', asked.require.join(','));
  if (asked.tolerateFlaky !== undefined) words.push('--tolerate-flaky', String(asked.tolerateFlaky));
  if (asked.baselineFile !== undefined) words.push('--baseline', asked.baselineFile);
  return shellCommand(words);
}

/** As `duration.ts` reads it, which takes no more than nine digits. */
export function durationFlag(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/**
 * Words as a shell takes them, quoted where they have to be: a POSIX shell, or on Windows cmd and PowerShell alike, as far as they agree:
 * a percent sign or a dollar sign in double quotes is a variable to one of them.
 */
export function shellCommand(words: readonly string[], platform = ownPlatform()): string {
  if (platform === 'win32')
    return words.map((word) => (/^[\w+=:./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`)).join(' ');
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** The page of a report, which is in a browser, shows commands as everywhere else but on Windows. */
function ownPlatform(): NodeJS.Platform {
  return typeof process === 'undefined' ? 'linux' : process.platform;
}
