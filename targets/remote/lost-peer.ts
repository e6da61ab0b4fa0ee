/** What is said of a peer that cannot be reached any more: what it did last, and at which program. */
import { TargetFailure } from '../../harness/target.ts';
import type { Run } from '../culprit/find-culprit.ts';
import { encodeCall } from './wire/encode-call.ts';

export function asFailure(error: unknown): TargetFailure {
  return error instanceof TargetFailure ? error : new TargetFailure('unusable', String(error), { cause: error });
}

/** The one run that was under way when the peer went for good: what it did is known, though it cannot be repeated. */
export function withGone(failure: TargetFailure, gone: TargetFailure): TargetFailure {
  const words = `${failure.message}; it cannot be reached any more (${gone.message})`;
  return new TargetFailure(failure.kind, words, { cause: gone });
}

/** Several were under way: which of them it was cannot be told any more, but what happened can. */
export function withLastSeen(
  gone: TargetFailure,
  seen: TargetFailure,
  [first, ...others]: readonly Run[],
): TargetFailure {
  const among = others.length === 0 ? '' : ` and ${others.length} more`;
  const words = `${gone.message}; before that: ${seen.message}, at [${first!.program.map(encodeCall).join()}]${among}`;
  return new TargetFailure('unusable', words, { cause: gone });
}
