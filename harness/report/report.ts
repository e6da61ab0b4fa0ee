/**
 * The report of a run, as `report-schema.ts` has it, out of what the campaign found and what the gate made of it.
 */
import type { Facts } from '../campaign/facts.ts';
import { brokenClause } from '../campaign/counterexample.ts';
import { COLUMNS, cellIndex } from '../judge/cells.ts';
import { measuredStrength } from '../verdict/strength.ts';
import type { Killed } from '../verdict/strength.ts';
import { describeAnswers, describeResponse } from '../../spec/answer.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { LIVES } from '../../spec/model.ts';
import { statusName } from '../../spec/status.ts';
import type { Gated, GatedClause, GatedFailure, Standing } from '../verdict/gate.ts';
import { printCall, programId } from '../program/program.ts';
import { SUITE_VERSION } from '../version.ts';
import { countsOf } from './counts.ts';
import { plainResponse } from './plain-response.ts';
import { replayCommand } from './replay-command.ts';
import type { Report, ReportClause, ReportCounterexample } from './report-schema.ts';
import { stateMap } from './state-map.ts';
import { timeline } from './timeline.ts';
import { mergeableStates, transitions } from './transitions.ts';

export interface ReportContext {
  readonly asked: Report['asked'];
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  readonly startedAt: string;
  readonly durationMs: number;
}

export function reportOf(result: Facts, gated: Gated, context: ReportContext): Report {
  const { target, cutShort, strategies } = result;
  const clauses = gated.clauses.map(reportClause);
  const counterexamples = gated.failures.map((failure) => reportCounterexample(failure, result, context.asked));
  return {
    report: 1,
    suite: { name: 'kmcl-conformance', version: SUITE_VERSION },
    target: { name: target.name, version: target.version, capabilities: [...target.capabilities] },
    asked: context.asked,
    tier: result.tier,
    seed: result.seed,
    reading: result.reading,
    readings: [...result.readings],
    extent:
      cutShort !== undefined
        ? { kind: 'partial', why: cutShort }
        : context.shard
          ? { kind: 'shard', ...context.shard }
          : { kind: 'whole' },
    verdict: { ...gated.verdict, reasons: [...gated.verdict.reasons] },
    counts: countsOf(clauses, counterexamples),
    clauses,
    choices: [...result.choices],
    counterexamples,
    drift: [...gated.drift],
    cells: plainCells(result),
    map: stateMap(result, gated.clauses),
    transitions: transitions(result),
    mergeable: [...mergeableStates(result)],
    answered: result.answersSeen.map(({ life, pair, statuses }) => ({
      state: life,
      ...pair,
      statuses: statuses.map(statusName),
    })),
    strategies: strategies.map(({ name, guarantee, programs, calls, endedEarly }) => ({
      name,
      guarantee,
      programs,
      calls,
      endedEarly,
    })),
    ...strengthOf(result.tier),
    programs: result.programs,
    calls: result.calls,
    corpusSkipped: result.corpusSkipped,
    times: {
      startedAt: context.startedAt,
      durationMs: Math.round(context.durationMs),
      strategies: strategies.map(({ name, durationMs }) => ({ name, durationMs: Math.round(durationMs) })),
    },
  };
}

export function printReport(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function reportClause(clause: GatedClause): ReportClause {
  const { gist, source, position, needs } = CLAUSES[clause.id];
  return { ...clause, gist, source, position, needs: [...needs] };
}

/** The counts of a campaign as rows. */
export function plainCells({ cells, brokenCells }: Pick<Facts, 'cells' | 'brokenCells'>): Report['cells'] {
  return LIVES.flatMap((state) =>
    COLUMNS.flatMap((call, column) => {
      const index = cellIndex(state, column);
      const calls = cells[index]!;
      const broken = [...(brokenCells.get(index) ?? [])];
      return calls > 0 || broken.length > 0 ? [{ state, call, calls, broken }] : [];
    }),
  );
}

/** The folder of a failure: the clause, or how the target ended, and the program. */
export function failureFolder(clause: ClauseId | undefined, kind: string, id: string): string {
  return `failures/${clause ?? kind}-${id}`;
}

function reportCounterexample(
  { counterexample, signature, standing }: GatedFailure,
  { reading, target }: Facts,
  asked: Report['asked'],
): ReportCounterexample {
  const { kind, minimized, trace, original, source, repeats } = counterexample;
  const clause = brokenClause(counterexample);
  const id = programId(minimized.program);
  const folder = failureFolder(clause, kind, id);
  return {
    kind,
    ...(clause ? { clause } : {}),
    id,
    signature,
    standing: plainStanding(standing),
    program: minimized.program.map(printCall),
    responses: trace.responses.map(plainResponse),
    ...('finding' in counterexample ? plainFinding(counterexample.finding) : {}),
    ...('end' in counterexample ? plainEnd(counterexample.end) : {}),
    ...('earlier' in counterexample ? { earlier: counterexample.earlier.map(printCall) } : {}),
    steps: timeline(trace, { reading, capabilities: new Set(target.capabilities) }),
    repeats,
    certificate: minimized.certificate,
    spent: {
      programs: minimized.spentPrograms,
      calls: minimized.spentCalls,
      certifyingCalls: minimized.certifyingCalls,
    },
    original: { ...source, calls: original.length },
    folder,
    replay: replayCommand(`${folder}/replay.kmcl`, reading, asked.target),
  };
}

function plainStanding(standing: Standing): ReportCounterexample['standing'] {
  if (standing.kind !== 'waived') return standing;
  const { kind, reason, link, expires } = standing.waiver;
  return { kind: 'waived', as: kind, reason, ...(link ? { link } : {}), ...(expires ? { expires } : {}) };
}

type Found = GatedFailure['counterexample'];

function plainFinding({ at, saw, permitted, before }: (Found & { kind: 'fail' | 'deviation' })['finding']) {
  return {
    at,
    state: before.life,
    saw: describeResponse(saw),
    permitted: describeAnswers(permitted),
  };
}

function plainEnd({ message, at }: { readonly message: string; readonly at: number | undefined }) {
  return at === undefined ? { message } : { message, at };
}

function strengthOf(tier: Facts['tier']): Pick<Report, 'strength'> {
  const measured = measuredStrength();
  const figures = measured?.tiers[tier];
  if (measured === undefined || figures === undefined) return {};
  const share = ({ of, killed }: Killed) => ({ of, killed });
  const mutants = Object.fromEntries(Object.entries(figures.mutants).map(([kind, killed]) => [kind, share(killed)]));
  return {
    strength: { seeds: measured.seeds, transitions: measured.transitions, mutants, faults: share(figures.faults) },
  };
}
