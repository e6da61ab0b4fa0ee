/** A part of docs/strength.md, between two markers of its own, so that the scripts leave each other's parts alone. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export function writeSection(page: string, name: string, section: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Strength\n';
  const own = `${begin}\n${section.trim()}\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(
    page,
    from < 0 || to < from ? `${text.trimEnd()}\n\n${own}\n` : text.slice(0, from) + own + text.slice(to + end.length),
  );
}

export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  // The first column is a name, the others are figures.
  const rule = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
