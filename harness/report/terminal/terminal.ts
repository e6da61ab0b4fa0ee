/**
 * The report as a person reads it in a terminal: what failed first, each with the program that shows it, then all clauses.
 */
import type { Facts } from '../../campaign/facts.ts';
import { brokenClause, certificateWords, likelyReason } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { describeAnswers, describeResponse } from '../../../spec/answer.ts';
import { CLAUSES } from '../../../spec/clauses.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { randomFaultsLine, unseenLine } from '../../verdict/random-faults.ts';
import { strengthLine } from '../../verdict/strength-line.ts';
import type { Minimized } from '../../minimize/minimize.ts';
import { printCall } from '../../program/program.ts';
import type { Trace } from '../../execute/trace.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gated, GatedClause, GatedFailure, Standing } from '../../verdict/gate.ts';
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { callLines, messageLines } from '../call-lines.ts';
import { sequenceLines } from '../sequence-lines.ts';
import { callsJudged, countsOf, tallyLine } from '../counts.ts';
import type { Paint } from './paint.ts';
import { vicinityLines } from './vicinity-lines.ts';
import { visible } from '../../program/visible.ts';

/** What a reader has to do to see a failure again. */
export interface Reproduction {
  readonly file: string;
  readonly command: string;
}

export function terminalReport(
  result: Facts,
  gated: Gated,
  reproduce: (failure: GatedFailure) => Reproduction,
  paint: Paint,
): string {
  return [
    heading(result, gated, paint),
    ...gated.failures.flatMap((found) => failure(found.counterexample, { ...found, ...reproduce(found) }, paint)),
    ...gated.clauses.map((clause) => clauseLine(clause, paint)),
    '',
    ...summary(result, gated),
    '',
    sentenceLine(gated, paint),
  ].join('\n');
}

function heading(result: Facts, { verdict }: Gated, paint: Paint): string {
  const { target, tier, reading, seed } = result;
  const name = paint('bold', `${visible(target.name)} ${visible(target.version)}`);
  return [
    `${name}  tier ${tier}, reading ${reading}, seed ${seed}`,
    ...strengthLines(result, verdict).map((line) => paint('dim', line)),
    ...otherReading(result),
    '',
  ].join('\n');
}

/** How sure it is, in what can be said of this run. */
function strengthLines({ situations }: Facts, { strength, randomFaults, scope }: Verdict): readonly string[] {
  const odds = randomFaultsLine(randomFaults);
  return [
    strengthLine(strength),
    ...(odds === undefined ? [] : [odds]),
    ...(situations === undefined || scope.part !== undefined ? [] : [unseenLine(situations)]),
  ];
}

/** A target that fails this reading and satisfies the other has most likely chosen the other, which is for the reader to know first. */
function otherReading({ reading, readings }: Facts): readonly string[] {
  const isSatisfied = readings.find((row) => row.reading === reading)?.satisfied !== false;
  const other = readings.find((row) => row.reading !== reading && row.satisfied);
  if (isSatisfied || other === undefined) return [];
  return [`it satisfies reading ${other.reading}: --reading ${other.reading} judges by that`];
}

/** One failure by itself, without the way to see it again. */
export function failureReport(counterexample: Counterexample, paint: Paint): string {
  return failure(counterexample, undefined, paint).join('\n').trimEnd();
}

function failure(
  counterexample: Counterexample,
  reproduction: (Reproduction & GatedFailure) | undefined,
  paint: Paint,
): string[] {
  const clause = brokenClause(counterexample);
  const title =
    clause === undefined ? counterexample.kind : `${clause}  ${CLAUSES[clause].level}  ${CLAUSES[clause].gist}`;
  const colour = counterexample.kind === 'deviation' || reproduction?.standing.kind === 'waived' ? 'yellow' : 'red';
  const label = `${paint(colour, LABELS[counterexample.kind])}${reproduction ? standingWords(reproduction.standing) : ''}`;
  const { minimized, original, repeats, history } = counterexample;
  const calls = `${minimized.program.length} ${minimized.program.length === 1 ? 'call' : 'calls'}`;
  return [
    `${label}  ${title}`,
    '',
    ...sequenceLines(history?.programs.map((program) => program.map(printCall))),
    ...evidence(counterexample, paint),
    ...vicinityLines(counterexample),
    '',
    ...(clause === undefined
      ? []
      : [`  source    ${CLAUSES[clause].source}`, `  position  ${CLAUSES[clause].position}`]),
    repeats
      ? `  program   ${calls}, ${certificateWords(counterexample)}; from ${original.length}, at the cost of ${costs(minimized)}`
      : `  program   ${calls}, seen once, and not again when the same program was run again`,
    ...(history ? [`  reason    ${likelyReason(history)}`] : []),
    ...(reproduction
      ? [
          `  signature ${reproduction.signature.id}`,
          `  saved     ${reproduction.file}`,
          `  replay    ${reproduction.command}`,
        ]
      : []),
    '',
  ];
}

function costs({ spentCalls, certifyingCalls }: Minimized): string {
  const shrinking = `${withThousands(spentCalls)} calls`;
  return certifyingCalls === 0 ? shrinking : `${shrinking}, and ${withThousands(certifyingCalls)} to be sure`;
}

