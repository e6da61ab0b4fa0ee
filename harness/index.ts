/**
 * What the package gives to those who write a target, or drive the suite from a program of their own.
 */
export { AMOUNT_MAX, CALL_KINDS, MEGABYTE_BYTES, NO_OFFER, NOTHING, SLOTS_MAX } from '../spec/call.ts';
export type { Call, CallKind, Endpoint, Handle, Reservation, Response, Slot } from '../spec/call.ts';
export { CLAUSE_IDS, CLAUSES } from '../spec/clauses.ts';
export type { Clause, Level } from '../spec/clause.ts';
export type { ClauseId } from '../spec/clauses.ts';
export { permitted } from '../spec/oracle.ts';
export type { Permitted } from '../spec/permitted.ts';
export { READINGS } from '../spec/readings.ts';
export type { Reading } from '../spec/readings.ts';
export {
  isSuccess,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_PARAMETER_1,
  STATUS_SUCCESS,
  statusName,
} from '../spec/status.ts';
export { runCampaign } from './campaign/campaign.ts';
export type { CampaignOptions } from './campaign/campaign.ts';
export type { Facts } from './campaign/facts.ts';
export { gate } from './verdict/gate.ts';
export { clauseResults } from './verdict/clause-results.ts';
export { defineConfig } from './cli/define-config.ts';
export { ProgramArbitrary } from './fast-check/program-arbitrary.ts';
export { judge } from './judge/judge.ts';
export type { Finding, Judgement } from './judge/judge.ts';
export { parseProgram, printProgram, programId } from './program/program.ts';
export { CAPABILITIES, fromSession, TargetFailure } from './target.ts';
export type { Capability, OpenOptions, Program, Session, Target, TargetInfo } from './target.ts';
export type { Trace } from './execute/trace.ts';
