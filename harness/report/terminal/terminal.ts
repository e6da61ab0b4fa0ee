/**
 * The report as a person reads it in a terminal: what failed first, each with the program that shows it, then all clauses.
 */
import type { Facts } from '../../campaign/facts.ts';
import { brokenClause } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { describeAnswers, describeResponse } from '../../../spec/answer.ts';
import { CLAUSES } from '../../../spec/clauses.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { strengthLine } from '../../verdict/strength.ts';
import type { Minimized } from '../../minimize/minimize.ts';
import { printCall } from '../../program/program.ts';
import { OBSERVABLE_CAPABILITIES } from '../../target.ts';
import type { Target } from '../../target.ts';
import type { Trace } from '../../execute/trace.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gated, GatedClause, GatedFailure, Standing } from '../../verdict/gate.ts';
import { callLines } from '../call-lines.ts';
import { countsOf, tallyLine } from '../counts.ts';
import type { Paint } from './paint.ts';
import { visible } from '../visible.ts';

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
  notices: readonly string[] = [],
): string {
  return [
    heading(result, paint),
    ...gated.failures.flatMap((found) => failure(found.counterexample, { ...found, ...reproduce(found) }, paint)),
    ...gated.clauses.map((clause) => clauseLine(clause, paint)),
    '',
    ...summary(result, gated),
    ...notices,
    '',
    verdictLine(gated.verdict, paint),
  ].join('\n');
}

function heading({ target, tier, reading, seed }: Facts, paint: Paint): string {
  const name = paint('bold', `${visible(target.name)} ${visible(target.version)}`);
  const strength = strengthLine(tier);
  return [
    `${name}  tier ${tier}, reading ${reading}, seed ${seed}`,
    ...(strength ? [paint('dim', strength)] : []),
    '',
  ].join('\n');
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
  const { minimized, original, repeats } = counterexample;
  const calls = `${minimized.program.length} ${minimized.program.length === 1 ? 'call' : 'calls'}`;
  return [
    `${label}  ${title}`,
    '',
    ...evidence(counterexample, paint),
    '',
    ...(clause === undefined
      ? []
      : [`  source    ${CLAUSES[clause].source}`, `  position  ${CLAUSES[clause].position}`]),
    `  program   ${calls}, ${minimized.certificate}; from ${original.length}, at the cost of ${costs(minimized)}`,
    ...(repeats ? [] : ['  flaky     it did not happen again when the same program was run again']),
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
  return [...traceLines(trace, at, paint), `      ${visible(message)}`];
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
  const counts =
    outcome === 'not-applicable' ? '' : `  ${withThousands(decisive)} of ${withThousands(exercised)} calls decisive`;
  const broken = breached > 0 ? `, broken by ${withThousands(breached)} programs` : '';
  const masked = maskedBy === undefined ? '' : `, behind ${maskedBy}`;
  const known = waived ? ', waived' : '';
  const counted = weight === 'informational' || weight === 'not scored' ? `, ${weight}` : '';
  const label = paint(colour, outcome.padEnd(14));
  return `${label}  ${id.padEnd(21)}  ${level.padEnd(6)}${counts}${broken}${masked}${known}${counted}`.trimEnd();
}

function summary(result: Facts, gated: Gated): string[] {
  const tally = tallyLine(countsOf(gated.clauses, result.counterexamples));
  const choices = result.choices.map(({ id, answer }) => `${id} ${answer}`).join(', ');
  const readings = result.readings.map(({ reading, satisfied }) => `${reading} ${satisfied ? 'yes' : 'no'}`).join(', ');
  return [
    `clauses     ${tally}`,
    ...(choices ? [`choices     ${choices}`] : []),
    `readings    satisfied: ${readings}`,
    ...result.strategies.map(
      ({ name, guarantee, programs, calls, endedEarly }) =>
        `${name.padEnd(10)}  ${withThousands(programs)} programs, ${withThousands(calls)} calls${endedEarly ? ', ended early' : `: ${guarantee}`}`,
    ),
    ...(result.corpusSkipped > 0
      ? [`corpus      ${result.corpusSkipped} programs skipped: the target claims too little`]
      : []),
    ...statusOnly(result),
  ];
}

/** A target that shows no reservation anywhere can be held to half of the page only, and its pass must not look like more. */
function statusOnly({ target }: Facts): string[] {
  if (OBSERVABLE_CAPABILITIES.some((capability) => target.capabilities.includes(capability))) return [];
  return [
    '',
    'ONLY STATUS CODES WERE VERIFIED: the target claims none of reservation, offer and mmio-space,',
    'so nothing is known of what it reserves.',
  ];
}

export function verdictLine(verdict: Verdict, paint: Paint): string {
  const colour = verdict.exitCode === 0 ? 'green' : verdict.kind === 'inconclusive' ? 'yellow' : 'red';
  return `${paint(colour, verdict.kind.toUpperCase())}  ${verdict.reasons.join('; ')}`;
}

/** How the target was reached, as far as it matters. It depends on the wire and not on the seed, so it is no part of the facts. */
export function transportNotices({ flaky = 0, notices = [] }: Target): readonly string[] {
  const times = flaky === 1 ? 'once' : `${withThousands(flaky)} times`;
  return [
    ...(flaky > 0
      ? [`flaky       ${times} the target ended and did not when tried again; held against no program`]
      : []),
    ...notices.map((notice) => `notice      ${visible(notice)}`),
  ];
}
