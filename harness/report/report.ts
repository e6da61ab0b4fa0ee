/**
 * The report of a run, as `report-schema.ts` has it, out of what the campaign found and what the gate made of it.
 */
import type { Facts, PartFacts } from '../campaign/facts.ts';
import { signatureOf } from '../campaign/signature.ts';
import { brokenClause, certificateWords, likelyReason } from '../campaign/counterexample.ts';
import type { Counterexample, Sequence } from '../campaign/counterexample.ts';
import { roundIn } from '../campaign/soak-round.ts';
import { failingCell } from '../campaign/failing-cell.ts';
import { describeAnswers, describeResponse } from '../../spec/answer.ts';
import { claimsOf } from '../judge/claims.ts';
import { logJson } from '../program/visible.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Gated, GatedClause, GatedFailure, Standing } from '../verdict/gate.ts';
import type { Trace } from '../execute/trace.ts';
import { printCall } from '../program/program.ts';
import { programId } from '../program/program-id.ts';
import { SUITE_VERSION } from '../version.ts';
import { provenTo } from './proven.ts';
import { callsJudged, countsOf } from './counts.ts';
import { plainResponse } from './plain-response.ts';
import { replayCommand, replayOfLines } from './replay-command.ts';
import { REPORT_VERSION } from './report-schema.ts';
import type { Report, ReportClause, ReportCounterexample } from './report-schema.ts';
import { plainBlock } from './plain-block.ts';
import { plainAnswer, plainCell } from './plain-coverage.ts';
import { plainEdges } from './plain-edges.ts';
import { sincePrevious } from './since-previous.ts';
import type { PreviousReport } from './since-previous.ts';
import { plainVicinity } from './plain-vicinity.ts';
import { plainVerdict } from './plain-verdict.ts';
import { sourceDate } from './source-date.ts';
import { stateMap } from './state-map.ts';
import { timeline } from './timeline.ts';
import { mergeableStates, transitions } from './transitions.ts';

export interface ReportContext {
  readonly asked: Report['asked'];
  readonly startedAt: string;
  readonly durationMs: number;
  /** The file from which a failure in this folder can be replayed, as it is named where the run was started; nothing where there is none. */
  readonly replayFile?: (counterexample: Counterexample, folder: string) => string | undefined;
  /** What a part depends on beside what was asked. */
  readonly surroundings?: Report['surroundings'];
  /** The report of an earlier run, what failed in which was tried again. */
  readonly previous?: PreviousReport | undefined;
  /** Whether the programs from which failures were made small go with them, for whoever makes the last report of this one. */
  readonly keepsOriginals?: boolean;
}

export function reportOf(result: Facts, gated: Gated, context: ReportContext): Report {
  const report = reportAlone(result, gated, context);
  const { previous } = context;
  return previous === undefined ? report : { ...report, previous: sincePrevious(previous, report) };
}

function reportAlone(result: Facts, gated: Gated, context: ReportContext): Report {
  const { target, strategies } = result;
  const clauses = gated.clauses.map(reportClause);
  const counterexamples = gated.failures.map((failure) => reportCounterexample(failure, result, context));
  return {
    report: REPORT_VERSION,
    suite: { name: 'kmcl-conformance', version: SUITE_VERSION },
    target: { ...target, capabilities: [...target.capabilities] },
    asked: context.asked,
    ...(context.surroundings === undefined ? {} : { surroundings: context.surroundings }),
    tier: result.tier,
    seed: result.seed,
    reading: result.reading,
    readings: [...result.readings],
    ...plainExtent(result),
    ...plainVerdict(gated),
    counts: countsOf(clauses, counterexamples),
    clauses,
    deselected: result.deselected.map(({ id, exercised, decisive, breached }) => {
      return { id, exercised, decisive, breached };
    }),
    choices: [...result.choices],
    counterexamples,
    ...(result.endWays && result.endWays.length > 0 ? { endWays: [...result.endWays] } : {}),
    drift: [...gated.drift],
    cells: result.cells.map(plainCell),
    map: stateMap(result, gated.clauses),
    transitions: transitions(result),
    mergeable: [...mergeableStates(result)],
    answered: result.answersSeen.map(plainAnswer),
    sampled: result.answersSampled.map(plainAnswer),
    strategies: strategies.map((strategy) => {
      const { name, guarantee, programs, calls, endedEarly, isLeftOut } = strategy;
      const completeTo = provenTo(result, strategy);
      return {
        name,
        guarantee,
        programs,
        calls,
        endedEarly,
        ...(completeTo === undefined ? {} : { completeTo }),
        ...(isLeftOut === true ? { isLeftOut } : {}),
      };
    }),
    strength: plainStrength(gated),
    randomFaults: gated.verdict.randomFaults,
    ...(result.situations === undefined ? {} : { situations: result.situations }),
    programs: result.programs,
    calls: result.calls,
    callsJudged: callsJudged(result),
    decisiveCalls: result.decisiveCalls,
    corpusSkipped: result.corpusSkipped,
    ...(result.part === undefined ? {} : { part: plainPart(result.part, result, context) }),
    times: timesOf(context, result),
  };
}

