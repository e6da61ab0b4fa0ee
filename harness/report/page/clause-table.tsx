/** Every clause in a table that can be narrowed by words, outcome and level; a row opens to what stands behind it. */
import { ClauseFacts } from './clause-facts.tsx';
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { ticked } from './clause-facts.tsx';
import { withThousands } from '../../program/with-thousands.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { ClauseEntry, Report } from './read-report.ts';

interface ClauseTableProps {
  readonly report: Report;
  readonly outcome: string;
  readonly onOutcome: (outcome: string) => void;
}

const LEVELS = ['MUST', 'SHOULD', 'choice'] as const;

export function ClauseTable({ report, outcome, onOutcome }: ClauseTableProps) {
  const [words, setWords] = useState('');
  const [level, setLevel] = useState('');
  const [opened, setOpened] = useState<string>();
  const outcomes = [...new Set(report.clauses.map((clause) => clause.outcome))];
  const shown = report.clauses.filter(
    (clause) =>
      hasWords(clause, words) &&
      (outcome === '' || clause.outcome === outcome) &&
      (level === '' || clause.level === level),
  );
  return (
    <>
      <form class="filter" role="search" aria-label="Clauses" onSubmit={(event) => event.preventDefault()}>
        <label>
          <span>filter</span>
          <input
            type="search"
            name="words"
            value={words}
            placeholder="refuse, offer, 65535 …"
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <label>
          <span>outcome</span>
          <select name="outcome" value={outcome} onChange={(event) => onOutcome(event.currentTarget.value)}>
            <option value="">any</option>
            {outcomes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span>level</span>
          <select name="level" value={level} onChange={(event) => setLevel(event.currentTarget.value)}>
            <option value="">any</option>
            {LEVELS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <output>
          {shown.length} of {report.clauses.length}
        </output>
      </form>
      <table class="clauses">
        <thead>
          <tr>
            <th scope="col">clause</th>
            <th scope="col">outcome</th>
            <th scope="col">level</th>
            <th scope="col">promise</th>
            <th scope="col" class="number">
              decisive <span class="dim">of calls</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((clause) => (
            <Fragment key={clause.id}>
              <tr class={`row ${opened === clause.id ? 'opened' : ''}`}>
                <th scope="row">
                  <button
                    type="button"
                    class="opener"
                    aria-expanded={opened === clause.id}
                    onClick={() => setOpened(opened === clause.id ? undefined : clause.id)}
                  >
                    {clause.id}
                  </button>
                </th>
                <td>
                  <OutcomeWord outcome={clause.outcome} />
                  {clause.waived && <span class="dim"> waived</span>}
                </td>
                <td class="level">{clause.level}</td>
                <td class="promise">{ticked(clause.gist)}</td>
                <td class="number">
                  {clause.outcome === 'not-applicable' ? (
                    '–'
                  ) : (
                    <>
                      {withThousands(clause.decisive)} <span class="dim">of {withThousands(clause.exercised)}</span>
                    </>
                  )}
                </td>
              </tr>
              {opened === clause.id && (
                <tr class="more">
                  <td colSpan={5}>
                    <ClauseFacts id={clause.id} report={report} />
                    <Notes clause={clause} report={report} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="dim">No clause is like that.</p>}
    </>
  );
}

function Notes({ clause, report }: { readonly clause: ClauseEntry; readonly report: Report }) {
  const index = report.counterexamples.findIndex((counterexample) => counterexample.clause === clause.id);
  return (
    <ul class="notes">
      {clause.needs.length > 0 && <li>Needs {clause.needs.join(', ')}.</li>}
      {clause.weight !== 'required' && <li>The requirement set weighs it {clause.weight}.</li>}
      {clause.maskedBy !== undefined && <li>Another fault stands in the way: {clause.maskedBy}.</li>}
      {clause.breached > 0 && <li>Broken by {withThousands(clause.breached)} programs.</li>}
      {index >= 0 && (
        <li>
          <a href={`#failure-${index + 1}`}>See the shortest program that breaks it</a>
        </li>
      )}
    </ul>
  );
}

function hasWords({ id, level, outcome, gist, source, position }: ClauseEntry, words: string): boolean {
  const text = [id, level, outcome, gist, source, position].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
