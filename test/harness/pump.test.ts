/** The pump of a sweep: spans in any order of completion, the first wrong pair, and workers that are ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pump } from '../../harness/sweep/pump.ts';
import type { PairPlan, Span } from '../../harness/pair-plan.ts';
import { spansOf } from '../../harness/sweep/spans.ts';
import type { Sweeper, Swept } from '../../harness/sweep/sweep.ts';

/** Counts its workers, and those of them that were ended. */
function sweeper(sweep: (span: Span) => Promise<Swept>): Sweeper & { started: number; closed: number } {
  return {
    info: { name: 'toy', version: '1', capabilities: ['reservation'] },
    identity: 'toy',
    spanPairs: 10,
    programPairs: 10,
    started: 0,
    closed: 0,
    startWorker() {
      this.started += 1;
      return { sweep: (_, span) => sweep(span), close: async () => void (this.closed += 1) };
    },
  };
}

const asExpected = async (): Promise<Swept> => ({ kind: 'as-expected' });
const never = new AbortController().signal;

/** The toys look at no plan. */
const PLAN: PairPlan = { numbering: 'all', before: [], round: [], after: [], programPairs: 10, offerBytes: false };

async function all(
  toy: Sweeper,
  wanted: readonly Span[],
  workers: number,
  signal: AbortSignal,
): Promise<(Span & Swept)[]> {
  const seen: (Span & Swept)[] = [];
  const tasks = Array.from(spansOf(wanted, toy.spanPairs), (span) => ({ plan: PLAN, span }));
  for await (const { task, swept } of pump(toy, tasks, workers, signal)) seen.push({ ...task.span, ...swept });
  return seen;
}

describe('the pump', () => {
  it('hands out every wanted pair once, in spans that stay within the gaps', async () => {
    const toy = sweeper(asExpected);
    const spans = await all(
      toy,
      [
        { from: 3, to: 25 },
        { from: 40, to: 41 },
      ],
      2,
      never,
    );
    expect(spans.map(({ from, to }) => [from, to]).toSorted(([a], [b]) => a! - b!)).toEqual([
      [3, 13],
      [13, 23],
      [23, 25],
      [40, 41],
    ]);
    expect([toy.started, toy.closed]).toEqual([2, 2]);
  });

  it('starts no worker that has nothing to do', async () => {
    const toy = sweeper(asExpected);
    await all(toy, [{ from: 0, to: 20 }], 8, never);
    expect([toy.started, toy.closed]).toEqual([2, 2]);
    const idle = sweeper(asExpected);
    expect(await all(idle, [], 8, never)).toEqual([]);
    expect(idle.started).toBe(0);
  });

  it('gives spans in the order in which they are done, and a free worker the next one', async () => {
    const toy = sweeper(async ({ from }) => {
      await sleep(from === 0 ? 200 : 5);
      return { kind: 'as-expected' };
    });
    const spans = await all(toy, [{ from: 0, to: 40 }], 2, never);
    expect(spans.map(({ from }) => from)).toEqual([10, 20, 30, 0]);
  });

  it('ends behind the first wrong pair, and hands no span out after it', async () => {
    let asked = 0;
    const toy = sweeper(async ({ from }) => {
      asked += 1;
      return from === 10 ? { kind: 'mismatch', pair: 17 } : { kind: 'as-expected' };
    });
    const spans = await all(toy, [{ from: 0, to: 1_000 }], 1, never);
    expect(spans.at(-1)).toEqual({ from: 10, to: 20, kind: 'mismatch', pair: 17 });
    expect([spans.length, asked, toy.closed]).toEqual([2, 2, 1]);
  });

  it('ends at once when it is aborted, also with a span under way that never ends', async () => {
    const toy = sweeper(() => new Promise<never>(() => undefined));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    expect(await all(toy, [{ from: 0, to: 1_000 }], 3, abort.signal)).toEqual([]);
    expect([toy.started, toy.closed]).toEqual([3, 3]);
  });

  it('rejects as a worker does, and ends the others', async () => {
    const toy = sweeper(async ({ from }) => {
      if (from === 10) throw new Error('gone');
      return new Promise<never>(() => undefined);
    });
    await expect(all(toy, [{ from: 0, to: 1_000 }], 2, never)).rejects.toThrow('gone');
    expect(toy.closed).toBe(2);
  });
});
