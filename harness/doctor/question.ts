/**
 * The contract between the doctor and the kinds of targets: what a question is, and what a kind adds to the questions that
 * every target is asked (`questions.ts`).
 */
import type { Response } from '../../spec/call.ts';
import type { Capability, FailureKind, Program, Target } from '../target.ts';
import type { CheckResult } from './check-result.ts';

/** The target that is looked at. */
export interface DoctorSession {
  /** Opened at the first call, and the same one then. Rejects with `TargetFailure`. */
  target(): Promise<Target>;
  /** One response a call, each in its shape. Rejects with `TargetFailure` where the program ended otherwise. */
  run(program: Program): Promise<readonly Response[]>;
}

/** What helps against a failure, by its kind. Empty where the failure says so itself. */
export type Cures = Readonly<Partial<Record<FailureKind, string>>>;

/** `Own` is what a kind of target looks at beside the session, such as the link to a remote one. */
export interface Question<Own = unknown> {
  readonly name: string;
  /** Where this is a problem, nothing that follows can be asked. */
  readonly gate?: true;
  /** A run asks nothing of the kind, so that whatever goes wrong is a warning. */
  readonly isExtra?: true;
  /** The question does not apply where one of these is not claimed. */
  readonly needs?: readonly Capability[];
  /** What helps where `look` rejects with `TargetFailure`, for some kinds of it or all. Else that of the target's own, or of the kind. */
  readonly cure?: string | Cures;
  look(session: DoctorSession, own: Own): CheckResult | Promise<CheckResult>;
}

/** How one target is examined. */
export interface Examination<Own = unknown> {
  open(): Promise<Target>;
  readonly own: Own;
  /** Asked before the general questions, for instance whether the target can be reached. */
  readonly before: readonly Question<Own>[];
  readonly after: readonly Question<Own>[];
  /** What helps where a program ends the target, or it breaks the contract. */
  readonly cures: Cures;
  /** What the target has said beside its answers since it was started, the end of it; empty where that is in the failures already. */
  said?(): string;
  /** Called after each problem and warning, so that the next question finds nothing of it, and at the end. */
  reset?(): Promise<void>;
}
