/**
 * The parts of one run come to the same facts in whatever order and grouping they are merged.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { CHOICE_ANSWERS, CHOICE_IDS } from '../../spec/permitted.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import { END_KINDS } from '../../harness/campaign/facts.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { mergeFacts } from '../../harness/campaign/merge.ts';
import { judge } from '../../harness/judge/judge.ts';
import { CELL_STATES, COLUMNS } from '../../harness/judge/cells.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { UNREPEATED_KINDS } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';

const TARGET = { name: 'any', version: '1', capabilities: [] } as const;
const count = fc.nat(1000);
const clause = fc.constantFrom(...CLAUSE_IDS);

/** Few programs, so that parts often know the same failure, by the same program or by another. */
const program: fc.Arbitrary<Program> = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 }))
  .map(([channel, reads]) => [
    { kind: 'allocate', channel, endpoint: 'server' },
    ...Array.from({ length: reads }, () => ({ kind: 'readReservation', channel }) as const),
    { kind: 'setMmioMegabytes', channel, mmioMegabytes: 0, mmioMegabytesOptional: 0 },
  ]);

/** Every part has programs of its own: their numbers leave the part's own when divided by the number of parts. */
function counterexample(part: number): fc.Arbitrary<Counterexample> {
  const parts = fc.record({
    program,
    strategy: fc.constantFrom('boundary', 'random'),
    index: fc.nat(3).map((index) => index * 3 + part),
    kind: fc.constantFrom('fail', 'crash', 'inconsistent'),
    clause,
    repeats: fc.boolean(),
  });
  return parts.map(({ program: calls, strategy, index, kind, clause: asked, repeats }): Counterexample => {
    const spent = { spentPrograms: index, spentCalls: 0, certifyingCalls: 0, searchCalls: 0 };
    const minimized = { program: calls, certificate: '1-minimal', ...spent } as const;
    const shared = { original: calls, source: { strategy, index }, minimized, repeats };
    const responses = calls.map((call) =>
      call.kind === 'readReservation'
        ? ({ kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 } as const)
        : ({ kind: 'status', status: 0 } as const),
    );
    const trace: Trace = { program: calls, responses, end: { kind: 'complete' } };
    if (kind === 'inconsistent') return { ...shared, kind, trace, clause: asked, earlier: trace };
    if (kind === 'fail') {
      const { findings } = judge(trace, { reading: 'documented', capabilities: new Set(['reservation']) });
      return { ...shared, kind, trace, finding: findings[0]! };
    }
    const end = { kind: 'crash', message: 'gone', at: undefined } as const;
    return { ...shared, kind: 'crash', trace: { program: calls, responses: [], end }, end };
  });
}

function facts(part: number): fc.Arbitrary<Facts> {
  return fc.record({
    target: fc.constant(TARGET),
    tier: fc.constant('ci'),
    seed: fc.constant(1),
    reading: fc.constant('documented'),
    readings: fc.uniqueArray(fc.record({ reading: fc.constantFrom(...READINGS), satisfied: fc.boolean() }), {
      selector: ({ reading }) => reading,
    }),
    clauses: fc.uniqueArray(
      fc.record(
        { id: clause, exercised: count, decisive: count, breached: count, maskedBy: clause },
        { requiredKeys: ['id', 'exercised', 'decisive', 'breached'] },
      ),
      { selector: ({ id }) => id, maxLength: 5 },
    ),
    deselected: fc.uniqueArray(fc.record({ id: clause, exercised: count, decisive: count, breached: count }), {
      selector: ({ id }) => id,
      maxLength: 3,
    }),
    selection: fc.constant([]),
    shard: fc.constant(undefined),
    programsAsked: fc.constant(undefined),
    choices: fc.array(fc.record({ id: fc.constantFrom(...CHOICE_IDS), answer: fc.constantFrom(...CHOICE_ANSWERS) }), {
      maxLength: 3,
    }),
    counterexamples: fc.array(counterexample(part), { maxLength: 4 }),
    strategies: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('corpus', 'boundary', 'complete-0', 'complete-1', 'random', 'later'),
        guarantee: fc.constant('all of it'),
        programs: count,
        calls: count,
        durationMs: count,
        endedEarly: fc.boolean(),
      }),
      { selector: ({ name }) => name },
    ),
    programs: count,
    calls: count,
    decisiveCalls: count,
    situations: fc.option(fc.record({ calls: count, metOnce: count }), { nil: undefined }),
    cells: fc.uniqueArray(
      fc.record({
        state: fc.constantFrom(...CELL_STATES),
        call: fc.constantFrom(...COLUMNS),
        calls: count,
        broken: fc.uniqueArray(clause, { maxLength: 3 }),
        ended: fc.option(fc.subarray([...END_KINDS], { minLength: 1 }), { nil: undefined }),
      }),
      { selector: ({ state, call }) => `${state} ${call}`, maxLength: 5 },
    ),
    answersSeen: answers(2, 5),
    // As many as make one that is full.
    answersSampled: answers(9, 60),
    cutShort: fc.constantFrom(undefined, 'it was killed', 'interrupted', 'too many crashes'),
    unrepeated: fc.array(
      fc.record({
        kind: fc.constantFrom(...UNREPEATED_KINDS),
        message: fc.constantFrom('no answer', 'gone'),
        count: fc.integer({ min: 1, max: 9 }),
      }),
    ),
    corpusSkipped: count,
    edges: fc.option(
      fc
        .subarray([1, 2, 3])
        .map((left) => ({ reached: 3 - left.length, unreached: left.map((address) => ({ address })) })),
      { nil: undefined },
    ),
  }) satisfies fc.Arbitrary<Facts> as fc.Arbitrary<Facts>;
}

function answers(amountMax: number, maxLength: number) {
  return fc.uniqueArray(
    fc.record({
      state: fc.constantFrom(...CELL_STATES.slice(0, 3)),
      pair: fc.record({ mmioMegabytes: fc.nat(amountMax), mmioMegabytesOptional: fc.nat(amountMax) }),
      statuses: fc.uniqueArray(fc.nat(3), { minLength: 1 }),
    }),
    { selector: ({ state, pair }) => JSON.stringify([state, pair]), maxLength },
  );
}

const three = fc.tuple(facts(0), facts(1), facts(2));

/** As text, with the order of rows, since a report shows it. */
function inOrder(merged: Facts): string {
  return JSON.stringify(merged, null, 1);
}

describe('merging', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        const merged = inOrder(mergeFacts([a, b, c]));
        for (const parts of [
          [a, c, b],
          [b, a, c],
          [b, c, a],
          [c, a, b],
          [c, b, a],
        ]) {
          expect(inOrder(mergeFacts(parts))).toEqual(merged);
        }
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        const merged = inOrder(mergeFacts([a, b, c]));
        expect(inOrder(mergeFacts([mergeFacts([a, b]), c]))).toEqual(merged);
        expect(inOrder(mergeFacts([a, mergeFacts([b, c])]))).toEqual(merged);
      }),
    );
  });

  it('of what is merged changes nothing', () => {
    fc.assert(
      fc.property(three, (parts) => {
        const merged = mergeFacts(parts);
        expect(inOrder(mergeFacts([merged]))).toEqual(inOrder(merged));
      }),
    );
  });
});
