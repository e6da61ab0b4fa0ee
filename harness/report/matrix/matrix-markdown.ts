/** The matrix as Markdown: the same facts as the page. What a target says is text, never markup. */
import { visible } from '../../program/visible.ts';
import { comparisonLines } from '../comparison-lines.ts';
import { text } from '../files/markdown.ts';
import { cellWords } from './cell-words.ts';
import type { Cell } from './cell.ts';
import type { Implementation } from './implementation.ts';
import type { AnswerRow, Matrix } from './matrix.ts';
import { failureLink } from './report-links.ts';
import { havingWords } from './unequal-conditions.ts';
import { brokenCount, rowTotal, verifiedWords } from './totals.ts';

export function matrixMarkdown(matrix: Matrix): string {
  const { implementations, kind, choices, readings } = matrix;
  const labels = implementations.map(({ label }) => label);
  return [
    ...section('Verdict', [...unequalLines(matrix), ...verdictTable(implementations, kind)]),
    ...section('Clauses', clauseTable(matrix)),
    ...section('Causes', causeLines(matrix)),
    ...section('Choices', answerTable(choices, labels)),
    ...section('Readings', answerTable(readings, labels)),
    ...section('Over time', stepLines(matrix)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function unequalLines({ unequal, implementations }: Matrix): readonly string[] {
  const lines = unequal.map(({ name, values }) => {
    const told = values.map(
      ({ value, labels }) => `${text(value)} (${text(havingWords(labels, implementations.length))})`,
    );
    return `- not asked alike: ${name} ${told.join('; ')}`;
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function verdictTable(implementations: readonly Implementation[], kind: Matrix['kind']): readonly string[] {
  const heads = ['verdict', 'tier', 'seed', 'reading', 'suite', 'points', 'verified', 'broken', 'limits'];
  const row = (one: Implementation) => {
    const { label, report, sentence, tier, seed, reading, suite, points, limits, startedAt } = one;
    const name = report === undefined ? text(label) : `[${text(label)}](${report})`;
    const when = kind === 'series' ? [startedAt] : [];
    const told = [sentence, tier, String(seed), reading, suite, points.join(', ') || 'none', verifiedWords(one)];
    return [name, ...[...when, ...told, String(brokenCount(one)), limits.join('; ')].map(text)];
  };
  return table(['', ...(kind === 'series' ? ['begun'] : []), ...heads], implementations.map(row));
}

function clauseTable({ clauses, endings, implementations }: Matrix): readonly string[] {
  const words = (cells: readonly Cell[]) =>
    cells.map((cell, index) => text(cellWords(cell, implementations[index]!.isProvisional)));
  const rows = clauses.map(({ id, cells }) => {
    const { verified, of } = rowTotal(cells, implementations);
    return [code(id), ...words(cells), `${verified} of ${of}`];
  });
  return table(
    ['', ...implementations.map(({ label }) => text(label)), 'verified by'],
    [
      ...rows,
      ...endings.map(({ id, cells }) => [code(id), ...words(cells), '']),
      ['**verified**', ...implementations.map((one) => text(verifiedWords(one))), ''],
      ['**broken**', ...implementations.map((one) => String(brokenCount(one))), ''],
    ],
  );
}

function causeLines({ causes, implementations }: Matrix): readonly string[] {
  return causes.map(({ gist, clauses, failures }) => {
    const told = failures.map(({ of, signature, isKnown }) => {
      const { label, report } = implementations[of]!;
      const name = report === undefined ? text(signature) : `[${text(signature)}](${failureLink(report, signature)})`;
      return `${text(label)} ${name}${isKnown === true ? ', waived' : ''}`;
    });
    return `- ${clauses.map(code).join(', ')}: ${text(gist)}. In ${told.join('; ')}`;
  });
}

function answerTable(rows: readonly AnswerRow[], labels: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  return table(
    ['', ...labels.map(text)],
    rows.map(({ id, answers }) => [code(id), ...answers.map(text)]),
  );
}

function stepLines({ steps, implementations }: Matrix): readonly string[] {
  return steps.flatMap((step, index) => {
    const [before, after] = [implementations[index]!, implementations[index + 1]!];
    const lines = comparisonLines(step);
    return [
      `- ${text(before.label)} to ${text(after.label)}${lines.length === 0 ? ': nothing changed' : ''}`,
      ...lines.map((line) => `  - ${text(line.replace(/ +/g, ' '))}`),
    ];
  });
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function code(words: string): string {
  return `\`${visible(words).replace(/[`|]/g, ' ')}\``;
}
