/** How the target answers what nothing decides, and which readings of the page it satisfies. */
import type { ClauseId } from '../../../spec/clauses.ts';
import { READING_GISTS } from '../../../spec/readings.ts';
import { ClauseLink } from './clause-link.tsx';
import { Fact } from './fact.tsx';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';

/** What each choice is about, and what its answers amount to. */
const QUESTIONS: Readonly<Record<string, { readonly asks: string; readonly clause: ClauseId }>> = {
  'either-code': {
    asks: 'A bad channel and two zero amounts: which refusal comes first?',
    clause: 'refuse.either-code',
  },
  'after-disable': { asks: 'Does a reservation outlive Disable?', clause: 'held.after-disable' },
};
const ANSWERS: Readonly<Record<string, string>> = {
  'channel-first': 'STATUS_INVALID_PARAMETER_1',
  'amounts-first': 'STATUS_INVALID_PARAMETER',
  kept: 'the pair is there when the channel is enabled again',
  reset: 'back to 0/0',
};
/** The kinds of bad channel within which the answer has to be the same. */
const SUBJECTS: Readonly<Record<string, string>> = {
  null: 'NULL handle',
  forged: 'forged handle',
  stale: 'stale handle',
  state: 'wrong state',
};

export function ChoicesReadings({ report }: { readonly report: Report }) {
  const questions = [...new Set(report.choices.map(({ id }) => id.split(':')[0]!))];
  return (
    <div class="two-columns">
      <div>
        {questions.length === 0 && <p class="dim">The run met no open question.</p>}
        {questions.map((question) => (
          <div key={question} class="question">
            <h3>{QUESTIONS[question]?.asks ?? question}</h3>
            <dl class="facts">
              {report.choices
                .filter(({ id }) => id.split(':')[0] === question)
                .map(({ id, answer }) => {
                  const subject = id.split(':')[1];
                  return (
                    <Fact key={id} name={subject === undefined ? 'chosen' : (SUBJECTS[subject] ?? subject)}>
                      <b>{answer}</b> <span class="dim">{ANSWERS[answer]}</span>
                    </Fact>
                  );
                })}
            </dl>
            {QUESTIONS[question] !== undefined && <ClauseLink id={QUESTIONS[question].clause} />}
          </div>
        ))}
      </div>
      <div>
        <h3>Which readings of the page does it satisfy?</h3>
        <ul class="readings">
          {report.readings.map(({ reading, satisfied }) => (
            <li key={reading}>
              <OutcomeMark outcome={report.callsJudged === 0 ? 'not-verified' : satisfied ? 'pass' : 'fail'} />
              <div>
                <b>{reading}</b>{' '}
                <span class="dim">
                  {report.callsJudged === 0 ? 'not known' : satisfied ? 'satisfied' : 'not satisfied'}
                </span>
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
