/** Every clause in a table that can be narrowed by words, outcome and level; a row opens to what stands behind it. */
import { ClauseFacts } from './clause-facts.tsx';
import { useState } from 'preact/hooks';
import { ticked } from './clause-facts.tsx';
import { withThousands } from '../../program/with-thousands.ts';
import { ColumnHeads } from './column-heads.tsx';
import { LabelledSelect } from './labelled-select.tsx';
import { OutcomeWord } from './outcome-mark.tsx';
import type { ClauseEntry, Report } from './read-report.ts';

interface ClauseTableProps {
  readonly report: Report;
  readonly outcome: string;
  readonly onOutcome: (outcome: string) => void;
}

const LEVELS = ['MUST', 'SHOULD', 'choice'];
const DECISIVE = (
  <>
    decisive <span class="dim">of calls</span>
  </>
);

export function ClauseTable({ report, outcome, onOutcome }: ClauseTableProps) {
  const [words, setWords] = useState('');
  const [level, setLevel] = useState('');
  const [opened, setOpened] = useState<string>();
  const shown = report.clauses.filter(
    (clause) =>
      hasWords(clause, words) &&
      (outcome === '' || clause.outcome === outcome) &&
      (level === '' || clause.level === level),
  );
  const outcomes = [...new Set(report.clauses.map((clause): string => clause.outcome))];
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
        <LabelledSelect label="outcome" value={outcome} names={outcomes} anyText="any" onChoose={onOutcome} />
        <LabelledSelect label="level" value={level} names={LEVELS} anyText="any" onChoose={setLevel} />
        <output>
          {shown.length} of {report.clauses.length}
        </output>
      </form>
      <table class="clauses">
        <ColumnHeads words={['clause', 'outcome', 'level', 'promise']} numbers={[DECISIVE]} />
        <tbody>
          {shown.map((clause) => (
            <ClauseRow
              key={clause.id}
              clause={clause}
              report={report}
              isOpened={opened === clause.id}
              onToggle={() => setOpened(opened === clause.id ? undefined : clause.id)}
            />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="dim">No clause is like that.</p>}
    </>
  );
}

interface ClauseRowProps {
  readonly clause: ClauseEntry;
  readonly report: Report;
  readonly isOpened: boolean;
  readonly onToggle: () => void;
}

/** A clause in its row and, where it is opened, what stands behind it in a second one. */
function ClauseRow({ clause, report, isOpened, onToggle }: ClauseRowProps) {
  const { id, outcome, level, waived, gist, decisive, exercised } = clause;
  return (
    <>
      <tr class={`row ${isOpened ? 'opened' : ''}`}>
        <th scope="row">
          <button type="button" class="opener" aria-expanded={isOpened} onClick={onToggle}>
            {id}
          </button>
        </th>
        <td>
          <OutcomeWord outcome={outcome} />
          {waived && <span class="dim"> waived</span>}
        </td>
        <td class="level">{level}</td>
        <td class="promise">{ticked(gist)}</td>
        <td class="number">
          {outcome === 'not-applicable' ? (
            '–'
          ) : (
            <>
              {withThousands(decisive)} <span class="dim">of {withThousands(exercised)}</span>
            </>
          )}
        </td>
      </tr>
      {isOpened && (
        <tr class="more">
          <td colSpan={5}>
            <ClauseFacts id={id} report={report} />
            <Notes clause={clause} report={report} />
          </td>
        </tr>
      )}
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
