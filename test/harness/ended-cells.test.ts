/** A target that ends instead of answering is told where it did: in a cell of the map and on an edge of the automaton. */
import { describe, expect, it } from 'vitest';
import { mergedCells, withEnds } from '../../harness/campaign/ended-cells.ts';
import type { AbnormalEnd, Counterexample } from '../../harness/campaign/counterexample.ts';
import type { EndKind } from '../../harness/campaign/facts.ts';
import { failingCell } from '../../harness/campaign/failing-cell.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import type { Target } from '../../harness/target.ts';
import type { Call } from '../../spec/call.ts';
import { reference } from '../../targets/reference/reference.ts';
import { endingBus } from '../browser/ending-bus.ts';
import { reportOn } from '../browser/reports.ts';

const mapCell = ({ map }: Report, state: string, shape: string) =>
  map.cells.find((cell) => cell.state === state && cell.arguments === shape)!;
const edge = ({ transitions }: Report, from: string, call: string) =>
  transitions.edges.find((one) => one.from === from && one.call === call)!;
const report = (target: Target) => reportOn(target, 'any');

describe.each([
  ['crash', 'open', 'optional'],
  ['timeout', 'disabled', 'wide'],
  ['adapter-fault', 'client', 'required'],
] as const)('%s on %s with %s', (kind, state, shape) => {
  it('is the outcome of its cell and its edge, with the failure that shows it, and of no other', async () => {
    const told = await report(endingBus({ [`${state} ${shape}`]: kind }));
    const cell = mapCell(told, state, shape);
    expect(cell).toMatchObject({ outcome: kind, ended: [kind], calls: 0 });
    expect(told.counterexamples[cell.counterexample!]).toMatchObject({
      kind,
      cell: { state, call: `setMmioMegabytes ${shape}` },
    });
    expect(edge(told, state, `setMmioMegabytes ${shape}`).outcome).toBe(kind);
    expect(told.map.cells.filter(({ ended }) => ended !== undefined)).toHaveLength(1);
    expect(told.transitions.edges.filter(({ ended }) => ended !== undefined)).toHaveLength(1);
  });
});

it('a call that is not the function under test shows on its edge alone', async () => {
  const told = await report(endingBus({ 'open getMmioSpace': 'crash' }));
  expect(edge(told, 'open', 'getMmioSpace')).toMatchObject({ outcome: 'crash', calls: 0 });
  expect(told.map.cells.filter(({ ended }) => ended !== undefined)).toEqual([]);
});

it('two ways of ending both show, though only one of a kind is made small', async () => {
  const told = await report(endingBus({ 'enabled zero': 'crash', 'closed both': 'crash' }));
  const ended = told.map.cells.filter((cell) => cell.ended !== undefined);
  expect(told.counterexamples).toHaveLength(1);
  expect(ended.map(({ state, arguments: shape }) => `${state} ${shape}`)).toEqual(['enabled zero', 'closed both']);
});

describe('a client endpoint', () => {
  it('has a row of its own, and adds nothing to that of a fresh channel', async () => {
    const whole = await report(reference());
    const without = await report({
      ...reference(),
      info: {
        ...reference().info,
        capabilities: reference().info.capabilities.filter((one) => one !== 'client-endpoint'),
      },
    });
    for (const shape of whole.map.arguments) {
      expect(mapCell(whole, 'client', shape)).toMatchObject({ outcome: 'pass', clauses: ['refuse.client'] });
      expect(mapCell(whole, 'client', shape).calls).toBeGreaterThan(0);
      expect(mapCell(without, 'client', shape)).toMatchObject({ outcome: 'not-applicable', calls: 0 });
    }
    expect(whole.transitions.states).toContain('client');
    expect(without.transitions.states).not.toContain('client');
  });

  it('that is obeyed is a deviation there, and a fresh channel passes', async () => {
    const told = await report(reference({ fault: 'client-accepted' }));
    expect(mapCell(told, 'client', 'required')).toMatchObject({ outcome: 'deviation', broken: ['refuse.client'] });
    expect(mapCell(told, 'fresh', 'required')).toMatchObject({ outcome: 'pass', broken: [] });
  });
});

describe('where it is not known at which call it ended', () => {
  const allocate: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };
  const end = (kind: EndKind, at: number | undefined) => ({ kind, message: '', at });
  const shown = (at: number | undefined, repeats: boolean) => {
    const minimized = { program: [allocate, { kind: 'enable', channel: 0 }] } as const;
    const ended = end('crash', at);
    const trace = { ...minimized, responses: [], end: ended };
    return { kind: 'crash', end: ended, trace, minimized, repeats } as unknown as Counterexample;
  };
  const mishap = (kind: EndKind, at: number | undefined): AbnormalEnd => ({
    end: end(kind, at),
    program: [allocate],
    source: { strategy: 'random', index: 0 },
  });

  it.each([
    ['the last call of the smallest program is to blame', shown(undefined, true), { state: 'fresh', call: 'enable' }],
    ['nothing is said of what was seen once', shown(undefined, false), undefined],
    ['what was seen once at a call was seen there', shown(0, false), { state: 'absent', call: 'allocate server' }],
    ['nothing is said of an end behind the last answer', shown(2, true), undefined],
  ] as const)('%s', (_, counterexample, cell) => {
    expect(failingCell(counterexample)).toEqual(cell);
    const cells = withEnds([], [], [counterexample]);
    expect(cells).toEqual(cell === undefined ? [] : [{ ...cell, calls: 0, broken: [], ended: ['crash'] }]);
  });

  it('others of its kind are told only where their call is known', () => {
    const states = (...mishaps: AbnormalEnd[]) => withEnds([], mishaps, [shown(1, true)]).map(({ call }) => call);
    expect(states(mishap('crash', undefined))).toEqual(['enable']);
    expect(states(mishap('crash', 0))).toEqual(['allocate server', 'enable']);
    // A hang that never came again is told beside the verdict.
    expect(states(mishap('timeout', 0))).toEqual(['enable']);
  });

  it('the same in two parts is one cell', () => {
    const cells = withEnds([], [], [shown(1, true)]);
    expect(mergedCells([cells, cells])).toEqual(cells);
  });
});
