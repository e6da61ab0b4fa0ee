/** Programs on instances that live at once, in a child of their own: what both sides of the pipe do for it. */
import { performInTurn } from '../../harness/execute/execute-at-once.ts';
import { responseFromJson, responseToJson } from '../../harness/execute/response-json.ts';
import type { ResponseJson } from '../../harness/execute/response-json.ts';
import type { AnsweredInTurn, Program, Session } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { IsolatedChild } from './child-process.ts';
import type { GuestSpec } from './guest.ts';
import { type IsolationOptions, MEMORY_BYTES_MAX } from './isolation-options.ts';

type RunJson = Omit<AnsweredInTurn, 'responses'> & { readonly responses: readonly ResponseJson[] };

/** In the child. Nothing where there is no opening instances one by one. */
export function runAtOnce(open: (() => Session) | undefined, programs: readonly Program[]) {
  if (open === undefined) return null;
  return performInTurn(open, programs).map((run) => ({ ...run, responses: run.responses.map(responseToJson) }));
}

/** In the parent. Nothing where this kind of guest cannot do it. Rejects with `TargetFailure` where the child ended. */
export async function askAtOnce(
  spec: GuestSpec,
  { deadlineMs, memoryBytesMax = MEMORY_BYTES_MAX }: IsolationOptions,
  programs: readonly Program[],
): Promise<readonly AnsweredInTurn[] | undefined> {
  const child = new IsolatedChild(spec, { deadlineMs, memoryBytesMax });
  try {
    await child.ready();
    const given = (await child.errand('atOnce', programs, deadlineMs)) as readonly RunJson[] | null;
    return given?.map((run) => ({ ...run, responses: run.responses.map(responseFromJson) }));
  } catch (error) {
    if (error instanceof TargetFailure && error.message.includes('this kind of target has no')) return undefined;
    throw error;
  } finally {
    child.kill();
    await child.ended;
  }
}
