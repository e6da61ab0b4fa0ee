/**
 * A report as rows of tests, for the formats that know nothing but tests: one a clause, one for whether the target always answered, and
 * one for what no other row shows of a gate that does not pass. What was not verified is no pass and no skip, so it is an error; the harness's own checks are no rows.
 */
import { seenOnceWords } from '../../campaign/seen-once-words.ts';
import type { Report, ReportClause, ReportCounterexample } from '../report-schema.ts';
import { describeResponse } from '../../../spec/answer.ts';
import { responseFromJson } from '../../execute/response-json.ts';
import { EXIT } from '../../verdict/exit-codes.ts';
import { callLines, callWords, messageLines, withCallWords } from '../call-lines.ts';
import { answerWords } from '../status-words.ts';
import { sequenceLines } from '../sequence-lines.ts';
import { visible } from '../../program/visible.ts';

export interface TestRow {
  /** The first word of the clause, or `target`. */
  readonly suite: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  /** The outcome in this suite's own words, `waived` included. */
  readonly outcome: string;
  readonly message: string;
  /** The counterexample as text; empty where there is none. */
  readonly detail: string;
  readonly properties: Readonly<Record<string, string>>;
}

export function testRows(report: Report): readonly TestRow[] {
  const against = (clause: string) => report.counterexamples.filter((one) => one.clause === clause);
  const rows = [...report.clauses.map((clause) => clauseRow(clause, against(clause.id), report)), endingRow(report)];
  return [...rows, gateRow(report, rows)];
}

/** A run that was cut short, a part, or a baseline that drifts may have no clause that is red, and is not green. */
function gateRow({ gate, verdict, extent }: Report, rows: readonly TestRow[]): TestRow {
  const isBroken = rows.some(({ status }) => status === 'failed' || status === 'error');
  const isShown = gate.exitCode === EXIT.doesNotConform && isBroken && extent.kind === 'whole';
  const isTold = gate.exitCode === EXIT.conforms || isShown;
  const outcome = isTold ? 'pass' : 'not-verified';
  return {
    suite: 'target',
    name: 'leaves nothing open',
    status: isTold ? 'passed' : 'error',
    outcome,
    message: isTold ? '' : visible(verdict.sentence),
    detail: '',
    properties: { outcome, exitCode: `${gate.exitCode}` },
  };
}

function clauseRow(clause: ReportClause, against: readonly ReportCounterexample[], report: Report): TestRow {
  const { id, level, weight, exercised, decisive, waived } = clause;
  const outcome = waived ? 'waived' : clause.outcome;
  const shared = {
    suite: id.split('.')[0]!,
    name: `${id}: ${clause.gist}`,
    outcome,
    detail: against.map(counterexampleText).join('\n\n'),
    properties: { outcome, level, weight, exercised: `${exercised}`, decisive: `${decisive}`, ...waiverOf(against) },
  };
  const counts = weight === 'required' || (weight === 'recommended' && report.asked.level === 'should');
  const row = (status: TestRow['status'], message: string): TestRow => ({ ...shared, status, message });
  if (waived) {
    return row('skipped', against.map(waivedText).join('; ') || `behind ${clause.maskedBy}, which the baseline knows`);
  }
  switch (clause.outcome) {
    case 'pass':
    case 'choice':
      return row('passed', '');
    case 'not-applicable':
      return row('skipped', `needs ${clause.needs.join(', ')}, which the target does not claim`);
    case 'fail':
    case 'deviation':
      return counts
        ? row('failed', against.map(oneLine).join('; '))
        : row('skipped', `broken, but ${weight} only: ${against.map(oneLine).join('; ')}`);
    case 'not-verified': {
      const why = clause.maskedBy ? `${clause.maskedBy} stands in the way` : 'no decisive call was made';
      return weight === 'required' || weight === 'recommended' ? row('error', why) : row('skipped', why);
    }
    default:
      return clause.outcome satisfies never;
  }
}

