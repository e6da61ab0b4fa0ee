/** How sure the verdict is: one bar of all clauses by what became of them, what would have been shown, and what ran. */
import { OBSERVABLE_CAPABILITIES } from '../../target.ts';
import { visible } from '../../program/visible.ts';
import { randomFaultsLine, unseenLine } from '../../verdict/random-faults.ts';
import { soakLine } from '../../verdict/soak-words.ts';
import { strengthLine } from '../../verdict/strength-line.ts';
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { provenWords } from '../proven.ts';
import { counted } from './numbers.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';
import { useSelection } from './selection.ts';
import { toneOf } from './tone.ts';

/** The worst first: what a reader has come for. */
const ORDER = ['fail', 'deviation', 'not-verified', 'choice', 'pass', 'not-applicable'] as const;

export function HowSure({ report }: { readonly report: Report }) {
  const { verdict, strategies, programs, calls, tier, reading, seed } = report;
  const { verified, broken, clausesTotal } = verdict.scope;
  const ended = strategies.filter(({ endedEarly }) => !endedEarly).length;
  return (
    <div class="strength">
      <h2>How sure is that</h2>
      {programs === 0 ? (
        <p>Nothing was run, so nothing is known.</p>
      ) : (
        <>
          <OutcomeBar report={report} />
          <p>
            {verified.length + broken.length} of {clausesTotal} clauses decided; {ended} of{' '}
            {counted(strategies.length, 'strategy', 'strategies')} ran to the end.
          </p>
        </>
      )}
      {strengthSentences(report).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p class="dim">
        {counted(programs, 'program')}, {counted(calls, 'call')}, tier {tier}, reading {reading}, seed {seed}
      </p>
      <Warnings report={report} />
      <Guarantees strategies={strategies} />
    </div>
  );
}

/** A part of the bar a clause; each outcome is a button that asks for its clauses. */
function OutcomeBar({ report: { clauses } }: { readonly report: Report }) {
  const [, select] = useSelection();
  const groups = ORDER.map((outcome) => [outcome, clauses.filter((clause) => clause.outcome === outcome)] as const);
  const shown = groups.filter(([, members]) => members.length > 0);
  const onOutcome = (outcome: string) => {
    select({ outcome });
    document.getElementById('clauses')?.scrollIntoView();
  };
  return (
    <>
      <div class="strip" aria-hidden="true">
        {shown.flatMap(([outcome, members]) =>
          members.map(({ id }) => <i key={id} class={`tone-${toneOf(outcome)}`} title={`${id}: ${outcome}`} />),
        )}
      </div>
      <ul class="legend" aria-label="Clauses by outcome">
        {shown.map(([outcome, members]) => (
          <li key={outcome}>
            <button type="button" onClick={() => onOutcome(outcome)}>
              <OutcomeMark outcome={outcome} />
              <b>{members.length}</b> {outcome}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What takes away from the verdict, whatever it is. */
function Warnings({ report: { extent, target, verdict, programs } }: { readonly report: Report }) {
  const isObserved = OBSERVABLE_CAPABILITIES.some((capability) => target.capabilities.includes(capability));
  const warnings = [
    ...verdict.scope.unrepeated.map(unrepeatedLine),
    ...(extent.kind === 'whole' ? [] : [extentWords(extent)]),
    ...(isObserved || programs === 0 ? [] : [STATUS_ONLY]),
  ];
  return warnings.map((warning) => (
    <p key={warning} class="warning">
      {visible(warning)}
    </p>
  ));
}

const STATUS_ONLY =
  'Only status codes were verified. The target claims none of reservation, offer and mmio-space, so nothing is known of what it reserves.';

function extentWords(extent: Exclude<Report['extent'], { kind: 'whole' }>): string {
  if (extent.kind === 'shard') return `One part of a run: shard ${extent.index + 1} of ${extent.count}.`;
  return `The run ended before its tier was done, and says nothing of the rest: ${extent.why}`;
}

function Guarantees({ strategies }: Pick<Report, 'strategies'>) {
  if (strategies.length === 0) return null;
  return (
    <details>
      <summary>What each strategy guarantees</summary>
      <dl>
        {strategies.map(({ name, guarantee, programs, endedEarly, completeTo }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {endedEarly ? (
                <i>{provenWords(name, completeTo) ?? 'ended early, so nothing is guaranteed'}</i>
              ) : (
                guarantee
              )}{' '}
              <span class="dim">{counted(programs, 'program')}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The lines of the terminal as sentences, and what they were measured on. */
function strengthSentences({ strength, randomFaults, situations, extent, verdict, times }: Report): readonly string[] {
  const lines = [
    strengthLine(strength),
    ...measuredOn(strength),
    verdict.scope.soak && visible(soakLine(verdict.scope.soak, times.soakMs ?? 0)),
    randomFaultsLine(randomFaults),
    situations === undefined || extent.kind === 'shard' ? undefined : unseenLine(situations),
  ];
  return lines.flatMap((line) =>
    line === undefined ? [] : [`${line[0]!.toUpperCase()}${line.slice(1).replaceAll(' %', '\u00a0%')}.`],
  );
}

function measuredOn(strength: Report['strength']): readonly string[] {
  if (strength.kind === 'not stated') return [];
  const { seeds, profile, mutants = {} } = strength;
  const killed = Object.entries(mutants).map(([kind, share]) => `${kind} ${share.killed} of ${share.of}`);
  return [
    `measured over ${seeds} seeds on a target that claims: ${profile}`,
    ...(killed.length === 0 ? [] : [`mutants of the automaton that are killed at least: ${killed.join(', ')}`]),
  ];
}
