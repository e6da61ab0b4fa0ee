/**
 * What the package gives to those who write a target, or drive the suite from a program of their own. `docs/api.md` lists every
 * export and says which are stable; each one's shapes, units and errors stand where it is declared.
 *
 *     const facts = await runCampaign(target);            // what was run and seen
 *     const { sentence, gate: { exitCode } } = gate(facts); // what that means, and what it is worth to you
 */

// The vocabulary: calls and responses as plain data. Amounts are megabytes, addresses and sizes bytes.
export { AMOUNT_MAX, CALL_KINDS, MEGABYTE_BYTES, NO_OFFER, NOTHING, SLOTS_MAX } from '../spec/call.ts';
export type { Call, CallKind, Endpoint, Handle, Reservation, Response, Slot } from '../spec/call.ts';
export {
  isSuccess,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_PARAMETER_1,
  STATUS_SUCCESS,
  statusName,
} from '../spec/status.ts';
export type { Status } from '../spec/status.ts';

// A target: an implementation under test.
export { CAPABILITIES, fromSession, TargetFailure } from './target.ts';
export type {
  AnsweredInTurn,
  Capability,
  FailureKind,
  OpenOptions,
  Program,
  Session,
  Target,
  TargetInfo,
} from './target.ts';

// What is promised: clauses with their sources, and the oracle, which is pure.
export { CLAUSE_IDS, CLAUSES } from '../spec/clauses.ts';
export type { ClauseId } from '../spec/clauses.ts';
export type { Clause, Level } from '../spec/clause.ts';
export { READINGS } from '../spec/readings.ts';
export type { Reading } from '../spec/readings.ts';
export { describeAnswer, matches } from '../spec/answer.ts';
export type { AddressRange, Answer } from '../spec/answer.ts';
export { NO_CHANNEL } from '../spec/model.ts';
export type { ChannelModel, Life } from '../spec/model.ts';
export { ALONE, follow, permitted } from '../spec/oracle.ts';
export type { Oracle, Surroundings } from '../spec/oracle.ts';
export type { Choice, ChoiceAnswer, ChoiceId, Permitted } from '../spec/permitted.ts';

// Programs, by themselves and as a fast-check arbitrary.
export { parseProgram, printProgram, ProgramSyntaxError } from './program/program.ts';
export { programId } from './program/program-id.ts';
export { readCorpus } from './program/corpus.ts';
export type { Corpus, SavedProgram } from './program/corpus.ts';
export { ProgramArbitrary } from './fast-check/program-arbitrary.ts';

// One program: run to a trace, and judged.
export { execute } from './execute/execute.ts';
export type { ExecuteOptions } from './execute/execute.ts';
export type { End, Trace } from './execute/trace.ts';
export { judge } from './judge/judge.ts';
export type { Finding, JudgedStep, Judgement, JudgeOptions } from './judge/judge.ts';

// A campaign: the programs of a tier, run and summed up as facts.
export { runCampaign } from './campaign/campaign.ts';
export type { CampaignOptions } from './campaign/campaign-options.ts';
export type { Progress } from './campaign/progress.ts';
export { clauseSelector } from './cli/clause-selector.ts';
export { mergeFacts } from './campaign/merge.ts';
export type {
  CellFacts,
  ClauseFacts,
  Facts,
  ReadingResult,
  Shard,
  Snapshot,
  StrategyResult,
} from './campaign/facts.ts';
export type { AbnormalEnd, Counterexample, FailingProgram } from './campaign/counterexample.ts';
export type { Source } from './generate/generate.ts';
export { TIERS } from './generate/tier.ts';
export type { Tier } from './generate/tier.ts';
export type { AnswerSeen } from './judge/answers-seen.ts';
export type { CallClass } from './judge/cells.ts';
export type { ChoiceRecord } from './judge/choices-shown.ts';
export type { Minimized } from './minimize/minimize.ts';
export type { Certificate } from './minimize/search-shorter.ts';

// Facts to a verdict, and a verdict under a policy to an exit code.
export { clauseResults } from './verdict/clause-results.ts';
export type { ClauseOutcome, ClauseResult } from './verdict/clause-results.ts';
export { verdictOf } from './verdict/verdict.ts';
export type { EndingKind, Verdict, VerdictKind } from './verdict/verdict.ts';
export type { Scope } from './verdict/scope.ts';
export { POINTS } from './verdict/points.ts';
export type { Point } from './verdict/points.ts';
export { gate } from './verdict/gate.ts';
export type { Gated, GatedClause, GatedFailure, Policy, Standing } from './verdict/gate.ts';
export { EXIT } from './verdict/exit-codes.ts';
export type { Gate } from './verdict/exit-codes.ts';
export { readPolicy } from './cli/read-policy.ts';
export type { Baseline, Drift, Waiver } from './verdict/baseline.ts';
export type { Requirements } from './verdict/requirements.ts';
export type { Signature } from './judge/finding-signature.ts';
export type { Weight } from './verdict/weight.ts';

// Settings.
export { defineConfig } from './cli/define-config.ts';
export type { Config } from './cli/flags.ts';
export { UsageError } from './usage-error.ts';
