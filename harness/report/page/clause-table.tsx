/** Every clause in a table that can be narrowed by words, outcome and level; a row opens to what stands behind it. */
import { useEffect } from 'preact/hooks';
import { cellWords, chosenCell, clausesAt } from './chosen-cell.ts';
import { ChosenNote } from './chosen-note.tsx';
import { ClauseFacts, ticked } from './clause-facts.tsx';
import { ClauseLink, rowId, showRow } from './clause-link.tsx';
import { withThousands } from '../../program/with-thousands.ts';
import { ColumnHeads } from './column-heads.tsx';
import { FailureLink } from './failure-link.tsx';
import { LabelledSelect } from './labelled-select.tsx';
import { counted } from './numbers.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { ClauseEntry, Report } from './read-report.ts';
import { useSelection } from './selection.ts';

const LEVELS = ['MUST', 'SHOULD', 'choice'];
const DECISIVE = (
  <>
    decisive <span class="dim">of calls</span>
  </>
);

export function ClauseTable({ report }: { readonly report: Report }) {
  const [selection, select] = useSelection();
  const { clause: chosen, outcome = '', level = '', find = '' } = selection;
  const cell = chosenCell(selection, report);
  const lit = cell === undefined ? [] : clausesAt(cell, report);
  const shown = report.clauses.filter(
    (clause) =>
      hasWords(clause, find) &&
      (outcome === '' || clause.outcome === outcome) &&
      (level === '' || clause.level === level),
  );
  useEffect(() => {
    if (chosen !== undefined) showRow(chosen);
  }, [chosen]);
  return (
    <>
      <ClauseFilter report={report} shown={shown.length} />
      <ChosenNote report={report} told={() => spokenOf(lit, shown)} />
      <ChosenClause report={report} isShown={shown.some(({ id }) => id === chosen)} />
      <table class="clauses">
        <ColumnHeads words={['clause', 'outcome', 'level', 'promise']} numbers={[DECISIVE]} />
        <tbody>
          {shown.map((clause) => (
            <ClauseRow
              key={clause.id}
              clause={clause}
              report={report}
              isChosen={clause.id === chosen}
              speaksOf={cell !== undefined && lit.includes(clause.id) ? cellWords(cell) : undefined}
              onToggle={() => select({ clause: clause.id === chosen ? undefined : clause.id })}
            />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="dim">No clause is like that.</p>}
    </>
  );
}

function spokenOf(lit: readonly string[], shown: readonly ClauseEntry[]): string {
  const marked = shown.filter(({ id }) => lit.includes(id)).length;
  if (lit.length === 0) return 'No clause speaks of it.';
  const rest = marked < lit.length ? `; ${lit.length - marked} of them not in this table` : '';
  return `${counted(lit.length, 'clause')} ${lit.length === 1 ? 'speaks' : 'speak'} of it, marked below${rest}.`;
}

/** A clause that the address names and no row shows. */
function ChosenClause({ report, isShown }: { readonly report: Report; readonly isShown: boolean }) {
  const [{ clause }, select] = useSelection();
  if (clause === undefined || isShown) return null;
  const isKnown = report.clauses.some(({ id }) => id === clause);
  return (
    <p class="chosen-note" role="status">
      <span>
        <b>{clause}</b> {isKnown ? 'is hidden by the filter.' : 'is no clause of this run.'}
      </span>
      <button
        type="button"
        onClick={() =>
          select(isKnown ? { outcome: undefined, level: undefined, find: undefined } : { clause: undefined })
        }
      >
        {isKnown ? 'show it' : 'clear'}
      </button>
    </p>
  );
}

function ClauseFilter({ report, shown }: { readonly report: Report; readonly shown: number }) {
  const [{ outcome = '', level = '', find = '' }, select] = useSelection();
  const outcomes = [...new Set(report.clauses.map((clause): string => clause.outcome))];
  return (
    <form class="filter" role="search" aria-label="Clauses" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>filter</span>
        <input
          type="search"
          name="words"
          value={find}
          placeholder="refuse, offer, 65535 …"
          onInput={(event) => select({ find: event.currentTarget.value }, true)}
        />
      </label>
      <LabelledSelect
        label="outcome"
        value={outcome}
        names={outcomes}
        anyText="any"
        onChoose={(name) => select({ outcome: name })}
      />
      <LabelledSelect
        label="level"
        value={level}
        names={LEVELS}
        anyText="any"
        onChoose={(name) => select({ level: name })}
      />
      <output>
        {shown} of {report.clauses.length}
      </output>
    </form>
  );
}

interface ClauseRowProps {
  readonly clause: ClauseEntry;
  readonly report: Report;
  readonly isChosen: boolean;
  /** The chosen cell in words, where the clause speaks of it. */
  readonly speaksOf: string | undefined;
  readonly onToggle: () => void;
}

/** A clause in its row and, where it is chosen, what stands behind it in a second one. */
function ClauseRow({ clause, report, isChosen, speaksOf, onToggle }: ClauseRowProps) {
  const { id, outcome, level, waived, gist, decisive, exercised } = clause;
  return (
    <>
      <tr
        id={rowId(id)}
        class={`row ${isChosen ? 'opened' : ''} ${speaksOf === undefined ? '' : 'lit'}`}
        aria-current={isChosen || undefined}
      >
        <th scope="row">
          <button type="button" class="opener" aria-expanded={isChosen} onClick={onToggle}>
            {id}
          </button>
          {speaksOf !== undefined && <span class="hidden"> speaks of {speaksOf}</span>}
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
      {isChosen && (
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
  const failure = report.counterexamples.find((counterexample) => counterexample.clause === clause.id);
  return (
    <ul class="notes">
      {clause.needs.length > 0 && <li>Needs {clause.needs.join(', ')}.</li>}
      {clause.weight !== 'required' && <li>The requirement set weighs it {clause.weight}.</li>}
      {clause.maskedBy !== undefined && (
        <li>
          Another fault stands in the way: <ClauseLink id={clause.maskedBy} />.
        </li>
      )}
      {clause.breached > 0 && <li>Broken by {withThousands(clause.breached)} programs.</li>}
      {failure !== undefined && (
        <li>
          <FailureLink failure={failure}>See the shortest program that breaks it</FailureLink>
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
