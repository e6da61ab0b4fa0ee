/**
 * What came of a program: its responses, and how it ended. Plain data, so it can be judged again later, and elsewhere.
 */
import { isSuccess } from '../../spec/status.ts';
import type { Response } from '../../spec/call.ts';
import type { FailureKind, Program } from '../target.ts';

/** How a run ended: with all its responses, or with the target gone, silent or in breach of the contract, in words. */
export type End =
  | { readonly kind: 'complete' }
  /** `at`: the index of the call to blame, where known. */
  | { readonly kind: Exclude<FailureKind, 'unusable'>; readonly message: string; readonly at: number | undefined };

/** A program, what it was answered with, and how its run ended. */
export interface Trace {
  readonly program: Program;
  /** One a call where complete; else as many as are known. */
  readonly responses: readonly Response[];
  readonly end: End;
}

export const COMPLETE: End = Object.freeze({ kind: 'complete' });

/** Whether a call that other calls build on was refused: the rest of the program then stands on nothing. */
export function wasRefused(response: Response): boolean {
  return response.kind === 'status' && !isSuccess(response.status);
}
