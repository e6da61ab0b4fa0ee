/**
 * Which pairs have been swept, as spans in order that neither touch nor overlap.
 */
import type { Span } from '../pair-plan.ts';

export function withSpan(spans: readonly Span[], span: Span): readonly Span[] {
  const merged: Span[] = [];
  for (const next of [...spans, span].toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && next.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else merged.push(next);
  }
  return merged;
}

/** What is left of `whole`. */
export function gapsIn(whole: Span, spans: readonly Span[]): readonly Span[] {
  const gaps: Span[] = [];
  let from = whole.from;
  for (const span of spans) {
    if (span.from > from) gaps.push({ from, to: Math.min(span.from, whole.to) });
    from = Math.max(from, span.to);
    if (from >= whole.to) break;
  }
  if (from < whole.to) gaps.push({ from, to: whole.to });
  return gaps.filter((gap) => gap.from < gap.to);
}

export function pairsIn(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The same pairs, at most so many at once. */
export function* spansOf(spans: readonly Span[], pairsMax: number): Generator<Span, undefined, undefined> {
  for (const { from, to } of spans) {
    for (let start = from; start < to; start += pairsMax) yield { from: start, to: Math.min(to, start + pairsMax) };
  }
}
