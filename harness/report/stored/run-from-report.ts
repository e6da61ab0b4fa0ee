/** A run out of its `report.json`. */
import { CLAUSE_IDS } from '../../../spec/clauses.ts';
import { statusOf } from '../../../spec/status.ts';
import type { ClauseFacts, Facts } from '../../campaign/facts.ts';
import { TIERS } from '../../generate/tier.ts';
import type { AnswerSeen } from '../../judge/answers-seen.ts';
import { UsageError } from '../../usage-error.ts';
import type { Report, ReportClause } from '../report-schema.ts';
import { knownCapabilities, knownClaims, knownCells, knownChoices, named } from './known-names.ts';
import type { StoredRun } from './stored-run.ts';
import { counterexampleOf } from './stored-failure.ts';
import { storedPart } from './stored-part.ts';

/** Throws `UsageError` where the report tells of what this suite does not have. */
export function runFromReport(report: Report, file: string): StoredRun {
  const { asked, surroundings, extent, suite, times, reading, target } = report;
  const tier = named(TIERS, report.tier);
  if (tier === undefined) throw new UsageError(`it is of a tier that this suite does not have: ${report.tier}`);
  const capabilities = knownCapabilities(target);
  const options = { reading, ...knownClaims(target) };
  return {
    file,
    suite: suite.version,
    asked,
    surroundings,
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
      ...soakOf(report),
      ...(report.part === undefined ? {} : { part: storedPart(report.part, reading, knownClaims(target)) }),
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

function soakOf({ verdict, times }: Report): Pick<Facts, 'soak'> {
  const { soak } = verdict.scope;
  return soak === undefined ? {} : { soak: { ...soak, durationMs: times.soakMs ?? 0 } };
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
