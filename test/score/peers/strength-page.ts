/** The part of docs/strength.md that the comparison writes: between two markers, so that other parts are left alone. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const BEGIN = '<!-- peers:begin -->';
const END = '<!-- peers:end -->';

export function writeSection(page: string, section: string): void {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Strength\n';
  const own = `${BEGIN}\n${section.trim()}\n${END}`;
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(
    page,
    from < 0 || to < from ? `${text.trimEnd()}\n\n${own}\n` : text.slice(0, from) + own + text.slice(to + END.length),
  );
}

export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  // The first column is a name, the others are figures.
  const rule = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
