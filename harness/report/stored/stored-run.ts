/**
 * A run read back from what it wrote: from `report.json`, or from `results.ndjson` where it never came to a report. Traces are
 * data, so each failure is judged again by this suite's oracle; nothing is taken on trust but the counts.
 */
import type { Facts, StrategyResult } from '../../campaign/facts.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { COLUMNS, cellIndex } from '../../judge/cells.ts';
import { emptyTally } from '../../judge/tally.ts';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CLAUSE_IDS, CLAUSES } from '../../../spec/clauses.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { LIVES } from '../../../spec/model.ts';
import type { Reading } from '../../../spec/readings.ts';
import { UsageError } from '../../usage-error.ts';
import { judge } from '../../judge/judge.ts';
import type { ChoiceRecord } from '../../judge/ledger.ts';
import { parseProgram } from '../../program/program.ts';
import { CAPABILITIES } from '../../target.ts';
import type { Capability, Program, TargetInfo } from '../../target.ts';
import type { Tier } from '../../generate/tier.ts';
import { COMPLETE } from '../../execute/trace.ts';
import type { Trace } from '../../execute/trace.ts';
import { parseResponse } from '../plain-response.ts';
import { reportSchema } from '../report-schema.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { statusOf } from '../../../spec/status.ts';

/** A run as far as it is known, and how far that is. */
export interface StoredRun {
  readonly file: string;
  readonly suite: string;
  readonly asked: Report['asked'];
  readonly extent: Report['extent'];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly result: Facts;
  /** Of each counterexample, what the run itself had said that it breaks; nothing where one trace cannot tell. */
  readonly claimedClauses: readonly (string | undefined)[];
  /** Lines that could not be read. */
  readonly unreadableLines: number;
}

/** Reads either kind of file, told by its content. Throws `UsageError`, which names the file. */
export async function readRun(file: string): Promise<StoredRun> {
  const text = await textOf(file);
  const firstLine = text.slice(0, Math.max(0, text.indexOf('\n')));
  return firstLine.startsWith('{"kind":"begin"') ? fromResults(text, file) : fromReport(parseReport(text, file), file);
}

export async function readReport(file: string): Promise<Report> {
  return parseReport(await textOf(file), file);
}

function parseReport(text: string, file: string): Report {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no report: ${(error as Error).message}`, { cause: error });
  }
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file} is no report:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`, {
      cause: error,
    });
  }
}

function fromReport(report: Report, file: string): StoredRun {
  const capabilities = capabilitiesOf(report.target);
  const counterexamples = report.counterexamples.map((row) => restored(row, report.reading, capabilities));
  const known = (id: string): id is ClauseId => (CLAUSE_IDS as readonly string[]).includes(id);
  const result: Facts = {
    ...countedCells(report.cells),
    target: { ...report.target, capabilities: [...capabilities] },
    tier: report.tier as Tier,
    seed: report.seed,
    reading: report.reading,
    readings: report.readings,
    clauses: report.clauses.flatMap(({ id, exercised, decisive, breached, maskedBy }) =>
      known(id) ? [{ id, exercised, decisive, breached, ...(maskedBy ? { maskedBy: maskedBy as ClauseId } : {}) }] : [],
    ),
    choices: report.choices as readonly ChoiceRecord[],
    counterexamples,
    strategies: report.strategies.map((strategy) => ({
      ...strategy,
      durationMs: report.times.strategies.find(({ name }) => name === strategy.name)?.durationMs ?? 0,
    })),
    programs: report.programs,
    calls: report.calls,
    answersSeen: report.answered.map(({ state, mmioMegabytes, mmioMegabytesOptional, statuses }) => ({
      life: state,
      pair: { mmioMegabytes, mmioMegabytesOptional },
      statuses: statuses.map(statusOf),
    })),
    cutShort: report.extent.kind === 'partial' ? report.extent.why : undefined,
    corpusSkipped: report.corpusSkipped,
  };
  const { asked, extent, suite, times } = report;
  const claimedClauses = report.counterexamples.map(({ kind, clause }) =>
    kind === 'inconsistent' ? undefined : (clause ?? kind),
  );
  return { file, suite: suite.version, asked, extent, ...times, result, claimedClauses, unreadableLines: 0 };
}

