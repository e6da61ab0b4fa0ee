/**
 * `summary.md`, and the page of a GitHub job: the sentence and the failures, those that count first, each with its program folded
 * away; and below, folded too, how it was tried and what became of each clause. What a target says is text here, never markup.
 */
import { counted } from '../../program/counted.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { randomFaultsLine, unseenLine } from '../../verdict/random-faults.ts';
import { soakLine } from '../../verdict/soak-words.ts';
import { strengthLine } from '../../verdict/strength-line.ts';
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { satisfiedWord, tallyLine } from '../counts.ts';
import { edgesLine } from '../edge-words.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { sinceWords } from '../since-previous.ts';
import { fenced, text } from './markdown.ts';
import { counterexampleText, kindWord, oneLine } from './test-rows.ts';

/** GitHub takes no more from a step, and drops what is longer as a whole. */
export const SUMMARY_BYTES_MAX = 1 << 20;

/** More failures than this are in one fold of their own. */
const FAILURES_OPEN_MAX = 10;

/** A name or a sentence may be as long as a message of the target is. */
const NAME_CHARACTERS_MAX = 200;
const SENTENCE_CHARACTERS_MAX = 8_192;

const MARKS: Readonly<Record<Report['verdict']['kind'], string>> = {
  conforms: '✅',
  'does not conform': '❌',
  inconclusive: '❔',
  'target unusable': '⛔',
  part: '🧩',
};

/** For the line that tells what did not fit, and the fold around the failures behind the first ones. */
const RESERVED_BYTES = 512;

/** At most `bytesMax` bytes; what does not fit is counted. Empty where not even the sentence fits. */
export function summaryMarkdown(report: Report, bytesMax = SUMMARY_BYTES_MAX): string {
  const head = headText(report);
  let left = bytesMax - bytes(head) - RESERVED_BYTES;
  if (left < 0) return '';
  const fits = (block: string) => {
    const size = bytes(block) + 1;
    if (size > left) return false;
    left -= size;
    return true;
  };
  const all = report.counterexamples.toSorted((a, b) => rank(a) - rank(b)).map((one) => failureFold(one, report));
  const failures = all.filter(fits);
  const rest = [howFold(report), clausesFold(report)].filter((block) => block !== '');
  const shownRest = rest.filter(fits);
  const tooLong = all.length - failures.length + rest.length - shownRest.length;
  const behind = failures.slice(FAILURES_OPEN_MAX);
  return [
    head,
    ...failures.slice(0, FAILURES_OPEN_MAX),
    ...(behind.length > 0 ? [fold(counted(behind.length, 'more failure'), behind)] : []),
    ...shownRest,
    ...(tooLong > 0 ? [`${counted(tooLong, 'part')} of this would be too long for GitHub: see report.json.\n`] : []),
  ].join('\n');
}

/** What the policy counts comes before what is known or does not count. */
function rank({ standing }: ReportCounterexample): number {
  return standing.kind === 'counts' ? 0 : 1;
}

function headText({ verdict, target, counterexamples }: Report): string {
  return [
    `## ${MARKS[verdict.kind]} ${beginning(`${target.name} ${target.version}`, NAME_CHARACTERS_MAX)}`,
    '',
    `**${beginning(verdict.sentence, SENTENCE_CHARACTERS_MAX)}**`,
    '',
    ...(counterexamples.length > 0 ? ['Each `replay` runs in the folder where the run was started.', ''] : []),
  ].join('\n');
}

function failureFold(one: ReportCounterexample, { clauses }: Report): string {
  const clause = clauses.find(({ id }) => id === one.clause);
  const about =
    clause === undefined
      ? beginning(oneLine(one), NAME_CHARACTERS_MAX)
      : `<code>${clause.id}</code> (${clause.level}): ${text(clause.gist)}`;
  const standing = one.standing.kind === 'counts' ? '' : `, ${one.standing.kind}`;
  return fold(
    `<b>${kindWord(one.kind)}${standing}</b> ${about} <code>${one.signature.id}</code>`,
    fenced(counterexampleText(one)),
  );
}

function howFold(report: Report): string {
  const { tier, reading, seed, programs, calls, callsJudged, randomFaults, previous, edges } = report;
  const satisfied = report.readings.map((row) => `${row.reading} ${satisfiedWord(row, callsJudged)}`).join(', ');
  const lines = [
    ...report.gate.reasons,
    strengthLine(report.strength),
    ...soakLines(report),
    randomFaultsLine(randomFaults),
    `${counted(calls, 'call')} made, ${withThousands(callsJudged)} judged`,
    satisfied === '' ? undefined : `satisfied: ${satisfied}`,
    report.choices.length === 0 ? undefined : report.choices.map(({ id, answer }) => `${id} ${answer}`).join(', '),
    ...report.verdict.scope.unrepeated.map(unrepeatedLine),
    previous === undefined ? undefined : `since the previous run: ${sinceWords(previous)}`,
    edges === undefined ? undefined : `edges: ${edgesLine(edges)}`,
  ];
  return fold(
    `How it was tried: tier ${tier}, reading ${reading}, seed ${seed}, ${counted(programs, 'program')}`,
    lines.flatMap((line) => (line === undefined ? [] : [`- ${text(line)}`])),
  );
}

function soakLines({ verdict, times, situations }: Report): readonly (string | undefined)[] {
  const { soak } = verdict.scope;
  if (soak === undefined) return [];
  return [soakLine(soak, times.soakMs ?? 0), situations === undefined ? undefined : unseenLine(situations)];
}

function clausesFold({ clauses, counts }: Report): string {
  if (clauses.length === 0) return '';
  return fold(`Clauses: ${tallyLine(counts)}`, [
    '| clause | level | outcome | decisive |',
    '| --- | --- | --- | ---: |',
    ...clauses.map(
      ({ id, level, outcome, waived, decisive }) =>
        `| \`${id}\` | ${level} | ${waived ? `${outcome}, waived` : outcome} | ${withThousands(decisive)} |`,
    ),
  ]);
}

/** GitHub reads Markdown in it behind an empty line. */
function fold(head: string, lines: readonly string[]): string {
  return [`<details><summary>${head}</summary>`, '', ...lines, '', '</details>', ''].join('\n');
}

function beginning(words: string, charactersMax: number): string {
  return text(words.length <= charactersMax ? words : `${words.slice(0, charactersMax)}...`);
}

function bytes(words: string): number {
  return Buffer.byteLength(words);
}
