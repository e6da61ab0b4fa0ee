/** Why a job will not come to a report, as BullMQ keeps it: one text, which begins with what kind of end it is. */
import type { LostShard } from '../elastic.ts';

export function lossReason({ kind, why }: { readonly kind: 'fault' | 'empty'; readonly why: string }): string {
  return `${kind}: ${why}`;
}

/** What does not begin so is the engine's own word for a worker that was lost. */
export function lossIn(reason: string): Pick<LostShard, 'kind' | 'why'> {
  const [, kind, why] = /^(fault|empty): (.*)$/s.exec(reason) ?? [];
  return kind === undefined ? { kind: 'loss', why: reason } : { kind: kind as LostShard['kind'], why: why! };
}
