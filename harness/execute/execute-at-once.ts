/** Programs on instances of their own that live at once in one process, their calls in turn. */
import type { Response } from '../../spec/call.ts';
import { TargetFailure } from '../target.ts';
import type { Program, Session, Target } from '../target.ts';
import { checkResponses } from './check-responses.ts';
import { COMPLETE } from './trace.ts';
import type { Trace } from './trace.ts';

/** The responses to each program. Throws what a session throws. */
export function performInTurn(open: () => Session, programs: readonly Program[]): readonly (readonly Response[])[] {
  const responses: Response[][] = programs.map(() => []);
  const sessions = programs.map(() => open());
  const longest = Math.max(...programs.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) {
    for (const [index, program] of programs.entries()) {
      if (at < program.length) responses[index]!.push(sessions[index]!.perform(program[at]!));
    }
  }
  for (const session of sessions) session.close?.();
  return responses;
}

/** Nothing where the target cannot have several instances at once. Rejects with `TargetFailure` where it ended. */
export async function executeAtOnce(
  target: Target,
  programs: readonly Program[],
): Promise<readonly Trace[] | undefined> {
  const { open } = target;
  let responses: readonly (readonly Response[])[] | undefined;
  try {
    responses = open === undefined ? await target.runAtOnce?.(programs) : performInTurn(open, programs);
  } catch (cause) {
    if (cause instanceof TargetFailure) throw cause;
    throw new TargetFailure('crash', cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), {
      cause,
    });
  }
  return responses?.map((own, index) => {
    checkResponses(programs[index]!, own);
    return { program: programs[index]!, responses: own, end: COMPLETE };
  });
}

/** So many programs at a time, their traces in order; an end is told of the first of those that were under way. */
export async function* tracesAtOnce(
  target: Target,
  programs: Iterable<Program>,
  instances: number,
): AsyncGenerator<Trace> {
  const all = [...programs];
  for (let first = 0; first < all.length; first += instances) {
    const group = all.slice(first, first + instances);
    try {
      yield* (await executeAtOnce(target, group)) ?? [];
    } catch (failure) {
      if (!(failure instanceof TargetFailure) || failure.kind === 'unusable') throw failure;
      yield { program: group[0]!, responses: [], end: { kind: failure.kind, message: failure.message, at: undefined } };
    }
  }
}
