/** What is wrong, one line a cause and the worst first; and what else keeps the verdict from being better. */
import { visible } from '../../program/visible.ts';
import { ClauseLink } from './clause-link.tsx';
import { withClauseLinks } from './clause-words.tsx';
import { sentence, ticked } from './clause-facts.tsx';
import { levelOf, nameOf, orderedCauses, stateOf } from './failure-order.ts';
import { counted } from './numbers.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Counterexample, Report } from './read-report.ts';
import { hashOf, useSelection } from './selection.ts';

/** More lines than this are counted. */
const LINES_MAX = 10;

export function WhatIsWrong({ report }: { readonly report: Report }) {
  const causes = orderedCauses(report);
  const bare = brokenWithoutProgram(report);
  const lines = [
    ...causes.map(({ shown, also, behind }) => (
      <CauseLine key={shown.signature.id} failure={shown} also={also} behind={behind} report={report} />
    )),
    ...bare.map((id) => (
      <li key={id}>
        <OutcomeMark outcome={report.clauses.find((clause) => clause.id === id)?.outcome ?? 'fail'} />
        <p>
          <ClauseLink id={id} /> <span class="dim">broken, with no program of its own in this report</span>
        </p>
      </li>
    )),
  ];
  const left = lines.length - LINES_MAX;
  return (
    <>
      <h2>What is wrong</h2>
      {lines.length === 0 ? (
        <p>{NOTHING[report.verdict.kind]}</p>
      ) : (
        <ul class="causes" aria-label="Causes">
          {lines.slice(0, LINES_MAX)}
        </ul>
      )}
      {left > 0 && (
        <p>
          <a href="#failures">{left} more</a>
        </p>
      )}
      <ul class="reasons">
        {otherReasons(report).map((reason) => (
          <li key={reason}>{withClauseLinks(visible(reason))}</li>
        ))}
      </ul>
    </>
  );
}

/** What is said where nothing is listed, and no more than is known. */
const NOTHING: Readonly<Record<Report['verdict']['kind'], string>> = {
  conforms: 'Nothing was found wrong.',
  'does not conform': 'Something was broken of which this report shows no program.',
  inconclusive: 'Nothing was seen broken, and something that was asked for could not be verified.',
  'target unusable': 'Nothing is known of the implementation: its target could not be used.',
  part: 'Nothing was seen broken in this part; there is no verdict before the parts are merged.',
};

interface CauseLineProps {
  readonly failure: Counterexample;
  readonly also: readonly Counterexample[];
  readonly behind: readonly string[];
  readonly report: Report;
}

function CauseLine({ failure, also, behind, report }: CauseLineProps) {
  const [selection] = useSelection();
  const { clause, kind, message, at, signature } = failure;
  const gist = report.clauses.find(({ id }) => id === clause)?.gist;
  const state = stateOf(failure);
  const more = [
    ...(state === 'new' || state === 'ended' ? [] : [state]),
    ...(also.length > 0 ? [`the same mistake: ${also.map(nameOf).join(', ')}`] : []),
    ...(behind.length > 0 ? [`${counted(behind.length, 'clause')} not verified before it is mended`] : []),
  ];
  return (
    <li>
      <OutcomeMark outcome={kind} />
      <p>
        <a class="failure-link" href={hashOf({ ...selection, f: signature.id, step: '' })}>
          {nameOf(failure)}
        </a>{' '}
        <span class="level">{levelOf(failure, report)}</span>{' '}
        <span>{gist === undefined ? <bdi>{ended(message, at)}</bdi> : ticked(sentence(gist))}</span>
        {more.length > 0 && <span class="dim"> {more.join('; ')}</span>}
      </p>
    </li>
  );
}

function ended(message: string | undefined, at: number | undefined): string {
  const where = at === undefined ? '' : `at call ${at + 1}: `;
  return `${where}${visible(message?.split('\n', 1)[0] ?? 'not the same answer each time')}`;
}

/** Clauses that are broken and of which no counterexample speaks. */
function brokenWithoutProgram({ clauses, counterexamples }: Report): readonly string[] {
  const shown = new Set(counterexamples.flatMap(({ clause }) => clause ?? []));
  return clauses
    .filter(({ id, outcome }) => (outcome === 'fail' || outcome === 'deviation') && !shown.has(id))
    .map(({ id }) => id);
}

/** Why the gate does not pass, but for what the sentence and the lines above say already; and what was broken outside of a selection. */
function otherReasons({ gate, verdict, clauses }: Report): readonly string[] {
  const told = new Set(clauses.map(({ id, level }) => `${id} (${level}) was broken`));
  const outside = verdict.scope.brokenOutside.map((id) => `broken outside of the selection: ${id}`);
  const isTold = (reason: string) => told.has(reason) || verdict.sentence.includes(reason);
  return [...gate.reasons.filter((reason) => !isTold(reason)), ...outside];
}
