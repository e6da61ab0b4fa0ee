/** One thing that the doctor asks, and the ways in which asking can end. */
import type { DoctorSession } from './doctor-session.ts';

export interface Question {
  readonly name: string;
  /** Without this, nothing that follows can be asked. */
  readonly gate?: true;
  /** What is wrong most often where an answer fails to come, or is broken. */
  readonly cure: string;
  /** What was seen, in words. */
  ask(patient: DoctorSession): Promise<string>;
}

/** What a check throws: the cause it found, with the cure for it. */
export class Problem extends Error {
  readonly cure: string;

  constructor(cause: string, cure: string) {
    super(cause);
    this.cure = cure;
  }
}

/** What a check throws that does not apply. */
export class Skipped extends Error {}
