/** How the target answers what nothing decides, and which readings of the page it satisfies. */
import { READING_GISTS } from '../../../spec/readings.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';

/** What each choice is about, and what its answers amount to. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'either-code': 'A bad channel and two zero amounts: which refusal comes first?',
  'after-disable': 'Does a reservation outlive Disable?',
};
const ANSWERS: Readonly<Record<string, string>> = {
  'channel-first': 'the channel is looked at first: STATUS_INVALID_PARAMETER_1',
  'amounts-first': 'the amounts are looked at first: STATUS_INVALID_PARAMETER',
  kept: 'the pair is kept',
  reset: 'the pair is reset to 0/0',
};

export function ChoicesReadings({ report }: { readonly report: Report }) {
  return (
    <div class="two-columns">
      <div>
        <h3>Choices</h3>
        {report.choices.length === 0 && <p class="dim">The run met no open question.</p>}
        <dl class="facts choices">
          {report.choices.map(({ id, answer }) => {
            const [question, subject] = id.split(':') as [string, string | undefined];
            return (
              <>
                <dt>{id}</dt>
                <dd>
                  <b>{answer}</b> <span class="dim">{ANSWERS[answer]}</span>
                  <br />
                  <span class="dim">
                    {QUESTIONS[question]} {subject === undefined ? '' : `(${subject})`}
                  </span>
                </dd>
              </>
            );
          })}
        </dl>
      </div>
      <div>
        <h3>Readings</h3>
        <ul class="readings">
          {report.readings.map(({ reading, satisfied }) => (
            <li key={reading}>
              <OutcomeMark outcome={satisfied ? 'pass' : 'fail'} />
              <div>
                <b>{reading}</b> <span class="dim">{satisfied ? 'satisfied' : 'not satisfied'}</span>
                {reading === report.reading && <span class="level"> judged under</span>}
                <br />
                <span class="dim">{READING_GISTS[reading]}</span>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
