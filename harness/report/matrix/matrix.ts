/**
 * Reports side by side, as data that the page, Markdown and JSON show: what each run covered, clauses, ways of ending, choices and readings
 * by implementation, failures by cause, and what the runs were not asked alike. It says no more than the reports do.
 */
import type { Report } from '../report-schema.ts';
import { satisfiedWord } from '../counts.ts';
import { comparison } from '../comparison.ts';
import type { Comparison } from '../comparison.ts';
import { causesAcross } from './causes-across.ts';
import type { CauseAcross } from './causes-across.ts';
import { clauseCell, endingCell, ENDINGS, NONE_SEEN } from './cell.ts';
import type { Cell } from './cell.ts';
import { implementationOf, isProvisional } from './implementation.ts';
import type { Implementation } from './implementation.ts';
import { unequalConditions } from './unequal-conditions.ts';
import type { UnequalCondition } from './unequal-conditions.ts';

export interface ClauseRow {
  readonly id: string;
  readonly level: string;
  readonly gist: string;
  readonly source: string;
  readonly position: string;
  readonly needs: readonly string[];
  /** One for each implementation, in their order. */
  readonly cells: readonly Cell[];
}

/** A way in which a target can end instead of answering, that at least one of them took. */
export interface EndingRow {
  readonly id: string;
  readonly cells: readonly Cell[];
}

/** An open question or a reading, and what each implementation has to it. */
export interface AnswerRow {
  readonly id: string;
  readonly answers: readonly string[];
}

export interface Matrix {
  /** Several implementations, or several runs of one, the earliest first. */
  readonly kind: 'implementations' | 'series';
  readonly implementations: readonly Implementation[];
  readonly unequal: readonly UnequalCondition[];
  readonly clauses: readonly ClauseRow[];
  readonly endings: readonly EndingRow[];
  readonly choices: readonly AnswerRow[];
  readonly readings: readonly AnswerRow[];
  readonly causes: readonly CauseAcross[];
  /** What changed from each run of a series to the next one; empty where it is none. */
  readonly steps: readonly Comparison[];
}

/** Where the page of a report lies, relative to the matrix, its parts percent-encoded; nothing where there is none. */
export type Links = readonly (string | undefined)[];

/** What a table says of an implementation that was not asked. */
const NOTHING = 'not tried';

/** Pure. `links`: the page of each report, in their order. */
export function matrixOf(
  reports: readonly Report[],
  kind: Matrix['kind'] = 'implementations',
  links: Links = [],
): Matrix {
  const labels = distinctLabels(reports);
  const rows = (idsOf: (report: Report) => readonly string[]) => [...new Set(reports.flatMap(idsOf))];
  const answers = (ids: readonly string[], answer: (report: Report, id: string) => string): readonly AnswerRow[] =>
    ids.map((id) => ({ id, answers: reports.map((report) => answer(report, id)) }));
  return {
    kind,
    implementations: reports.map((report, index) => implementationOf(report, labels[index]!, links[index])),
    unequal: unequalConditions(reports, labels),
    clauses: clauseRows(reports),
    endings: ENDINGS.map((id) => ({ id, cells: reports.map((report) => endingCell(report, id)) })).filter(({ cells }) =>
      cells.some(({ word }) => word !== NONE_SEEN),
    ),
    choices: answers(
      rows(({ choices }) => choices.map(({ id }) => id)),
      choiceAnswer,
    ),
    readings: answers(
      rows(({ readings }) => readings.map(({ reading }) => reading)),
      readingAnswer,
    ),
    causes: causesAcross(reports),
    steps: kind === 'series' ? reports.slice(1).map((report, index) => comparison(reports[index]!, report)) : [],
  };
}

/** Every clause that any of them has, in the order in which they come up. */
function clauseRows(reports: readonly Report[]): readonly ClauseRow[] {
  const known = new Map(reports.flatMap(({ clauses }) => clauses).map((clause) => [clause.id, clause]));
  return [...known.values()].map(({ id, level, gist, source, position, needs }) => ({
    id,
    level,
    gist,
    source,
    position,
    needs,
    cells: reports.map((report) => clauseCell(report, id)),
  }));
}

function choiceAnswer({ choices }: Report, id: string): string {
  const answers = choices.filter((choice) => choice.id === id).map(({ answer }) => answer);
  return answers.length > 0 ? answers.join(' and ') : NOTHING;
}

/** What no call has gone against yet, one that is still to come may. */
function readingAnswer(report: Report, reading: string): string {
  const row = report.readings.find((candidate) => candidate.reading === reading);
  if (row === undefined) return NOTHING;
  const word = satisfiedWord(row, report.callsJudged);
  return word === 'yes' && isProvisional(report) ? 'yes so far' : word;
}

/** Two reports of one implementation are told apart by what was asked, and where that is the same by a number. */
function distinctLabels(reports: readonly Report[]): readonly string[] {
  const plain = reports.map(({ target }) => `${target.name} ${target.version}`);
  const asked = reports.map(({ tier, reading, seed }, index) => `${plain[index]} (${tier}, ${reading}, seed ${seed})`);
  const isTwice = (labels: readonly string[], index: number) =>
    labels.indexOf(labels[index]!) !== labels.lastIndexOf(labels[index]!);
  return plain.map((label, index) => {
    if (!isTwice(plain, index)) return label;
    return isTwice(asked, index) ? `${label} #${index + 1}` : asked[index]!;
  });
}
