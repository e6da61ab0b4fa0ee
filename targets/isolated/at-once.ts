/** Programs on instances that live at once, in a child of their own: what both sides of the pipe do for it. */
import type { Response } from '../../spec/call.ts';
import { performInTurn } from '../../harness/execute/execute-at-once.ts';
import { responseFromJson, responseToJson } from '../../harness/execute/response-json.ts';
import type { ResponseJson } from '../../harness/execute/response-json.ts';
import type { Program, Session } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { IsolatedChild } from './child-process.ts';
import type { GuestSpec } from './guest.ts';
import { type IsolationOptions, MEMORY_BYTES_MAX } from './isolation-options.ts';

/** In the child. Nothing where there is no opening instances one by one. */
export function runAtOnce(open: (() => Session) | undefined, programs: readonly Program[]) {
  return open === undefined ? null : performInTurn(open, programs).map((own) => own.map(responseToJson));
}

/** In the parent. Nothing where this kind of guest cannot do it. Rejects with `TargetFailure` where the child ended. */
export async function askAtOnce(
  spec: GuestSpec,
  { deadlineMs, memoryBytesMax = MEMORY_BYTES_MAX }: IsolationOptions,
  programs: readonly Program[],
): Promise<readonly (readonly Response[])[] | undefined> {
  const child = new IsolatedChild(spec, { deadlineMs, memoryBytesMax });
  try {
    await child.ready();
    const given = (await child.errand('atOnce', programs, deadlineMs)) as readonly (readonly ResponseJson[])[] | null;
    return given?.map((own) => own.map(responseFromJson));
  } catch (error) {
    if (error instanceof TargetFailure && error.message.includes('this kind of target has no')) return undefined;
    throw error;
  } finally {
    child.kill();
    await child.ended;
  }
}
