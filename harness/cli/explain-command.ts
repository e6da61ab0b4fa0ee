/**
 * `explain`: a clause with a fault that breaks it, a failure of a report by its signature, a status, or a word of the output.
 */
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { READING_GISTS } from '../../spec/readings.ts';
import { TIER_GISTS } from '../generate/tier.ts';
import { excerpt } from '../program/visible.ts';
import { WHY_IT_MATTERS } from '../report/files/why-it-matters.ts';
import { GLOSSARY } from '../report/glossary.ts';
import { positionWords } from '../report/position-words.ts';
import type { Term } from '../report/glossary.ts';
import { OWN_NAME, shellCommand } from '../report/replay-command.ts';
import { statusFrom, statusWords } from '../report/status-words.ts';
import { runFromReport } from '../report/stored/run-from-report.ts';
import { failureReport, findingLines, traceLines } from '../report/terminal/failure-text.ts';
import { labelled, labelledCommand } from '../report/terminal/labelled.ts';
import { folded } from '../report/folded.ts';
import { screenFor } from '../report/terminal/screen.ts';
import type { Screen } from '../report/terminal/screen.ts';
import { CAPABILITY_GISTS } from '../target.ts';
import { ownCommand } from './own-command.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { faultExample } from './fault-example.ts';
import type { FaultExample } from './fault-example.ts';
import type { FlagsOf } from './flags.ts';
import { reportLookedUp } from './report-looked-up.ts';
import { didYouMean, nearest } from './suggestion.ts';
import type { TargetCatalog } from './target-catalog.ts';

/** What has a sentence of its own in another table goes by that one. */
const SENTENCES: Readonly<Record<string, string>> = {
  ...GLOSSARY,
  ...CAPABILITY_GISTS,
  ...TIER_GISTS,
  ...READING_GISTS,
};

export async function explainCommand(
  word: string | undefined,
  flags: FlagsOf<'explain'>,
  catalog: TargetCatalog,
): Promise<number> {
  const screen = screenFor(process.stdout, flags.calls, ownCommand());
  const lines = word === undefined ? wordList(screen) : await explained(word.trim(), flags.report, catalog, screen);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.conforms;
}

/** The lines for one word. Throws `UsageError` where it is nothing that is known. */
export async function explained(
  word: string,
  report: string,
  catalog: TargetCatalog,
  screen: Screen,
): Promise<readonly string[]> {
  const clause = CLAUSE_IDS.find((id) => id === word.toLowerCase());
  if (clause !== undefined) return aboutClause(clause, catalog, screen);
  if (/^KM-[0-9a-f]{8}$/i.test(word)) return aboutSignature(word.toUpperCase(), report, screen);
  const term = termOf(word);
  if (term !== undefined) return folded(`${term}  `, SENTENCES[term]!, screen.columns);
  const status = statusFrom(word);
  if (status !== undefined) return [statusWords(status)];
  const near = nearest(word, [...Object.keys(SENTENCES), ...CLAUSE_IDS]);
  const hint = near === undefined ? '; explain alone lists the words, and list clauses the clauses' : didYouMean(near);
  throw new UsageError(
    `nothing is known of "${excerpt(word)}": it is no clause, signature, status or word of the output${hint}`,
  );
}

function termOf(word: string): string | undefined {
  if (/^(complete|two-channels)-[\dk]$/.test(word))
    return word.slice(0, -2) as 'complete' | 'two-channels' satisfies Term;
  const lower = word.toLowerCase();
  const terms = Object.keys(SENTENCES);
  const is = (spelt: string) => terms.find((term) => term.toLowerCase() === spelt);
  return terms.find((term) => term === word) ?? is(lower) ?? is(lower.replace(/s$/, ''));
}

function wordList({ columns }: Screen): readonly string[] {
  return [
    'explain CLAUSE, a signature KM-..., a status such as 0x80070057, or one of these words:',
    '',
    ...folded('', Object.keys(SENTENCES).join(', '), columns),
  ];
}

async function aboutClause(clause: ClauseId, catalog: TargetCatalog, screen: Screen): Promise<readonly string[]> {
  const { level, gist, source, position, needs, reading } = CLAUSES[clause];
  const example = await faultExample(clause, catalog);
  const command = (target: string) =>
    shellCommand([OWN_NAME, 'run', '--target', target, '--clause', clause, ...(reading ? ['--reading', reading] : [])]);
  return [
    ...folded(`${clause}  ${level}  `, gist, screen.columns),
    '',
    ...labelled('source', source, screen),
    ...labelled('position', positionWords({ level, position }), screen),
    ...labelled('matters', WHY_IT_MATTERS[clause], screen),
    ...(needs.length > 0 ? labelled('capability', `needs ${needs.join(', ')}`, screen) : []),
    ...(reading ? labelled('reading', `stands under ${reading} only`, screen) : []),
    ...labelled('fault', example?.gist ?? 'none of the planted ones breaks it by itself', screen),
    ...(example === undefined ? [] : exampleLines(example, command(example.target), screen)),
  ];
}

function exampleLines({ trace, finding }: FaultExample, command: string, screen: Screen): readonly string[] {
  const calls = [...traceLines(trace, finding.at, screen), ...findingLines(finding, trace, screen)];
  return ['', ...calls, '', ...labelledCommand('try', command, screen)];
}

async function aboutSignature(id: string, file: string, screen: Screen): Promise<readonly string[]> {
  const report = await reportLookedUp(file);
  const index = report.counterexamples.findIndex(({ signature }) => signature.id === id);
  const found = report.counterexamples[index];
  const counterexample = runFromReport(report, file).result.counterexamples[index];
  if (found === undefined || counterexample === undefined) {
    const way = report.clauses.find(({ ways }) => ways?.includes(id));
    if (way !== undefined)
      return [`${id} is one of the ways in which ${way.id} was broken; the report keeps no program of it`];
    throw new UsageError(`${file} tells of no failure ${id}; --report names another report`);
  }
  const { standing, signature, replay } = found;
  const { call, state, expected, actual } = signature;
  const counts =
    standing.kind === 'counts' ? 'counts' : standing.kind === 'waived' ? `waived: ${standing.reason}` : standing.why;
  return [
    failureReport(counterexample, screen),
    ...labelled(
      'signature',
      `${id}: ${call} on a channel that is ${state}, ${expected} expected, ${actual} seen`,
      screen,
    ),
    ...labelled('standing', excerpt(counts), screen),
    ...labelledCommand('replay', replay, screen),
  ];
}
