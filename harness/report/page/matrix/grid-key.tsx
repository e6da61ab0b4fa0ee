/** What the marks of the grid mean. */
import { OutcomeMark } from '../outcome-mark.tsx';
import { OUTCOME_ORDER } from './outcome-order.ts';

export function GridKey() {
  return (
    <ul class="key" aria-label="Key">
      {OUTCOME_ORDER.map((outcome) => (
        <li key={outcome}>
          <OutcomeMark outcome={outcome} /> {outcome}
        </li>
      ))}
      <li>
        <span class="left-out" /> not selected, or no clause of that run
      </li>
      <li>
        <b>…</b> so far
      </li>
      <li>
        <b>w</b> waived by its baseline
      </li>
    </ul>
  );
}
