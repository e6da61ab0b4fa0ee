/**
 * `explain.md`: one failure told to somebody who has never heard of this suite.
 */
import { roundWords } from '../../campaign/soak-round.ts';
import { seenOnceWords } from '../../campaign/seen-once-words.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { counted } from '../../program/counted.ts';
import { answerWords } from '../status-words.ts';
import { fenced, text } from './markdown.ts';
import { positionWords } from '../position-words.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { counterexampleText } from './test-rows.ts';
import { shellCommand } from '../replay-command.ts';
import { WHY_ENDINGS_MATTER, WHY_IT_MATTERS } from './why-it-matters.ts';

/** `startedFrom`: the folder in which the run was started, seen from the folder of the failure. */
export function explanation(one: ReportCounterexample, report: Report, startedFrom: string): string {
  const clause = report.clauses.find(({ id }) => id === one.clause);
  const about = clause === undefined ? endedHead(one) : clauseHead(clause, one);
  return [
    ...about,
    '',
    '## What happened',
    '',
    `On ${text(`${report.target.name} ${report.target.version}`)}, in ${counted(one.program.length, 'call')}. The run: ${text(report.verdict.sentence)}`,
    '',
    ...fenced(counterexampleText(one)),
    '',
    ...(one.saw === undefined ? [] : [`- seen: ${answerWords(one.saw)}`]),
    ...(one.permitted === undefined ? [] : [`- permitted: ${one.permitted.map(answerWords).join(', or ')}`]),
    ...(one.state === undefined ? [] : [`- state of the channel: ${one.state}`]),
    one.repeats
      ? `- how small: ${one.certificate}, from ${counted(one.original.calls, 'call')} that ${one.original.strategy} drew${roundWords(one.original)}`
      : `- it was ${seenOnceWords(one.original.strategy)}, so it was not made small`,
    ...(one.history ? [`- likely reason: ${one.history.reason}`] : []),
    ...standingLines(one),
    '',
    '## See it again',
    '',
    'From the folder of this file:',
    '',
    '```sh',
    shellCommand(['cd', startedFrom]),
    one.replay,
    '```',
    '',
    'Beside this file: `replay.kmcl` (the program), `trace.json` (calls with answers, for `kmcl-conformance judge`),',
    '`reproduce.test.ts` (the same as a Vitest test) and `reproduce.c` (the KMCL calls as a driver would make them;',
    'of a native target also a program on the library, compiled by the line in its head).',
    '',
  ].join('\n');
}

function clauseHead({ id, level, gist, source, position }: Report['clauses'][number], one: ReportCounterexample) {
  return [
    `# ${id} (${level}) ${one.signature.id}`,
    '',
    `**Promised:** ${gist}.`,
    '',
    `**Source:** ${source}`,
    '',
    `**Position taken:** ${positionWords({ level, position })}`,
    '',
    `**Why it matters:** ${WHY_IT_MATTERS[id as ClauseId] ?? 'others rely on what it promises'}.`,
  ];
}

function endedHead({ kind, signature }: ReportCounterexample): readonly string[] {
  return [
    `# ${kind} ${signature.id}`,
    '',
    'The target ended instead of answering.',
    '',
    WHY_ENDINGS_MATTER[kind] ?? '',
  ];
}

function standingLines({ standing }: ReportCounterexample): readonly string[] {
  switch (standing.kind) {
    case 'counts':
      return [];
    case 'waived':
      return [
        `- in the baseline as ${standing.as}: ${text(standing.reason)}`,
        ...(standing.link ? [`- see ${text(standing.link)}`] : []),
        ...(standing.expires ? [`- until ${standing.expires}`] : []),
      ];
    case 'informational':
      return [`- does not count: ${text(standing.why)}`];
    default:
      return standing satisfies never;
  }
}
