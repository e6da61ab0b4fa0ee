/** Spans of pairs as sets: what is done and what is left add up. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gapsIn, pairsIn, withSpan } from '../../harness/sweep/spans.ts';
import type { Span } from '../../harness/pair-plan.ts';

const END = 60;
const span: fc.Arbitrary<Span> = fc
  .tuple(fc.nat(END), fc.nat(END))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const nonEmpty = span.filter(({ from, to }) => from < to);
const members = (spans: readonly Span[]) =>
  new Set(spans.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)));
const united = (spans: readonly Span[]) => spans.reduce<readonly Span[]>(withSpan, []);

it('unites spans to what their members are, in order and apart, whatever the order in which they come', () => {
  fc.assert(
    fc.property(fc.array(nonEmpty), fc.array(nonEmpty), (spans, more) => {
      const all = united([...spans, ...more]);
      expect(members(all)).toEqual(new Set([...members(spans), ...members(more)].toSorted((a, b) => a - b)));
      expect(united([...more, ...spans].toReversed())).toEqual(all);
      for (const [index, { from }] of all.entries()) if (index > 0) expect(from).toBeGreaterThan(all[index - 1]!.to);
      expect(united([...all, ...all])).toEqual(all);
    }),
  );
});

it('counts what the spans hold', () => {
  fc.assert(
    fc.property(fc.array(nonEmpty), (spans) => {
      expect(pairsIn(united(spans))).toBe(members(spans).size);
    }),
  );
});

it('finds the gaps: with them the whole is filled, and they hold nothing that the spans hold', () => {
  fc.assert(
    fc.property(fc.array(nonEmpty), nonEmpty, (list, whole) => {
      const spans = united(list);
      const gaps = gapsIn(whole, spans);
      const held = members(spans);
      expect(members(gaps)).toEqual(new Set([...members([whole])].filter((pair) => !held.has(pair))));
      expect(gapsIn(whole, gaps.reduce(withSpan, spans))).toEqual([]);
    }),
  );
});
