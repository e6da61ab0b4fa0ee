/**
 * The command that shows a program again, as it can be pasted into a shell.
 */
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';

export function replayCommand(file: string, reading: Reading, target: string): string {
  const words = ['kmcl-conformance', 'replay', file, '--target', target];
  return shellCommand(reading === DEFAULT_READING ? words : [...words, '--reading', reading]);
}

/** Words as a POSIX shell takes them, quoted where they have to be. */
export function shellCommand(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
