/**
 * Many implementations side by side: tables by clause, by choice and by reading, as data that two writers print.
 */
import { satisfiedWord } from '../counts.ts';
import type { Report } from '../report-schema.ts';

export interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly head: string; readonly about: string; readonly cells: readonly string[] }[];
}

export interface Matrix {
  readonly implementations: readonly string[];
  readonly tables: readonly Table[];
}

/** What a cell says of an implementation that was not asked. */
const NOTHING = 'not tried';

export function matrixOf(reports: readonly Report[]): Matrix {
  const names = distinctNames(reports);
  const ids = [...new Set(reports.flatMap(({ clauses }) => clauses.map(({ id }) => id)))];
  const choices = [...new Set(reports.flatMap((report) => report.choices.map(({ id }) => id)))];
  const readings = [...new Set(reports.flatMap((report) => report.readings.map(({ reading }) => reading)))];
  const table = (
    title: string,
    heads: readonly string[],
    cell: (report: Report, head: string) => string,
    about: (head: string) => string,
  ): Table => ({
    title,
    heads: names,
    rows: heads.map((head) => ({ head, about: about(head), cells: reports.map((report) => cell(report, head)) })),
  });
  const anyClause = (id: string) => reports.flatMap(({ clauses }) => clauses).find((clause) => clause.id === id)!;
  return {
    implementations: names,
    tables: [
      table(
        'Verdict',
        ['verdict'],
        ({ verdict }) => verdict.sentence,
        () => '',
      ),
      table('Clauses', ids, clauseCell, (id) => `${anyClause(id).level}: ${anyClause(id).gist}`),
      table('Choices', choices, choiceCell, () => 'nothing decides; each answer conforms'),
      table('Readings', readings, readingCell, () => 'whether the implementation satisfies it'),
    ].filter(({ rows }) => rows.length > 0),
  };
}

function clauseCell({ clauses }: Report, id: string): string {
  const clause = clauses.find((candidate) => candidate.id === id);
  if (clause === undefined) return NOTHING;
  return clause.waived ? `${clause.outcome}, waived` : clause.outcome;
}

function choiceCell({ choices }: Report, id: string): string {
  const answers = choices.filter((choice) => choice.id === id).map(({ answer }) => answer);
  return answers.length > 0 ? answers.join(' and ') : NOTHING;
}

function readingCell({ readings, callsJudged }: Report, reading: string): string {
  const row = readings.find((candidate) => candidate.reading === reading);
  return row === undefined ? NOTHING : satisfiedWord(row, callsJudged);
}

/** Two reports of one implementation are told apart by what was asked, and at last by a number. */
function distinctNames(reports: readonly Report[]): readonly string[] {
  const plain = reports.map(({ target }) => `${target.name} ${target.version}`);
  const isTwice = (names: readonly string[], name: string) => names.filter((other) => other === name).length > 1;
  const longer = reports.map(({ reading, seed }, index) =>
    isTwice(plain, plain[index]!) ? `${plain[index]} (${reading}, seed ${seed})` : plain[index]!,
  );
  return longer.map((name, index) => (isTwice(longer, name) ? `${name} #${index + 1}` : name));
}
