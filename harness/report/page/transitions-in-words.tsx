/** All edges of the machine as a table, under a heading that opens. */
import { withThousands } from '../../program/with-thousands.ts';
import { ColumnHeads } from './column-heads.tsx';
import { counted } from './numbers.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Edge } from './read-report.ts';

export function TransitionsInWords({ edges }: { readonly edges: readonly Edge[] }) {
  return (
    <details>
      <summary>All {counted(edges.length, 'transition')} in words</summary>
      <table class="transitions">
        <ColumnHeads words={['from', 'call', 'to', 'outcome']} numbers={['calls']} />
        <tbody>
          {edges.map(({ from, call, to, outcome, calls }, index) => (
            <tr key={index}>
              <td>{from}</td>
              <td>
                <code>{call}</code>
              </td>
              <td>{to}</td>
              <td>
                <OutcomeWord outcome={outcome} />
              </td>
              <td class="number">{withThousands(calls)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
