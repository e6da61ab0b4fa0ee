/** Rows of a label and a text. Every label is a word of the glossary, so that `explain` can be asked for it. */
import type { Term } from '../glossary.ts';
import { folded, foldedCommand, foldedFile } from '../folded.ts';
import { OWN_NAME } from '../replay-command.ts';
import type { Screen } from './screen.ts';

const WIDTH = 10;

export function labelled(label: Term, text: string, { columns }: Screen): readonly string[] {
  return folded(`  ${label.padEnd(WIDTH - 1)} `, text, columns);
}

/** The name of a file, behind what is said of it. */
export function labelledFile(label: Term, file: string, { columns }: Screen, about = ''): readonly string[] {
  const head = `  ${label.padEnd(WIDTH - 1)} `;
  return about === '' ? [`${head}${file}`] : foldedFile(head, about, file, columns);
}

export function labelledCommand(label: Term, command: string, screen: Screen): readonly string[] {
  const words = command.replace(new RegExp(`^${OWN_NAME}`), () => screen.command);
  return foldedCommand(`  ${label.padEnd(WIDTH - 1)} `, words, screen.columns);
}
