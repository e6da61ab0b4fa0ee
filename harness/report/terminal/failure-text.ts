/**
 * One failure as a person reads it: the promise, the program that shows it broken, what was seen and what is permitted, and how sure
 * that is.
 */
import { describeAnswers, describeResponse, matches } from '../../../spec/answer.ts';
import { CLAUSES } from '../../../spec/clauses.ts';
import { READINGS } from '../../../spec/readings.ts';
import { brokenClause, certificateWords, likelyReason } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { seenOnceWords } from '../../campaign/seen-once-words.ts';
import type { Trace } from '../../execute/trace.ts';
import { judge } from '../../judge/judge.ts';
import type { Finding } from '../../judge/judge.ts';
import type { Minimized } from '../../minimize/minimize.ts';
import { counted } from '../../program/counted.ts';
import { printCall } from '../../program/program.ts';
import { visible } from '../../program/visible.ts';
import { CAPABILITIES } from '../../target.ts';
import type { Standing } from '../../verdict/gate.ts';
import { ENDING_SENTENCES, named } from '../../verdict/verdict.ts';
import { callLines, callWords, messageLines } from '../call-lines.ts';
import { positionWords } from '../position-words.ts';
import { promiseAtEnd } from '../promise-at-end.ts';
import { sequenceLines } from '../sequence-lines.ts';
import { answerWords } from '../status-words.ts';
import type { GatedCause } from './gated-causes.ts';
import { labelled, labelledFile } from './labelled.ts';
import { savedLines } from './saved-lines.ts';
import { folded } from '../folded.ts';
import type { Screen } from './screen.ts';
import { vicinityLines } from './vicinity-lines.ts';

/** One failure by itself, without the way to see it again. */
export function failureReport(counterexample: Counterexample, screen: Screen): string {
  return [...headline(counterexample, screen), '', ...failureLines(counterexample, screen)].join('\n');
}

/** A failure with all that the same cause broke. `savedIn`: the file of a failure, nothing where it could not be saved. */
export function causeLines(
  { shown, also, behind }: GatedCause,
  savedIn: (counterexample: Counterexample) => string | undefined,
  screen: Screen,
): readonly string[] {
  const { counterexample, signature } = shown;
  return [
    ...headline(counterexample, screen, shown.standing),
    '',
    ...failureLines(counterexample, screen),
    ...also.flatMap((other) => alsoLines(other.counterexample, other.signature.id, savedIn, screen)),
    ...(behind.length > 0
      ? labelled('behind', `${behind.join(', ')}: not verified before this is mended`, screen)
      : []),
    ...labelled('signature', signature.id, screen),
    ...savedLines(savedIn(counterexample), screen),
    '',
  ];
}

function alsoLines(
  counterexample: Counterexample,
  signature: string,
  savedIn: (counterexample: Counterexample) => string | undefined,
  screen: Screen,
): readonly string[] {
  const call = counterexample.trace.program['finding' in counterexample ? counterexample.finding.at : 0]!;
  const words = [named(brokenClause(counterexample)!), `at ${callWords(printCall(call), screen.calls)}`, signature];
  const file = savedIn(counterexample);
  return file === undefined
    ? labelled('also', words.join('  '), screen)
    : labelledFile('also', file, screen, words.join('  '));
}

function headline(counterexample: Counterexample, screen: Screen, standing?: Standing): readonly string[] {
  const { kind } = counterexample;
  const clause = brokenClause(counterexample);
  const colour = kind === 'deviation' || kind === 'inconsistent' || standing?.kind === 'waived' ? 'yellow' : 'red';
  const about =
    clause === undefined ? endingWords(counterexample) : `${clause}  ${CLAUSES[clause].level}  ${CLAUSES[clause].gist}`;
  const standingLines =
    standing === undefined || standing.kind === 'counts'
      ? []
      : folded('', standingWords(kind, standing), screen.columns);
  const head = standingLines.length > 0 ? '      ' : `${LABELS[kind]}  `;
  return [...standingLines, ...folded(head, about, screen.columns)].map((line, index) =>
    index === 0 ? line.replace(LABELS[kind], (label) => screen.paint(colour, label)) : line,
  );
}

function endingWords(counterexample: Counterexample): string {
  return 'end' in counterexample ? ENDING_SENTENCES[counterexample.end.kind] : counterexample.kind;
}

function standingWords(kind: Counterexample['kind'], standing: Exclude<Standing, { kind: 'counts' }>): string {
  const why =
    standing.kind === 'waived' ? `waived as ${standing.waiver.kind}: ${visible(standing.waiver.reason)}` : standing.why;
  return `${LABELS[kind]}, ${why}`;
}

