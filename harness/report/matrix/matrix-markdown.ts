/**
 * The matrix as Markdown tables.
 */
import { visible } from '../../program/visible.ts';
import { text } from '../files/markdown.ts';
import type { Matrix, Table } from './matrix.ts';

export function matrixMarkdown({ tables }: Matrix): string {
  return tables.map(tableMarkdown).join('\n');
}

function tableMarkdown({ title, heads, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(['', ...heads.map(text)]),
    line(['---', ...heads.map(() => '---')]),
    ...rows.map(({ head, cells }) => line([`\`${visible(head).replace(/[`|]/g, ' ')}\``, ...cells.map(text)])),
    '',
  ].join('\n');
}