function standingWords(standing: Standing): string {
  switch (standing.kind) {
    case 'counts':
      return '';
    case 'waived':
      return `, waived as ${standing.waiver.kind}: ${visible(standing.waiver.reason)}\n     `;
    case 'informational':
      return `, ${standing.why}\n     `;
    default:
      return standing satisfies never;
  }
}

const LABELS: Readonly<Record<Counterexample['kind'], string>> = {
  fail: 'FAIL',
  deviation: 'DEVIATION',
  inconsistent: 'DEVIATION',
  crash: 'CRASH',
  timeout: 'TIMEOUT',
  'adapter-fault': 'ADAPTER FAULT',
};

function evidence(counterexample: Counterexample, paint: Paint): string[] {
  const { trace } = counterexample;
  if ('finding' in counterexample) {
    const { at, saw, permitted } = counterexample.finding;
    return [
      ...traceLines(trace, at, paint),
      `      saw        ${describeResponse(saw)}`,
      `      permitted  ${describeAnswers(permitted).join(', or ')}`,
    ];
  }
  if (counterexample.kind === 'inconsistent') {
    return [
      ...traceLines(trace, undefined, paint),
      '      and otherwise in',
      ...callLines(counterexample.earlier.map((call) => ({ call: printCall(call) }))),
    ];
  }
  const { message, at } = counterexample.end;
  return [...traceLines(trace, at, paint), ...messageLines(message)];
}

export function traceLines({ program, responses }: Trace, wrongAt: number | undefined, paint: Paint): string[] {
  const steps = program.map((call, index) => {
    const response = responses[index];
    return { call: printCall(call), answer: response && describeResponse(response) };
  });
  return callLines(steps, wrongAt, (line) => paint('red', line));
}

function clauseLine(
  { id, outcome, level, exercised, decisive, breached, maskedBy, waived, weight }: GatedClause,
  paint: Paint,
): string {
  const colour =
    ({ pass: 'green', choice: 'green', fail: 'red', deviation: 'yellow' } as const)[outcome as 'pass'] ?? 'dim';
  const honoured = exercised > 0 || breached === 0;
  const tried = honoured ? [`${withThousands(decisive)} of ${withThousands(exercised)} calls decisive`] : [];
  const failed =
    breached > 0 ? [`broken by ${withThousands(breached)} ${breached === 1 ? 'program' : 'programs'}`] : [];
  const counts = outcome === 'not-applicable' ? '' : `  ${[...tried, ...failed].join(', ')}`;
  const masked = maskedBy === undefined ? '' : `, behind ${maskedBy}`;
  const known = waived ? ', waived' : '';
  const counted = weight === 'informational' || weight === 'not scored' ? `, ${weight}` : '';
  const label = paint(colour, outcome.padEnd(14));
  return `${label}  ${id.padEnd(21)}  ${level.padEnd(6)}${counts}${masked}${known}${counted}`.trimEnd();
}

function summary(result: Facts, gated: Gated): string[] {
  const tally = tallyLine(countsOf(gated.clauses, result.counterexamples));
  const choices = result.choices.map(({ id, answer }) => `${id} ${answer}`).join(', ');
  const readings = result.readings.map(({ reading, satisfied }) => `${reading} ${satisfied ? 'yes' : 'no'}`).join(', ');
  return [
    `clauses     ${tally}`,
    ...(choices ? [`choices     ${choices}`] : []),
    `readings    satisfied: ${readings}`,
    `calls       ${withThousands(result.calls)} made, ${withThousands(callsJudged(result))} judged`,
    ...result.strategies.map(
      ({ name, guarantee, programs, calls, endedEarly }) =>
        `${name.padEnd(10)}  ${withThousands(programs)} programs, ${withThousands(calls)} calls${told(gated, endedEarly, guarantee)}`,
    ),
    ...(result.cutShort === undefined ? [] : [`ended early ${visible(result.cutShort)}`]),
    ...(result.corpusSkipped > 0
      ? [`corpus      ${result.corpusSkipped} programs skipped: the target claims too little`]
      : []),
    ...notTried(gated),
    ...result.unrepeated.map((one) => `unrepeated  ${visible(unrepeatedLine(one))}`),
    ...gated.drift.map(({ message }) => `baseline    ${visible(message)}`),
  ];
}

/** The guarantee of a strategy that ran as it should; a part of it guarantees nothing. */
function told({ verdict }: Gated, endedEarly: boolean, guarantee: string): string {
  if (endedEarly) return ', ended early';
  return verdict.scope.part === undefined ? `: ${guarantee}` : ' of this part';
}

/** What the target claims and nothing asked for. */
function notTried({ verdict }: Gated): readonly string[] {
  const { capabilitiesNotTried } = verdict.scope;
  return capabilitiesNotTried.length === 0
    ? []
    : [`not tried   claimed, and judged in no call: ${capabilitiesNotTried.join(', ')}`];
}

/** The one sentence, in the colour of the gate and the verdict: only a target that conforms is green. */
export function sentenceLine({ sentence, verdict, gate }: Gated, paint: Paint): string {
  const isGreen = verdict.kind === 'conforms' && gate.exitCode === 0 && verdict.scope.selection.length === 0;
  const colour = isGreen ? 'green' : isFailure(verdict.kind) && gate.exitCode !== 0 ? 'red' : 'yellow';
  const [head, ...rest] = sentence.split(':');
  return [paint(colour, head!), ...rest].join(':');
}

function isFailure(kind: Verdict['kind']): boolean {
  return kind === 'does not conform' || kind === 'target unusable';
}
