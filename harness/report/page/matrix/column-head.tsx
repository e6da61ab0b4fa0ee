/** The head of a column: who it is, how it came out, and how it was tried, since no two columns need mean the same. */
import type { Implementation } from '../../matrix/implementation.ts';
import { OutcomeMark } from '../outcome-mark.tsx';
import { breakable } from '../breakable.tsx';
import { moment } from './moment.ts';

export function ColumnHead({ one, isRun }: { readonly one: Implementation; readonly isRun: boolean }) {
  const { label, name, version, verdict, tier, seed, points, report, startedAt, isSelection, isProvisional } = one;
  const title = <bdi class="name">{breakable(isRun ? version : name)}</bdi>;
  return (
    <th scope="col" title={`${label}: ${one.sentence}`}>
      <div class="column-head">
        <OutcomeMark outcome={verdict} />
        {report === undefined ? title : <a href={report}>{title}</a>}
        <span class="hidden">
          {label}, {verdict}
        </span>
        <span class="asked">
          {isRun ? moment(startedAt).slice(0, 10) : <bdi>{version}</bdi>} · {tier} · seed&nbsp;{seed}
          {isProvisional && <b> · so far</b>}
          {isSelection && <b> · selection</b>}
        </span>
        <span class="points">{points.join(', ') || 'nothing observed'}</span>
      </div>
    </th>
  );
}
