/**
 * The command that shows a saved program again, as it can be pasted into a shell.
 */
import type { Reading } from '../../spec/readings.ts';

export function replayCommand(file: string, reading: Reading, target: string): string {
  const words = ['kmcl-conformance', 'replay', file, '--target', target];
  if (reading !== 'documented') words.push('--reading', reading);
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
