/**
 * `summary.md`, and the lines that GitHub shows beside a run. What a target says is text here too, never markup.
 */
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { counted } from '../../program/counted.ts';
import { tallyLine } from '../counts.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { counterexampleText, kindWord, oneLine } from './test-rows.ts';
import { visible } from '../../program/visible.ts';

/** GitHub shows no more of one kind in a step. */
const ANNOTATIONS_MAX = 10;
const FAILURES_SHOWN_MAX = 10;

const MARKS: Readonly<Record<Report['verdict']['kind'], string>> = {
  conforms: '✅',
  'does not conform': '❌',
  inconclusive: '❔',
  'target unusable': '⛔',
  part: '🧩',
};

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
      `${report.readings.map(({ reading, satisfied }) => `${reading}: ${satisfied ? 'satisfied' : 'not satisfied'}`).join(', ')}`,
    '',
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

/** Workflow commands: the failures first, then one line for what was left out. */
export function githubAnnotations({ counterexamples, drift, verdict, gate }: Report): readonly string[] {
  const failures = counterexamples
    .filter(({ standing }) => standing.kind === 'counts')
    .map((one) =>
      annotation(kindWord(one.kind) === 'deviation' ? 'warning' : 'error', one.clause ?? one.kind, oneLine(one)),
    );
  const all = [...failures, ...drift.map(({ message }) => annotation('warning', 'baseline', message))];
  if (all.length === 0 && gate.exitCode !== 0) return [annotation('error', verdict.kind, verdict.sentence)];
  if (all.length <= ANNOTATIONS_MAX) return all;
  const left = all.length - (ANNOTATIONS_MAX - 1);
  return [...all.slice(0, ANNOTATIONS_MAX - 1), annotation('notice', 'more', `${left} more in the summary`)];
}

function annotation(level: string, title: string, message: string): string {
  const escape = (words: string) => words.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::${level} title=${escape(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escape(visible(message))}`;
}
