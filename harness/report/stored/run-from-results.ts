/** A run out of its `results.ndjson`, which may have been cut short at any byte. */
import { CLAUSE_IDS, CLAUSES } from '../../../spec/clauses.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { DEFAULT_READING } from '../../../spec/readings.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { withEnds } from '../../campaign/ended-cells.ts';
import type { ClauseFacts } from '../../campaign/facts.ts';
import type { Trace } from '../../execute/trace.ts';
import type { Source } from '../../generate/generate.ts';
import { FILE_BOUNDS, named, parseJson, problemLines, readLines } from '../../program/bounded-file.ts';
import { matchesGlob } from '../../program/glob.ts';
import { UsageError } from '../../usage-error.ts';
import type { Report } from '../report-schema.ts';
import { blocksSnapshot } from './blocks-snapshot.ts';
import { readJournal } from './journal.ts';
import { knownCapabilities, knownClaims, knownCells, knownChoices } from './known-names.ts';
import { rejudged } from './rejudged.ts';
import { plainSnapshot } from './results-stream.ts';
import { resultsLine } from './results-schema.ts';
import type { ResultsLineOf } from './results-schema.ts';
import type { StoredRun } from './stored-run.ts';
import { traceOf } from './stored-trace.ts';

/** A program that failed, and what it was said to break: clauses, or nothing but how it ended. */
interface Failure {
  readonly trace: Trace;
  readonly source: Source;
  readonly subjects: readonly string[];
  /** The clauses that it broke, each with the signature of how. */
  readonly ways: readonly (readonly [clause: string, signature: string])[];
}

interface Lines {
  readonly begin: ResultsLineOf<'begin'>;
  readonly failures: readonly Failure[];
  readonly snapshot: ResultsLineOf<'snapshot'> | undefined;
  readonly end: ResultsLineOf<'end'> | undefined;
  readonly unreadableLines: number;
}

/** Throws `UsageError`, which names the file, where the first line does not say which run it is. */
export async function runFromResults(file: string): Promise<StoredRun> {
  const { begin, failures, end, unreadableLines, ...lines } = await linesOf(file);
  const snapshot = end === undefined ? await furthest(file, lines.snapshot) : lines.snapshot;
  const programs = Math.max(snapshot?.programs ?? 0, failures.length);
  // Of a target that cannot be used there would be a report, so nothing is said of this one.
  if (programs === 0) throw new UsageError(`${named(file)}: the run ended before it had counted a program`);
  const { asked, seed, shard, startedAt, suite, target, tier, surroundings } = begin;
  const reading = snapshot?.reading ?? (asked.reading === 'any' ? DEFAULT_READING : asked.reading);
  const options = { reading, ...knownClaims(target) };
  const shortest = [...shortestFailures(failures)];
  const counterexamples = shortest.map(([subject, { trace, source }]) =>
    rejudged(trace, { ...notMinimized(trace), source, clause: subject }, options),
  );
  const standing = CLAUSE_IDS.filter((id) => (CLAUSES[id].reading ?? reading) === reading);
  const clauses = clausesOf(snapshot?.clauses ?? [], counterexamples, failures).filter(
    ({ id }) => standing.includes(id) && isAsked(id, asked),
  );
  const cutShort = whyCutShort(end, unreadableLines);
  const brokenOutside = end?.verdict.scope.brokenOutside ?? [];
  return {
    file,
    suite: suite.version,
    asked,
    surroundings,
    extent: extentOf(cutShort, shard),
    startedAt,
    durationMs: 0,
    result: {
      cells: withEnds(knownCells(snapshot?.cells ?? []), [], counterexamples),
      target: { ...target, capabilities: knownCapabilities(target) },
      tier,
      seed,
      reading,
      readings: [],
      clauses,
      deselected: standing
        .filter((id) => !clauses.some((row) => row.id === id))
        .map((id) => untried(id, brokenOutside.includes(id))),
      selection: asked.clauses,
      shard,
      programsAsked: asked.programs,
      budgetMs: asked.budgetMs,
      choices: knownChoices(snapshot?.choices ?? []),
      counterexamples,
      strategies: end?.strategies.map((strategy) => ({ ...strategy, durationMs: 0 })) ?? [],
      programs,
      calls: snapshot?.calls ?? 0,
      decisiveCalls: snapshot?.decisiveCalls ?? 0,
      situations: undefined,
      answersSeen: [],
      answersSampled: [],
      cutShort,
      unrepeated: snapshot?.unrepeated ?? [],
      corpusSkipped: 0,
      ...soakOf(end),
    },
    claimedClauses: shortest.map(([subject]) => subject),
    unreadableLines,
  };
}

type SnapshotRows = Omit<ResultsLineOf<'snapshot'>, 'kind' | 'strategy'>;

/** Counts are written now and then, and blocks when they are done: whichever knows of more. */
async function furthest(file: string, snapshot: SnapshotRows | undefined): Promise<SnapshotRows | undefined> {
  const { begin, blocks } = await readJournal(file).catch(() => ({ begin: undefined, blocks: [] }));
  if (begin === undefined) return snapshot;
  const programs = blocks.reduce((sum, block) => sum + block.programs, 0);
  return programs > (snapshot?.programs ?? 0) ? plainSnapshot(blocksSnapshot(begin, blocks)) : snapshot;
}

