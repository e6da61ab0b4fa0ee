/** A run out of its `report.json`. */
import { CLAUSE_IDS } from '../../../spec/clauses.ts';
import { statusOf } from '../../../spec/status.ts';
import type { Counterexample, Sequence } from '../../campaign/counterexample.ts';
import type { ClauseFacts, Facts } from '../../campaign/facts.ts';
import { responseFromJson } from '../../execute/response-json.ts';
import { TIERS } from '../../generate/tier.ts';
import type { AnswerSeen } from '../../judge/answers-seen.ts';
import type { JudgeOptions } from '../../judge/judge.ts';
import { CERTIFICATES } from '../../minimize/search-shorter.ts';
import { UsageError } from '../../usage-error.ts';
import type { Report, ReportClause, ReportCounterexample } from '../report-schema.ts';
import { knownCapabilities, knownClaims, knownCells, knownChoices, named } from './known-names.ts';
import { rejudged } from './rejudged.ts';
import type { StoredRun } from './stored-run.ts';
import { programOf, traceOf } from './stored-trace.ts';
import { storedVicinity } from './stored-vicinity.ts';

/** Throws `UsageError` where the report tells of what this suite does not have. */
export function runFromReport(report: Report, file: string): StoredRun {
  const { asked, extent, suite, times, reading, target } = report;
  const tier = named(TIERS, report.tier);
  if (tier === undefined) throw new UsageError(`it is of a tier that this suite does not have: ${report.tier}`);
  const capabilities = knownCapabilities(target);
  const options = { reading, ...knownClaims(target) };
  return {
    file,
    suite: suite.version,
    asked,
    extent,
    ...times,
    result: {
      cells: knownCells(report.cells),
      target: { ...target, capabilities },
      tier,
      seed: report.seed,
      reading,
      readings: report.readings,
      clauses: report.clauses.flatMap(knownClause),
      deselected: report.deselected.flatMap(knownClause),
      selection: asked.clauses,
      shard: report.shard,
      programsAsked: asked.programs,
      budgetMs: asked.budgetMs,
      ...recordedOf(report),
      choices: knownChoices(report.choices),
      counterexamples: report.counterexamples.map((row) => counterexampleOf(row, options)),
      endWays: report.endWays ?? [],
      strategies: report.strategies.map((strategy) => ({
        ...strategy,
        durationMs: times.strategies.find(({ name }) => name === strategy.name)?.durationMs ?? 0,
      })),
      programs: report.programs,
      calls: report.calls,
      decisiveCalls: report.decisiveCalls,
      situations: report.situations,
      answersSeen: report.answered.map(answerSeen),
      answersSampled: (report.sampled ?? []).map(answerSeen),
      cutShort: extent.kind === 'partial' ? extent.why : undefined,
      unrepeated: report.verdict.scope.unrepeated,
      corpusSkipped: report.corpusSkipped,
      edges: report.edges,
    },
    claimedClauses: report.counterexamples.map(({ kind, clause }) =>
      kind === 'inconsistent' ? undefined : (clause ?? kind),
    ),
    unreadableLines: 0,
  };
}

function answerSeen({ state, statuses, ...pair }: Report['answered'][number]): AnswerSeen {
  return { state, pair, statuses: statuses.map(statusOf) };
}

function recordedOf({ verdict }: Report): { readonly recorded?: Facts['recorded'] } {
  const { recorded } = verdict.scope;
  return recorded === undefined ? {} : { recorded: { programs: recorded.programs, calls: recorded.calls } };
}

type StoredClause = Pick<ReportClause, 'id' | 'exercised' | 'decisive' | 'breached' | 'maskedBy' | 'ways'>;

function knownClause({ exercised, decisive, breached, ...row }: StoredClause): readonly ClauseFacts[] {
  const [id, maskedBy] = [named(CLAUSE_IDS, row.id), named(CLAUSE_IDS, row.maskedBy)];
  if (id === undefined) return [];
  const more = {
    ...(maskedBy === undefined ? {} : { maskedBy }),
    ...(row.ways === undefined ? {} : { ways: row.ways }),
  };
  return [{ id, exercised, decisive, breached, ...more }];
}

export function counterexampleOf(row: ReportCounterexample, options: JudgeOptions): Counterexample {
  const { kind, clause, original, spent, repeats } = row;
  const isEnd = kind === 'crash' || kind === 'timeout' || kind === 'adapter-fault';
  const trace = traceOf({
    program: row.program,
    responses: row.responses,
    end: isEnd ? { kind, message: row.message ?? '', at: row.at } : { kind: 'complete' },
  });
  const claim = {
    source: { strategy: original.strategy, index: original.index },
    minimized: {
      program: trace.program,
      certificate: row.history ? 'after other programs' : (named(CERTIFICATES, row.certificate) ?? 'out of budget'),
      spentPrograms: spent.programs,
      spentCalls: spent.calls,
      certifyingCalls: spent.certifyingCalls,
      searchCalls: 0,
    },
    repeats,
    ...(row.history ? { history: historyOf(row.history) } : {}),
    clause,
    earlier: row.earlier === undefined ? trace : earlierOf(row.earlier, row.earlierResponses),
  };
  const found = rejudged(trace, claim, options);
  return { ...found, ...storedVicinity(found, row, options) };
}

function earlierOf(program: readonly string[], responses: ReportCounterexample['earlierResponses'] = []) {
  return { program: programOf(program), responses: responses.map(responseFromJson) };
}

function historyOf({ programs, cause, processes, isMinimal }: NonNullable<ReportCounterexample['history']>): Sequence {
  return { programs: programs.map(programOf), cause, processes, isMinimal };
}
