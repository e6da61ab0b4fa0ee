/** The answer to one call beside the promised one, field by field. */
import { describeAnswers, describeResponse } from '../../../spec/answer.ts';
import { breakable } from './breakable.tsx';
import { comparedFields } from '../answer-fields.ts';
import type { LaneStep } from './lanes.ts';
import { OutcomeMark } from './outcome-mark.tsx';

export function AnswerComparison({ step, number }: { readonly step: LaneStep; readonly number: number }) {
  const { promised, observed, divergence } = step;
  return (
    <div class="comparison">
      <h4>Answer to call {number}</h4>
      {observed === undefined || promised === undefined ? (
        <NotCompared step={step} />
      ) : (
        <Fields {...{ promised, observed, isParted: divergence === 'first' }} />
      )}
    </div>
  );
}

function NotCompared({ step: { promised, observed } }: { readonly step: LaneStep }) {
  if (observed !== undefined) return <p>{describeResponse(observed)}, which is not judged.</p>;
  const due =
    promised === undefined
      ? ''
      : ` Promised was ${describeAnswers(promised.map((answer) => ({ answer }))).join(', or ')}.`;
  return <p>The target ended before it answered.{due}</p>;
}

interface FieldsProps {
  readonly promised: NonNullable<LaneStep['promised']>;
  readonly observed: NonNullable<LaneStep['observed']>;
  readonly isParted: boolean;
}

function Fields({ promised, observed, isParted }: FieldsProps) {
  const { fields, others } = comparedFields(promised, observed);
  return (
    <>
      <table class="fields-compared">
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">promised</th>
            <th scope="col">observed</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name + field.promised} class={field.isWrong ? 'wrong-field' : ''}>
              <th scope="row">{field.name}</th>
              <td>{breakable(field.promised)}</td>
              <td>
                <span class="seen-field">
                  <OutcomeMark outcome={field.isWrong ? 'fail' : 'pass'} />
                  <span>
                    <span class="hidden">{field.isWrong ? 'wrong: ' : 'as promised: '}</span>
                    {breakable(field.observed)}
                  </span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isParted && !fields.some(({ isWrong }) => isWrong) && (
        <p>By itself this is permitted. It has to be the same each time, and was another answer before.</p>
      )}
      {others.length > 0 && <p class="dim">Permitted too: {others.join(', or ')}.</p>}
    </>
  );
}