export const LABELS: Readonly<Record<Counterexample['kind'], string>> = {
  fail: 'FAIL',
  deviation: 'DEVIATION',
  inconsistent: 'DEVIATION',
  crash: 'CRASH',
  timeout: 'TIMEOUT',
  'adapter-fault': 'ADAPTER FAULT',
};

function failureLines(counterexample: Counterexample, screen: Screen): readonly string[] {
  const clause = brokenClause(counterexample);
  const { minimized, original, repeats, history } = counterexample;
  const calls = counted(minimized.program.length, 'call');
  const size = repeats
    ? `${calls}, ${certificateWords(counterexample)}; from ${counted(original.length, 'call')}, at the cost of ${costs(minimized)}`
    : `${calls}, ${seenOnceWords(counterexample.source.strategy)}`;
  return [
    ...sequenceLines(
      history?.programs.map((program) => program.map(printCall)),
      screen,
    ),
    ...evidence(counterexample, screen),
    ...vicinityLines(counterexample, screen),
    '',
    ...(clause === undefined
      ? []
      : [
          ...labelled('source', CLAUSES[clause].source, screen),
          ...labelled('position', positionWords(CLAUSES[clause]), screen),
        ]),
    ...labelled('program', size, screen),
    ...(history ? labelled('reason', likelyReason(history), screen) : []),
  ];
}

function costs({ spentCalls, certifyingCalls }: Minimized): string {
  const shrinking = counted(spentCalls, 'call');
  return certifyingCalls === 0 ? shrinking : `${shrinking}, and ${counted(certifyingCalls, 'more call')} to be sure`;
}

function evidence(counterexample: Counterexample, screen: Screen): readonly string[] {
  const { trace } = counterexample;
  if ('finding' in counterexample)
    return [
      ...traceLines(trace, counterexample.finding.at, screen),
      ...findingLines(counterexample.finding, trace, screen),
    ];
  if (counterexample.kind === 'inconsistent') {
    const { earlier } = counterexample;
    return [
      ...traceLines(trace, trace.program.length - 1, screen),
      '      and otherwise in another run',
      ...traceLines(earlier, earlier.program.length - 1, screen),
    ];
  }
  const { message, at } = counterexample.end;
  const promise = promiseAtEnd(counterexample);
  return [
    ...traceLines(trace, at, screen),
    ...messageLines(message, screen.columns),
    ...(promise === undefined ? [] : promiseLines(promise, screen)),
  ];
}

function promiseLines({ permitted, clause }: Pick<Finding, 'permitted' | 'clause'>, { columns }: Screen) {
  return [
    ...folded('      permitted  ', describeAnswers(permitted).map(answerWords).join(', or '), columns),
    ...folded('      promised   ', `by ${clause}`, columns),
  ];
}

/** What was seen at a call, and all that is permitted there. */
export function findingLines(finding: Finding, trace: Trace, { columns }: Screen): readonly string[] {
  const answers = describeAnswers(finding.permitted).map(answerWords).join(', or ');
  return [
    ...folded('      saw        ', answerWords(describeResponse(finding.saw)), columns),
    ...folded('      permitted  ', sameAsBefore(finding, trace) ?? answers, columns),
  ];
}

/** An open question that was answered the other way at an earlier call of the same run. */
function sameAsBefore({ permitted, saw, at }: Finding, trace: Trace): string | undefined {
  const asked = permitted.find(({ answer, choice }) => choice !== undefined && matches(answer, saw))?.choice?.id;
  if (asked === undefined) return undefined;
  const capabilities = new Set(CAPABILITIES);
  const choices = READINGS.flatMap((reading) => judge(trace, { reading, capabilities }).choices);
  const before = choices.find((choice) => choice.id === asked && choice.at < at);
  if (before === undefined) return undefined;
  return `${answerWords(describeResponse(trace.responses[before.at]!))} again, as at call ${before.at + 1}: either conforms, and it has to be the same each time`;
}

export function traceLines(
  { program, responses }: Pick<Trace, 'program' | 'responses'>,
  wrongAt: number | undefined,
  { paint, columns, calls }: Screen,
): string[] {
  const steps = program.map((call, index) => {
    const response = responses[index];
    return { call: printCall(call), answer: response && describeResponse(response) };
  });
  return callLines(steps, { wrongAt, columns, calls, marked: (line) => paint('red', line) });
}
