/**
 * `summary.md`. What a target says is text here too, never markup.
 */
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { counted } from '../../program/counted.ts';
import { satisfiedWord, tallyLine } from '../counts.ts';
import { edgesLine } from '../edge-words.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { sinceWords } from '../since-previous.ts';
import { counterexampleText, kindWord, oneLine } from './test-rows.ts';
import { visible } from '../../program/visible.ts';

const FAILURES_SHOWN_MAX = 10;

const MARKS: Readonly<Record<Report['verdict']['kind'], string>> = {
  conforms: '✅',
  'does not conform': '❌',
  inconclusive: '❔',
  'target unusable': '⛔',
  part: '🧩',
};

const SATISFIED = { yes: 'satisfied', no: 'not satisfied', 'not known': 'not known' } as const;

export function summaryMarkdown(report: Report): string {
  const { verdict, target, counterexamples } = report;
  const shown = counterexamples.slice(0, FAILURES_SHOWN_MAX);
  return [
    `## ${MARKS[verdict.kind]} ${text(`${target.name} ${target.version}`)}`,
    '',
    `**${text(verdict.sentence)}**`,
    '',
    ...report.gate.reasons.map((reason) => `- ${text(reason)}`),
    '',
    tallyLine(report.counts),
    '',
    ...verdict.scope.unrepeated.map((one) => `- ${text(unrepeatedLine(one))}`),
    ...(verdict.scope.unrepeated.length > 0 ? [''] : []),
    `Tier ${report.tier}, reading ${report.reading}, seed ${report.seed}, ${counted(report.programs, 'program')}, ${counted(report.calls, 'call')} made, ${report.callsJudged} judged. ` +
      `${report.readings.map((row) => `${row.reading}: ${SATISFIED[satisfiedWord(row, report.callsJudged)]}`).join(', ')}`,
    ...(report.previous === undefined ? [] : ['', `Since the previous run: ${text(sinceWords(report.previous))}`]),
    ...(report.edges === undefined ? [] : ['', `Edges: ${text(edgesLine(report.edges))}`]),
    '',
    ...(shown.length > 0 ? ['Each `replay` runs in the folder where the run was started.', ''] : []),
    ...shown.flatMap(failureMarkdown),
    ...(counterexamples.length > shown.length
      ? [`${counterexamples.length - shown.length} more in report.json.`, '']
      : []),
    '<details><summary>All clauses</summary>',
    '',
    '| clause | level | outcome | decisive |',
    '| --- | --- | --- | ---: |',
    ...report.clauses.map(
      ({ id, level, outcome, waived, decisive }) =>
        `| \`${id}\` | ${level} | ${waived ? `${outcome}, waived` : outcome} | ${decisive} |`,
    ),
    '',
    '</details>',
    '',
  ].join('\n');
}

function failureMarkdown(one: ReportCounterexample): readonly string[] {
  const standing = one.standing.kind === 'counts' ? '' : ` (${one.standing.kind})`;
  return [
    `### ${kindWord(one.kind)}: ${one.clause ?? text(oneLine(one))} ${one.signature.id}${standing}`,
    '',
    ...fenced(counterexampleText(one)),
    '',
  ];
}

/** A fence longer than any in the text, so that nothing in it can end it. */
function fenced(content: string): readonly string[] {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, content, fence];
}

/** A stranger's words inside of Markdown. */
export function text(words: string): string {
  return visible(words).replace(/[\\`*_{}[\]<>()#+!|&~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