function isAsked(id: ClauseId, { clauses }: Report['asked']): boolean {
  return clauses.length === 0 || clauses.some((glob) => matchesGlob(glob, id));
}

/** A run that is killed leaves one line that cannot be read; a file with so many is something else. */
const UNREADABLE_LINES_MAX = 1_000;

/** A line that cannot be read, or is not what a line is, costs itself alone and not what follows. */
async function linesOf(file: string): Promise<Lines> {
  const fail = (why: string) => new UsageError(`${named(file)}: ${why}`);
  let begin: Lines['begin'] | undefined;
  const failures: Failure[] = [];
  let snapshot: Lines['snapshot'];
  let end: Lines['end'];
  let unreadableLines = 0;
  for await (const line of readLines(file, FILE_BOUNDS.results)) {
    if (line?.trim() === '') continue;
    const parsed = resultsLine.safeParse(jsonOf(line));
    const { data } = parsed;
    if (begin === undefined) {
      if (data === undefined) throw fail(`its first line is none of a run:\n${problemLines(parsed.error.issues)}`);
      if (data.kind !== 'begin') throw fail('its first line does not say which run it is');
      begin = data;
    } else if (data?.kind === 'snapshot') snapshot = data;
    else if (data?.kind === 'block') continue;
    else if (data?.kind === 'end') end = data;
    else {
      const failure = data?.kind === 'program' ? failureOf(data) : undefined;
      if (failure === undefined) unreadableLines += 1;
      else failures.push(failure);
      if (unreadableLines > UNREADABLE_LINES_MAX)
        throw fail(`more than ${UNREADABLE_LINES_MAX} of its lines are none of a run`);
    }
  }
  if (begin === undefined) throw fail('its first line does not say which run it is');
  return { begin, failures, snapshot, end, unreadableLines };
}

function jsonOf(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : parseJson(line, 'a line');
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function failureOf({ source, findings, ...stored }: ResultsLineOf<'program'>): Failure | undefined {
  try {
    const trace = traceOf(stored);
    return {
      trace,
      source,
      subjects: trace.end.kind === 'complete' ? findings.map(({ clause }) => clause) : [trace.end.kind],
      ways: findings.map(({ clause, signature }) => [clause, signature]),
    };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The shortest program for each clause and each way of ending. */
function shortestFailures(failures: readonly Failure[]): ReadonlyMap<string, Failure> {
  const shortest = new Map<string, Failure>();
  for (const failure of failures) {
    for (const subject of failure.subjects) {
      const known = shortest.get(subject);
      if (known === undefined || failure.trace.program.length < known.trace.program.length) {
        shortest.set(subject, failure);
      }
    }
  }
  return shortest;
}

function notMinimized(trace: Trace) {
  const { program } = trace;
  const spent = { spentPrograms: 0, spentCalls: 0, certifyingCalls: 0, searchCalls: 0 };
  return { minimized: { program, certificate: 'out of budget', ...spent }, repeats: true, earlier: trace } as const;
}

/** A row for each clause of the snapshot, or for each there is where no snapshot came; breached at least as often as is shown. */
function clausesOf(
  rows: ResultsLineOf<'snapshot'>['clauses'],
  counterexamples: readonly Counterexample[],
  failures: readonly Failure[],
): readonly ClauseFacts[] {
  const byId = new Map(rows.map(([id, ...numbers]) => [id, numbers]));
  const shown = (clause: ClauseId) =>
    counterexamples.filter((one) => 'finding' in one && one.finding.clause === clause).length;
  const waysOf = (clause: ClauseId) => {
    const own = failures.flatMap(({ ways }) => ways.flatMap(([id, signature]) => (id === clause ? [signature] : [])));
    return [...new Set(own)].toSorted();
  };
  return CLAUSE_IDS.filter((id) => rows.length === 0 || byId.has(id)).map((id) => {
    const [exercised = 0, decisive = 0, breached = 0] = byId.get(id) ?? [];
    const ways = waysOf(id);
    const broken = { breached: Math.max(breached, shown(id)), ...(ways.length === 0 ? {} : { ways }) };
    return { id, exercised, decisive, ...broken };
  });
}

/** How long it took is not told there. */
function soakOf(end: Lines['end']): Pick<StoredRun['result'], 'soak'> {
  const soak = end?.verdict.scope.soak;
  return soak === undefined ? {} : { soak: { ...soak, durationMs: 0 } };
}

function untried(id: ClauseId, isBroken: boolean): ClauseFacts {
  return { id, exercised: 0, decisive: 0, breached: Number(isBroken) };
}

/**
 * A run that was interrupted comes to its last line too, and says so there. A line that was left out may have held a failure, so a
 * run without it says nothing of the rest.
 */
function whyCutShort(end: Lines['end'], unreadableLines: number): string | undefined {
  if (end === undefined) return 'it was killed, and this is what it had written';
  if (end.verdict.scope.cutShort !== undefined) return end.verdict.scope.cutShort;
  return unreadableLines > 0 ? `${unreadableLines} of its lines could not be read` : undefined;
}

function extentOf(cutShort: string | undefined, shard: ResultsLineOf<'begin'>['shard']): Report['extent'] {
  if (cutShort !== undefined) return { kind: 'partial', why: cutShort };
  return shard === undefined ? { kind: 'whole' } : { kind: 'shard', ...shard };
}