/** The counterexample, its trace judged again; what this oracle no longer objects to stays as its report told it. */
function restored(row: ReportCounterexample, reading: Reading, capabilities: ReadonlySet<Capability>): Counterexample {
  const program = parseProgram(row.program.join('\n'));
  const shared = {
    original: program,
    source: { strategy: row.original.strategy, index: row.original.index },
    minimized: {
      program,
      certificate: row.certificate as Counterexample['minimized']['certificate'],
      spentPrograms: row.spent.programs,
      spentCalls: row.spent.calls,
      certifyingCalls: row.spent.certifyingCalls,
      searchCalls: 0,
    },
    repeats: row.repeats,
  };
  const trace: Trace = { program, responses: row.responses.map(parseResponse), end: COMPLETE };
  if (row.kind === 'crash' || row.kind === 'timeout' || row.kind === 'adapter-fault') {
    const end = { kind: row.kind, message: row.message ?? '', at: row.at };
    return { ...shared, kind: row.kind, end, trace: { ...trace, end } };
  }
  const finding = judge(trace, { reading, capabilities }).findings.find(({ clause }) => clause === row.clause);
  if (finding !== undefined) return { ...shared, kind: finding.outcome, finding, trace };
  const earlier = parseProgram((row.earlier ?? row.program).join('\n'));
  return { ...shared, kind: 'inconsistent', clause: row.clause as ClauseId, earlier, trace };
}

function countedCells(rows: Report['cells']): Pick<Facts, 'cells' | 'brokenCells'> {
  const { cells } = emptyTally();
  const brokenCells = new Map<number, ReadonlySet<ClauseId>>();
  for (const { state, call, calls, broken } of rows) {
    const column = (COLUMNS as readonly string[]).indexOf(call);
    if (column < 0 || !LIVES.includes(state)) continue;
    const index = cellIndex(state, column);
    cells[index] = calls;
    if (broken.length > 0) brokenCells.set(index, new Set(broken as ClauseId[]));
  }
  return { cells, brokenCells };
}

function capabilitiesOf(target: Report['target']): ReadonlySet<Capability> {
  return new Set(CAPABILITIES.filter((capability) => target.capabilities.includes(capability)));
}

interface ProgramLine {
  readonly kind: 'program';
  readonly source: Counterexample['source'];
  readonly program: readonly string[];
  readonly responses: ReportCounterexample['responses'];
  readonly end: Trace['end'];
  readonly findings: readonly { readonly clause: ClauseId }[];
}

interface SnapshotLine extends Pick<Report, 'reading' | 'programs' | 'calls' | 'choices' | 'cells'> {
  readonly kind: 'snapshot';
  readonly clauses: readonly [id: ClauseId, exercised: number, decisive: number, breached: number][];
}

interface BeginLine extends Pick<Report, 'suite' | 'target' | 'asked' | 'tier' | 'seed'> {
  readonly kind: 'begin';
  readonly shard?: { readonly index: number; readonly count: number };
  readonly startedAt: string;
}

interface EndLine {
  readonly kind: 'end';
  readonly strategies: readonly StrategyResult[];
}

type Line = BeginLine | ProgramLine | SnapshotLine | EndLine;

/** A line that cannot be read costs itself alone, not what follows. */
function linesOf(text: string): { lines: readonly Line[]; unreadableLines: number } {
  const lines: Line[] = [];
  let unreadableLines = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      lines.push(JSON.parse(line) as Line);
    } catch {
      unreadableLines += 1;
    }
  }
  return { lines, unreadableLines };
}

