/**
 * What a certificate says below its verdict, a row each: when and how it was tried, what the verdict covers and what it does not, how
 * sure it is, what the target chose. What is empty has no row.
 */
import { durationWords } from '../../program/duration-words.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { randomFaultsLine, unseenLine } from '../../verdict/random-faults.ts';
import { soakLine } from '../../verdict/soak-words.ts';
import { strengthLine } from '../../verdict/strength-line.ts';
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { satisfiedWord } from '../counts.ts';
import { provenWords } from '../proven.ts';
import { runCommandAgain } from '../replay-command.ts';
import { counted } from './numbers.ts';
import type { Report } from '../report-schema.ts';

export interface CertificateRow {
  readonly name: string;
  readonly lines: readonly string[];
}

export function certificateRows(report: Report): readonly CertificateRow[] {
  const { choices, readings, target } = report;
  const row = (name: string, ...lines: readonly (string | undefined)[]): CertificateRow => ({
    name,
    lines: lines.filter((line): line is string => line !== undefined && line !== ''),
  });
  const rows = [
    row('Tried', triedLine(report)),
    row('Scope', ...scopeLines(report)),
    row('Limits', ...limitLines(report)),
    row('Strength', ...strengthLines(report)),
    row('Strategies', ...strategyLines(report)),
    row('Choices', choices.map(({ id, answer }) => `${id} ${answer}`).join(', ')),
    row('Readings', ...readings.map((one) => `${one.reading} satisfied: ${satisfiedWord(one, report.callsJudged)}`)),
    row('Claims', target.capabilities.join(', ') || 'nothing beyond status codes'),
    row('Gate', gateLine(report)),
    row('Again', runCommandAgain(report)),
  ];
  return rows.filter(({ lines }) => lines.length > 0);
}

function triedLine({ times, tier, reading, seed, programs, calls, callsJudged }: Report): string {
  const moment = `${times.startedAt.replace('T', ' ').replace(/(:\d\d)?(\.\d+)?Z$/, '')} UTC`;
  const much = `${counted(programs, 'program')}, ${counted(calls, 'call')}, ${withThousands(callsJudged)} of them judged`;
  return `${moment}, tier ${tier}, reading ${reading}, seed ${seed}: ${much}`;
}

/** Every clause is in one of these lines. */
function scopeLines({ verdict: { scope }, clauses }: Report): readonly (string | undefined)[] {
  const levels = new Map(clauses.map(({ id, level }) => [id, level]));
  const named = (id: string) => (levels.has(id) ? `${id} (${levels.get(id)})` : id);
  const listed = (ids: readonly string[], what: string) =>
    ids.length === 0 ? undefined : `${ids.length} ${what}: ${ids.map(named).join(', ')}`;
  const { points, selection, capabilitiesMissing } = scope;
  const isStatusOnly = points.length === 1 && points[0] === 'status';
  const observed = points.length === 0 ? 'nothing' : points.join(', ');
  return [
    `observed: ${observed}${isStatusOnly ? ' alone, so nothing is known of what it reserves' : ''}`,
    `${scope.verified.length} of ${scope.clausesTotal} clauses verified`,
    listed(scope.broken, 'broken'),
    listed(scope.notVerified, 'not verified'),
    listed(scope.notClaimed, `not claimed (${capabilitiesMissing.join(', ')})`),
    listed(scope.deselected, `left out by ${selection.map((words) => `--clause ${words}`).join(' ')}`),
    listed(scope.brokenOutside, 'broken outside of the selection'),
    listed(
      clauses.flatMap(({ id, waived }) => (waived ? [id] : [])),
      'known in the baseline or behind what is',
    ),
  ];
}

function limitLines({ verdict: { scope } }: Report): readonly (string | undefined)[] {
  const { part, unfinished, passedOver, programsAsked, budget, cutShort, capabilitiesNotTried } = scope;
  return [
    part && `part ${part.number} of ${part.of}: no verdict before the parts are merged`,
    cutShort && `the run ended early: ${cutShort}`,
    unfinished.length === 0 ? undefined : `ended before their last program: ${unfinished.join(', ')}`,
    budget && budget.leftOut.length > 0
      ? `left out for a budget of ${durationWords(budget.ms / 1_000)}: ${budget.leftOut.join(', ')}`
      : undefined,
    programsAsked === undefined ? undefined : `${counted(programsAsked, 'random program')} as asked`,
    passedOver === 0 ? undefined : `${counted(passedOver, 'call')} behind a refusal, not judged`,
    capabilitiesNotTried.length === 0
      ? undefined
      : `claimed, and judged in no call: ${capabilitiesNotTried.join(', ')}`,
    ...scope.unrepeated.map(unrepeatedLine),
  ];
}

/** The exit code, and the policy that it is by. */
function gateLine({ gate, asked }: Report): string {
  const { level, requirements, require = [], baseline, baselineFile, tolerateFlaky } = asked;
  return [
    `exit code ${gate.exitCode}`,
    `level ${level}`,
    ...(requirements === undefined ? [] : [`requirements ${requirements}`]),
    ...(require.length > 0 ? [`required: ${require.join(', ')}`] : []),
    ...(baseline ? [`baseline ${baselineFile ?? ''}`.trimEnd()] : []),
    ...(tolerateFlaky === undefined ? [] : [`up to ${tolerateFlaky} that did not repeat let pass`]),
  ].join(', ');
}

function strengthLines({
  strength,
  randomFaults,
  situations,
  extent,
  verdict,
  times,
}: Report): readonly (string | undefined)[] {
  return [
    strengthLine(strength),
    verdict.scope.soak && soakLine(verdict.scope.soak, times.soakMs ?? 0),
    randomFaultsLine(randomFaults),
    situations === undefined || extent.kind === 'shard' ? undefined : unseenLine(situations),
  ];
}

function strategyLines({ strategies, extent }: Report): readonly string[] {
  return strategies.map(({ name, guarantee, programs, endedEarly, completeTo }) => {
    const early = provenWords(name, completeTo) ?? 'ended early, so nothing is guaranteed';
    const told = extent.kind === 'shard' ? 'a part of it, which guarantees nothing' : guarantee;
    return `${name}, ${counted(programs, 'program')}: ${endedEarly ? early : told}`;
  });
}
