/**
 * A program on a target, as a trace. The only step of the pipeline that is not plain data. A target that ends instead of
 * answering gives a trace too; only one that cannot be used at all throws.
 */
import type { Response } from '../../spec/call.ts';
import { TargetFailure } from '../target.ts';
import type { Program, Session, Target } from '../target.ts';
import { checkResponses } from './check-responses.ts';
import { withDeadline } from './deadline.ts';
import { COMPLETE } from './trace.ts';
import type { End, Trace } from './trace.ts';

/** How a program is run. */
export interface ExecuteOptions {
  /** How long one run may take, in milliseconds. A target with `runsMax` keeps it itself. */
  readonly deadlineMs: number;
}

/** Runs the program from a fresh start. Throws `TargetFailure` of kind `unusable`, and nothing else. */
export async function execute(target: Target, program: Program, options: ExecuteOptions): Promise<Trace> {
  if (target.open !== undefined) return executeInProcess(target.open, program);
  try {
    const running = target.run(program);
    const { deadlineMs } = options;
    return answered(program, await (target.runsMax === undefined ? withDeadline(running, deadlineMs) : running));
  } catch (error) {
    return ended(program, [], error);
  }
}

/** The same without a promise, for targets that live in this process. */
export function executeInProcess(open: () => Session, program: Program): Trace {
  const responses: Response[] = [];
  let session: Session | undefined;
  try {
    session = open();
    for (let at = 0; at < program.length; at += 1) responses.push(session.perform(program[at]!));
    session.close?.();
  } catch (error) {
    return ended(program, responses, error);
  }
  return answered(program, responses);
}

/** The trace of a program that was run elsewhere, its responses held to the contract. */
export function answered(program: Program, responses: readonly Response[]): Trace {
  try {
    checkResponses(program, responses);
  } catch (breach) {
    return ended(program, [], breach);
  }
  return { program, responses, end: COMPLETE };
}

function ended(program: Program, responses: readonly Response[], error: unknown): Trace {
  if (!(error instanceof TargetFailure)) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { program, responses, end: { kind: 'crash', message, at: responses.length } };
  }
  if (error.kind === 'unusable') throw error;
  const end: End = { kind: error.kind, message: error.message, at: error.answered ?? (responses.length || undefined) };
  return { program, responses, end };
}
