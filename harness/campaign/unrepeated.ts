/**
 * What was seen once and not again, put together: counts are added by kind and text, in one order, so that parts of a run may be
 * merged in any order and in any grouping.
 */
import { UNREPEATED_KINDS } from '../target.ts';
import type { Unrepeated, UnrepeatedKind } from '../target.ts';

export function mergeUnrepeated(lists: readonly (readonly Unrepeated[])[]): readonly Unrepeated[] {
  const merged = new Map<string, Unrepeated>();
  for (const one of lists.flat()) {
    const key = `${one.kind} ${one.message}`;
    merged.set(key, { ...one, count: one.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()].toSorted(
    (a, b) =>
      UNREPEATED_KINDS.indexOf(a.kind) - UNREPEATED_KINDS.indexOf(b.kind) ||
      (a.message < b.message ? -1 : Number(a.message > b.message)),
  );
}

export function countUnrepeated(list: readonly Unrepeated[], kinds: readonly UnrepeatedKind[]): number {
  return list.reduce((sum, { kind, count }) => sum + (kinds.includes(kind) ? count : 0), 0);
}

/** One line of text, as it is counted by. */
export function seenOnce(kind: UnrepeatedKind, message: string): Unrepeated {
  const [line = ''] = message.split('\n', 1);
  return { kind, message: line, count: 1 };
}

/** What of a list is not in an earlier one. */
export function unrepeatedSince(before: readonly Unrepeated[], now: readonly Unrepeated[]): readonly Unrepeated[] {
  return now.flatMap((one) => {
    const known = before.find(({ kind, message }) => kind === one.kind && message === one.message)?.count ?? 0;
    return one.count > known ? [{ ...one, count: one.count - known }] : [];
  });
}
