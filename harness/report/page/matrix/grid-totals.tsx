/** What the columns of the grid add up to. */
import type { Matrix } from '../../matrix/matrix.ts';
import { brokenCount, verifiedWords } from '../../matrix/totals.ts';

export function GridTotals({ matrix: { implementations } }: { readonly matrix: Matrix }) {
  return (
    <tfoot>
      <tr>
        <th scope="row">verified</th>
        {implementations.map((one) => (
          <td key={one.label} class="total" title={`${one.label}: ${verifiedWords(one)} verified`}>
            <span class="hidden">{verifiedWords(one)}</span>
            <span aria-hidden="true">
              {one.counts.pass + one.counts.choice}
              {one.isProvisional && '…'}
            </span>
          </td>
        ))}
        <td />
      </tr>
      <tr>
        <th scope="row">broken</th>
        {implementations.map((one) => (
          <td key={one.label} class={`total ${brokenCount(one) > 0 ? 'wrong' : ''}`}>
            {brokenCount(one)}
          </td>
        ))}
        <td />
      </tr>
    </tfoot>
  );
}
