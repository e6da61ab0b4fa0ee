/**
 * The contract between the doctor and the kinds of targets: what a question is, and what a kind adds to the questions that
 * every target is asked (`questions.ts`).
 */
import type { Response } from '../../spec/call.ts';
import type { Capability, Program, Target } from '../target.ts';
import type { CheckResult } from './check-result.ts';

/** The target that is looked at. */
export interface DoctorSession {
  /** Opened at the first call, and the same one then. Rejects with `TargetFailure`. */
  target(): Promise<Target>;
  /** One response a call, each in its shape. Rejects with `TargetFailure` where the program ended otherwise. */
  run(program: Program): Promise<readonly Response[]>;
}

/** `Own` is what a kind of target looks at beside the session, such as the link to a remote one. */
export interface Question<Own = unknown> {
  readonly name: string;
  /** Where this is a problem, nothing that follows can be asked. */
  readonly gate?: true;
  /** The question does not apply where one of these is not claimed. */
  readonly needs?: readonly Capability[];
  /** What helps where `look` rejects with `TargetFailure`. Where absent, that depends on the kind of the failure. */
  readonly cure?: string;
  look(session: DoctorSession, own: Own): CheckResult | Promise<CheckResult>;
}

/** How one target is examined. */
export interface Examination<Own = unknown> {
  open(): Promise<Target>;
  readonly own: Own;
  /** Asked before the general questions, for instance whether the target can be reached. */
  readonly before: readonly Question<Own>[];
  readonly after: readonly Question<Own>[];
  /** What helps where a program crashes the target, or keeps it busy for too long. */
  readonly crashCure: string;
  /** Called after each problem, so that the next question finds nothing of it, and at the end. */
  reset?(): Promise<void>;
}
