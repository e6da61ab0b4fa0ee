/** The verdict: in a word, why, and how much stands behind it. */
import { counted } from './numbers.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';
import { OBSERVABLE_CAPABILITIES } from '../../target.ts';
import { randomFaultsLine, unseenLine } from '../../verdict/random-faults.ts';
import { strengthLine } from '../../verdict/strength-line.ts';
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { provenWords } from '../proven.ts';
import { toneOf } from './tone.ts';

interface VerdictBannerProps {
  readonly report: Report;
  /** Asks for the clauses with this outcome. */
  readonly onOutcome: (outcome: string) => void;
}

/** The worst first: what a reader has come for. */
const ORDER = ['fail', 'deviation', 'not-verified', 'choice', 'pass', 'not-applicable'] as const;

export function VerdictBanner({ report, onOutcome }: VerdictBannerProps) {
  const { target, verdict, clauses, extent } = report;
  const groups = ORDER.map((outcome) => [outcome, clauses.filter((clause) => clause.outcome === outcome)] as const);
  const shown = groups.filter(([, members]) => members.length > 0);
  return (
    <div id="verdict" class={`verdict tone-${toneOf(verdict.kind)}`}>
      <p class="subject">
        <bdi>{target.name}</bdi> <span class="version">{target.version}</span>
      </p>
      <h1>{verdict.sentence}</h1>
      <ul class="reasons">
        {report.gate.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
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
      <Unrepeated report={report} />
      {extent.kind !== 'whole' && <p class="warning">{extentWords(extent)}</p>}
      {statusOnly(target.capabilities) && (
        <p class="warning">
          Only status codes were verified. The target claims none of reservation, offer and mmio-space, so nothing is
          known of what it reserves.
        </p>
      )}
      <HowSure report={report} />
    </div>
  );
}

function HowSure({ report }: Pick<VerdictBannerProps, 'report'>) {
  return (
    <div class="strength">
      <h2>How sure is that</h2>
      <p>
        {counted(report.programs, 'program')}, {counted(report.calls, 'call')}, tier {report.tier}, reading{' '}
        {report.reading}, seed {report.seed}.
      </p>
      {strengthSentences(report).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <dl>
        {report.strategies.map(({ name, guarantee, programs, endedEarly, completeTo }) => (
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
    </div>
  );
}

/** The lines of the terminal as sentences, and what they were measured on. */
function strengthSentences({ strength, randomFaults, situations, extent }: Report): readonly string[] {
  const lines = [
    strengthLine(strength),
    ...measuredOn(strength),
    randomFaultsLine(randomFaults),
    situations === undefined || extent.kind === 'shard' ? undefined : unseenLine(situations),
  ];
  return lines.flatMap((line) => (line === undefined ? [] : [`${line[0]!.toUpperCase()}${line.slice(1)}.`]));
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

function extentWords(extent: Exclude<Report['extent'], { kind: 'whole' }>): string {
  if (extent.kind === 'shard') return `One part of a run: shard ${extent.index} of ${extent.count}.`;
  return `The run ended before its tier was done, and says nothing of the rest: ${extent.why}`;
}

function statusOnly(capabilities: readonly string[]): boolean {
  return !OBSERVABLE_CAPABILITIES.some((capability) => capabilities.includes(capability));
}

function Unrepeated({ report }: { readonly report: Report }) {
  return report.verdict.scope.unrepeated.map((one) => (
    <p key={unrepeatedLine(one)} class="warning">
      {unrepeatedLine(one)}
    </p>
  ));
}