/** A run that is said to have been at one moment took no time. */
function timesOf({ startedAt, durationMs }: ReportContext, { strategies, soak }: Facts): Report['times'] {
  const moment = sourceDate();
  const shown = (ms: number) => (moment === undefined ? Math.round(ms) : 0);
  return {
    startedAt: moment ?? startedAt,
    durationMs: shown(durationMs),
    strategies: strategies.map(({ name, durationMs: taken }) => ({ name, durationMs: shown(taken) })),
    ...(soak === undefined ? {} : { soakMs: shown(soak.durationMs) }),
  };
}

/** How far the run went, and how far it got into the library where that tells. */
function plainExtent(facts: Facts): Pick<Report, 'shard' | 'extent' | 'edges'> {
  const { shard, cutShort } = facts;
  const extent = (): Report['extent'] => {
    if (cutShort !== undefined) return { kind: 'partial', why: cutShort };
    return shard === undefined ? { kind: 'whole' } : { kind: 'shard', ...shard };
  };
  return { ...(shard === undefined ? {} : { shard: { ...shard } }), extent: extent(), ...plainEdges(facts) };
}

export function printReport(report: Report): string {
  return `${logJson(report)}\n`;
}

function reportClause(clause: GatedClause): ReportClause {
  const { gist, source, position, needs } = CLAUSES[clause.id];
  const { ways, ...plain } = clause;
  return { ...plain, ...(ways === undefined ? {} : { ways: [...ways] }), gist, source, position, needs: [...needs] };
}

/** The folder of a failure: the clause, or how the target ended, and the program. */
export function failureFolder(clause: ClauseId | undefined, kind: string, id: string): string {
  return `failures/${clause ?? kind}-${id}`;
}

function reportCounterexample(
  { counterexample, signature, standing }: GatedFailure,
  { reading, target }: Facts,
  { asked, replayFile, keepsOriginals }: ReportContext,
): ReportCounterexample {
  const { kind, minimized, trace, original, source, repeats, history } = counterexample;
  const clause = brokenClause(counterexample);
  const cell = failingCell(counterexample);
  const id = programId(minimized.program);
  const folder = failureFolder(clause, kind, id);
  const file = replayFile?.(counterexample, folder);
  const row = {
    kind,
    ...(clause ? { clause } : {}),
    id,
    signature,
    standing: plainStanding(standing),
    program: minimized.program.map(printCall),
    responses: trace.responses.map(plainResponse),
    ...('finding' in counterexample ? plainFinding(counterexample.finding) : {}),
    ...('end' in counterexample ? plainEnd(counterexample.end) : {}),
    ...('earlier' in counterexample ? plainEarlier(counterexample.earlier) : {}),
    ...(cell === undefined ? {} : { cell }),
    steps: timeline(trace, { reading, ...claimsOf(target) }),
    repeats,
    ...(history ? { history: plainHistory(history) } : {}),
    ...plainVicinity(counterexample),
    certificate: certificateWords(counterexample),
    spent: {
      programs: minimized.spentPrograms,
      calls: minimized.spentCalls,
      certifyingCalls: minimized.certifyingCalls,
    },
    original: {
      ...source,
      ...roundIn(source),
      calls: original.length,
      ...(keepsOriginals === true ? { program: original.map(printCall) } : {}),
    },
    folder,
  };
  const replay =
    file === undefined ? replayOfLines(replayLines(row), reading, asked) : replayCommand(file, reading, asked);
  return { ...row, replay };
}

function plainPart({ blocks, investigations }: PartFacts, facts: Facts, context: ReportContext): Report['part'] {
  const standing = { kind: 'counts' } as const;
  return {
    blocks: blocks.map(plainBlock),
    investigations: investigations.map(({ masked, found, unrepeated, ...one }) => ({
      ...one,
      masked: masked.map(([victim, culprit]) => [victim, culprit]),
      found: found.map(([name, counterexample]) => {
        const failure = { counterexample, signature: signatureOf(counterexample), standing };
        const row = reportCounterexample(failure, facts, context);
        return { ...row, name, original: { ...row.original, program: counterexample.original.map(printCall) } };
      }),
      unrepeated: [...unrepeated],
    })),
  };
}

/** The lines of a file from which `replay` runs it: a program that fails only after others is run with them. */
export function replayLines({
  program,
  history,
}: Pick<ReportCounterexample, 'program' | 'history'>): readonly string[] {
  return history === undefined
    ? program
    : history.programs.flatMap((calls, index) => (index === 0 ? calls : ['---', ...calls]));
}

function plainHistory(history: Sequence): NonNullable<ReportCounterexample['history']> {
  const { programs, cause, processes, isMinimal } = history;
  const printed = programs.map((program) => program.map(printCall));
  return { programs: printed, cause, reason: likelyReason(history), processes, isMinimal };
}

function plainStanding(standing: Standing): ReportCounterexample['standing'] {
  if (standing.kind !== 'waived') return standing;
  const { kind, reason, link, expires } = standing.waiver;
  return { kind: 'waived', as: kind, reason, ...(link ? { link } : {}), ...(expires ? { expires } : {}) };
}

function plainEarlier({ program, responses }: Pick<Trace, 'program' | 'responses'>) {
  return { earlier: program.map(printCall), earlierResponses: responses.map(plainResponse) };
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

function plainStrength({ verdict: { strength } }: Gated): Report['strength'] {
  if (strength.kind === 'not stated') return strength;
  return { ...strength, more: strength.more.map(({ claim, shown }) => ({ claim: [...claim], shown })) };
}