function endingRow({ counterexamples, programs, verdict }: Report): TestRow {
  const endings = counterexamples.filter(({ clause }) => clause === undefined);
  const [suite, name] = ['target', 'answers every program'] as const;
  if (endings.length === 0 && (programs === 0 || verdict.kind === 'target unusable')) {
    const outcome = 'not-verified';
    return {
      suite,
      name,
      status: 'error',
      outcome,
      message: visible(verdict.sentence),
      detail: '',
      properties: { outcome },
    };
  }
  const counting = endings.filter(({ standing }) => standing.kind === 'counts');
  const outcome = counting[0]?.kind ?? (endings.length > 0 ? 'waived' : 'pass');
  return {
    suite,
    name,
    status: counting.length > 0 ? 'error' : endings.length > 0 ? 'skipped' : 'passed',
    outcome,
    message: counting.length > 0 ? counting.map(oneLine).join('; ') : endings.map(waivedText).join('; '),
    detail: endings.map(counterexampleText).join('\n\n'),
    properties: { outcome, ...waiverOf(endings) },
  };
}

function waiverOf(against: readonly ReportCounterexample[]): Readonly<Record<string, string>> {
  const [first] = against;
  if (first === undefined) return {};
  const waiver = first.standing.kind === 'waived' ? { waiver: first.standing.as } : {};
  return { signature: against.map(({ signature }) => signature.id).join(' '), ...waiver };
}

function waivedText({ standing, signature }: ReportCounterexample): string {
  return standing.kind === 'waived' ? `${standing.as} ${signature.id}: ${visible(standing.reason)}` : '';
}

/** An open question that is answered in two ways is a deviation, by the name that its clause has everywhere. */
export function kindWord(kind: ReportCounterexample['kind']): string {
  return kind === 'inconsistent' ? 'deviation' : kind;
}

/** What went wrong, on one line. */
export function oneLine({ kind, saw, permitted, message, at, steps }: ReportCounterexample): string {
  if (kind === 'inconsistent') return 'the answer is not the same each time';
  const where = at === undefined ? '' : `call ${at + 1}, ${callWords(steps[at]?.call ?? '')}: `;
  if (saw !== undefined) return `${where}saw ${saw}, permitted ${permitted?.join(', or ')}`;
  return message === undefined
    ? 'the answer is not the same each time'
    : `${where}${kind}: ${visible(message.split('\n', 1)[0]!)}`;
}

/** The program that was answered the other way, call by call. */
function earlierSteps({ earlier = [], earlierResponses = [] }: ReportCounterexample) {
  return earlier.map((call, index) => {
    const response = earlierResponses[index];
    return { call, answer: response && describeResponse(responseFromJson(response)) };
  });
}

/** The calls with their answers, and what was wrong. */
export function counterexampleText(one: ReportCounterexample): string {
  const earlier = callLines(earlierSteps(one), { wrongAt: (one.earlier?.length ?? 0) - 1 });
  return [
    ...sequenceLines(one.history?.programs),
    ...callLines(one.steps, { wrongAt: one.kind === 'inconsistent' ? one.steps.length - 1 : one.at }),
    ...(one.saw === undefined ? [] : [`      saw        ${answerWords(one.saw)}`]),
    ...(one.permitted === undefined ? [] : [`      permitted  ${one.permitted.map(answerWords).join(', or ')}`]),
    ...(earlier.length > 0 ? ['      and otherwise in another run', ...earlier] : []),
    ...(one.message === undefined ? [] : messageLines(one.message)),
    ...(one.neighbour === undefined ? [] : [`      passes     ${withCallWords(one.neighbour.text)}`]),
    ...(one.hint === undefined ? [] : [`      hint       ${one.hint.text}`]),
    ...(one.history ? [`  reason    ${one.history.reason}`] : []),
    ...(one.repeats ? [] : [`  unrepeated: ${seenOnceWords(one.original.strategy)}`]),
    `  signature ${one.signature.id}`,
    `  replay    ${one.replay}`,
  ].join('\n');
}
