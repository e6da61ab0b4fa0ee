/** Lines made to fit a width. `Infinity` breaks none. */
import { wrapAnsi } from 'fast-wrap-ansi';

/** Less room than this beside a head, and the text goes below it. */
const BESIDE_MIN = 24;
const BELOW_INDENT = 4;

/** A text beside its head, in lines of at most `columns` columns; a word that is longer than a line is broken. */
export function folded(head: string, text: string, columns: number): readonly string[] {
  // What is not ASCII may be two columns wide, or none.
  const isAscii = /^[ -~]*$/.test(text);
  if (columns === Infinity || (isAscii && head.length + text.length <= columns)) return [`${head}${text}`];
  const isBeside = columns - head.length >= BESIDE_MIN;
  const indent = isBeside ? head.length : BELOW_INDENT;
  const lines = wrapAnsi(text, Math.max(1, columns - indent), { hard: true }).split('\n');
  const below = lines.map((line) => `${' '.repeat(indent)}${line}`);
  return isBeside ? [`${head}${lines[0]}`, ...below.slice(1)] : [head.trimEnd(), ...below];
}

/** A text and the name of a file behind it, which stays whole so that it can be copied, on a line of its own where it has to be. */
export function foldedFile(head: string, text: string, file: string, columns: number): readonly string[] {
  const lines = folded(head, text, columns);
  const last = lines.at(-1)!;
  if (last.length + 2 + file.length <= columns) return [...lines.slice(0, -1), `${last}  ${file}`];
  return [...lines, `${' '.repeat(head.length)}${file}`];
}

/** A command, which a shell reads as one where its lines end in a backslash. */
export function foldedCommand(head: string, command: string, columns: number): readonly string[] {
  if (head.length + command.length <= columns) return [`${head}${command}`];
  const words = command.match(/(?:[^\s']|'[^']*')+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const isFirst = lines.length <= 1;
    const start = isFirst ? head.length : BELOW_INDENT + 2;
    if (last !== undefined && start + last.length + 1 + word.length + 2 <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => {
    const start = index === 0 ? head : ' '.repeat(BELOW_INDENT + 2);
    return `${start}${line}${index === lines.length - 1 ? '' : ' \\'}`;
  });
}
