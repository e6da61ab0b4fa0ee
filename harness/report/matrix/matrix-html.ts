/**
 * The matrix as one page: no network, no script; what an implementation says is text, never markup.
 */
import type { Matrix, Table } from './matrix.ts';
import { visible } from '../../program/visible.ts';

const STYLE = `
:root { color-scheme: light dark; --line: #8885; --good: #1a7f37; --bad: #cf222e; --soft: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #ff7b72; --soft: #d29922; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: left; font-size: 1.25rem; font-weight: 600; padding: 1.5rem 0 .5rem; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
tbody th { font-weight: 400; }
tbody th small { display: block; opacity: .75; max-width: 50ch; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .soft { color: var(--soft); }
`;

export function matrixHtml(matrix: Matrix): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>KMCL conformance: ${matrix.implementations.length} implementations</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>KMCL conformance</h1>
${matrix.tables.map(tableHtml).join('\n')}
</main>
</body>
</html>
`;
}

function tableHtml({ title, heads, rows }: Table): string {
  const headCells = heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('');
  const row = ({ head, about, cells }: Table['rows'][number]) =>
    `<tr><th scope="row"><code>${escaped(head)}</code>${about === '' ? '' : `<small>${escaped(about)}</small>`}</th>` +
    `${cells.map((cell) => `<td class="${classOf(cell)}">${escaped(cell)}</td>`).join('')}</tr>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(title)}">
<table>
<caption>${escaped(title)}</caption>
<thead><tr><td></td>${headCells}</tr></thead>
<tbody>
${rows.map(row).join('\n')}
</tbody>
</table>
</div>`;
}

/** Colour beside the word, never instead of it. */
function classOf(cell: string): string {
  if (['pass', 'choice', 'yes', 'conforms'].includes(cell)) return 'good';
  if (cell === 'fail' || cell === 'does not conform' || cell === 'target unusable') return 'bad';
  return cell === 'deviation' || cell === 'no' || cell.endsWith('waived') ? 'soft' : '';
}

function escaped(words: string): string {
  return visible(words).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
