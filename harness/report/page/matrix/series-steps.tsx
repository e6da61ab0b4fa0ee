/** A series over time: a chart of how the clauses came out, and what changed at each step, in words. */
import type { Matrix } from '../../matrix/matrix.ts';
import { ChangeList } from '../since-previous.tsx';
import { moment } from './moment.ts';
import { SeriesChart } from './series-chart.tsx';

export function SeriesSteps({ matrix }: { readonly matrix: Matrix }) {
  const { steps, implementations } = matrix;
  return (
    <>
      <SeriesChart matrix={matrix} />
      <ol class="steps-in-time">
        {steps
          .map((step, index) => {
            const [before, after] = [implementations[index]!, implementations[index + 1]!];
            return (
              <li key={index}>
                <h3>
                  <bdi>{after.version}</bdi> <time dateTime={after.startedAt}>{moment(after.startedAt)}</time>
                  <span class="dim">
                    {' '}
                    after <bdi>{before.version}</bdi> of {moment(before.startedAt)}
                  </span>
                </h3>
                <ChangeList changes={step} />
              </li>
            );
          })
          .toReversed()}
      </ol>
    </>
  );
}