function fromResults(text: string, file: string): StoredRun {
  const { lines, unreadableLines } = linesOf(text);
  const begin = lines.find((line) => line.kind === 'begin')!;
  const snapshot = lines.findLast((line) => line.kind === 'snapshot');
  const end = lines.find((line) => line.kind === 'end');
  const reading = snapshot?.reading ?? (begin.asked.reading === 'any' ? 'documented' : begin.asked.reading);
  const capabilities = capabilitiesOf(begin.target);
  const shortest = shortestPrograms(lines.filter((line) => line.kind === 'program'));
  const counterexamples = shortest.map(({ line, subject }) => unminimized(line, subject, reading, capabilities));
  const claimedClauses = shortest.map(({ subject }) => subject);
  const rows = new Map(snapshot?.clauses.map((row) => [row[0], row]));
  const atLeast = (clause: ClauseId) =>
    counterexamples.filter((one) => 'finding' in one && one.finding.clause === clause).length;
  const cutShort = end === undefined ? 'it was killed, and this is what it had written' : undefined;
  const target: TargetInfo = { ...begin.target, capabilities: [...capabilities] };
  const clauses = CLAUSE_IDS.filter((id) => (CLAUSES[id].reading ?? reading) === reading)
    .filter((id) => rows.size === 0 || rows.has(id))
    .map((id) => {
      const [, exercised = 0, decisive = 0, breached = 0] = rows.get(id) ?? [];
      return { id, exercised, decisive, breached: Math.max(breached, atLeast(id)) };
    });
  const result: Facts = {
    ...countedCells(snapshot?.cells ?? []),
    target,
    tier: begin.tier as Tier,
    seed: begin.seed,
    reading,
    readings: [],
    clauses,
    choices: (snapshot?.choices ?? []) as readonly ChoiceRecord[],
    counterexamples,
    strategies: end?.strategies ?? [],
    programs: snapshot?.programs ?? 0,
    calls: snapshot?.calls ?? 0,
    answersSeen: [],
    cutShort,
    corpusSkipped: 0,
  };
  const extent: Report['extent'] =
    cutShort !== undefined
      ? { kind: 'partial', why: cutShort }
      : begin.shard
        ? { kind: 'shard', ...begin.shard }
        : { kind: 'whole' };
  const { asked, startedAt, suite } = begin;
  return {
    file,
    suite: suite.version,
    asked,
    extent,
    startedAt,
    durationMs: 0,
    result,
    claimedClauses,
    unreadableLines,
  };
}

/** The shortest program for each clause and each way of ending. */
function shortestPrograms(lines: readonly ProgramLine[]): readonly { subject: string; line: ProgramLine }[] {
  const shortest = new Map<string, ProgramLine>();
  for (const line of lines) {
    const subjects = line.end.kind === 'complete' ? line.findings.map(({ clause }) => clause) : [line.end.kind];
    for (const subject of subjects) {
      const known = shortest.get(subject);
      if (known === undefined || line.program.length < known.program.length) shortest.set(subject, line);
    }
  }
  return [...shortest].map(([subject, line]) => ({ subject, line }));
}

function unminimized(
  line: ProgramLine,
  subject: string,
  reading: Reading,
  capabilities: ReadonlySet<Capability>,
): Counterexample {
  const program: Program = parseProgram(line.program.join('\n'));
  const trace: Trace = { program, responses: line.responses.map(parseResponse), end: line.end };
  const shared = {
    original: program,
    source: line.source,
    minimized: {
      program,
      certificate: 'out of budget',
      spentPrograms: 0,
      spentCalls: 0,
      certifyingCalls: 0,
      searchCalls: 0,
    } as const,
    trace,
    repeats: true,
  };
  if (line.end.kind !== 'complete') return { ...shared, kind: line.end.kind, end: line.end };
  const finding = judge(trace, { reading, capabilities }).findings.find(({ clause }) => clause === subject);
  if (finding !== undefined) return { ...shared, kind: finding.outcome, finding };
  return { ...shared, kind: 'inconsistent', clause: subject as ClauseId, earlier: program };
}
