/** Reads the matrix out of the page and draws it. */
import { render } from 'preact';
import { counted } from '../numbers.ts';
import type { Matrix } from '../../matrix/matrix.ts';
import { readEmbedded } from '../read-report.ts';
import { MatrixPage } from './matrix-page.tsx';
import '../page.css';
import '../changes.css';
import '../print.css';
import './matrix.css';

const root = document.getElementById('page')!;

try {
  const matrix = await readEmbedded<Matrix>(document.getElementById('report')!);
  const count = matrix.implementations.length;
  document.title = `${counted(count, matrix.kind === 'series' ? 'run' : 'implementation')} · kmcl-conformance`;
  render(<MatrixPage matrix={matrix} />, root);
} catch (error) {
  render(<p class="broken">This file holds no matrix that can be read: {String(error)}</p>, root);
}
