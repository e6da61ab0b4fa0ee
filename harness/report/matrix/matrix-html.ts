/**
 * `matrix.html`: the page of the matrix with one matrix in it. What a target or a report says is in there as data only, and without
 * characters that turn the direction of text or that nobody sees.
 */
import { htmlMatrix } from '../files/html.ts';
import { visible } from '../../program/visible.ts';
import type { Matrix } from './matrix.ts';

export function matrixHtml(matrix: Matrix): string {
  return htmlMatrix(JSON.stringify(matrix, (_, value) => (typeof value === 'string' ? visible(value) : value)));
}
