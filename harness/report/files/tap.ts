/**
 * The report as TAP 14 (testanything.org): a test a clause, with the counterexample in a YAML block. What was not verified is `not ok`;
 * what is broken and does not count is `not ok ... # TODO`, and a skip names its reason.
 */
import { visible, visibleLines } from '../../program/visible.ts';
import type { Report } from '../report-schema.ts';
import { testRows } from './test-rows.ts';
import type { TestRow } from './test-rows.ts';

export function tapReport(report: Report): string {
  const rows = testRows(report);
  const { target, tier, reading, seed, verdict } = report;
  return [
    'TAP version 14',
    `1..${rows.length}`,
    `# ${plain(`${target.name} ${target.version}`)}  tier ${tier}, reading ${reading}, seed ${seed}`,
    ...rows.flatMap((row, index) => lines(row, index + 1)),
    `# ${plain(verdict.sentence)}`,
    '',
  ].join('\n');
}

function lines(row: TestRow, number: number): readonly string[] {
  const { name, status, message, detail } = row;
  const isBroken = detail !== '';
  const isOk = status === 'passed' || (status === 'skipped' && !isBroken);
  const directive = status === 'skipped' ? ` # ${isBroken ? 'TODO' : 'SKIP'} ${escaped(message)}` : '';
  const line = `${isOk ? 'ok' : 'not ok'} ${number} - ${escaped(name)}${directive}`;
  return isOk ? [line] : [line, ...diagnostics(row)];
}

/** YAML 1.2 is a superset of JSON, so a string in double quotes is escaped as JSON has it. */
function diagnostics({ outcome, message, detail }: TestRow): readonly string[] {
  const block =
    detail === ''
      ? []
      : [
          'detail: |2',
          ...visibleLines(detail)
            .split('\n')
            .map((line) => `  ${line}`),
        ];
  const yaml = ['---', `outcome: ${outcome}`, `message: ${JSON.stringify(plain(message))}`, ...block, '...'];
  return yaml.map((line) => `  ${line}`.trimEnd());
}

/** On one line. */
function plain(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ').trim();
}

/** A `#` would begin a directive, and a backslash escapes one. */
function escaped(text: string): string {
  return plain(text).replaceAll(/[\\#]/g, (character) => `\\${character}`);
}
