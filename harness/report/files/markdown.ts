/** Words and texts of strangers inside of Markdown: text, and never markup. */
import { visible } from '../../program/visible.ts';

/** Their words within a line. */
export function text(words: string): string {
  return visible(words).replace(/[\\`*_{}[\]<>()#+!|&~]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A block of lines, in a fence longer than any in it, so that nothing in it can end it. */
export function fenced(content: string): readonly string[] {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, content, fence];
}
