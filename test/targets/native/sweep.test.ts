/** Sweeps of a library: wrong pairs, crashes, and processes that end when they have to. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PAIRS } from '../../../harness/pair-plan.ts';
import type { Span } from '../../../harness/pair-plan.ts';
import { pump } from '../../../harness/sweep/pump.ts';
import type { Swept } from '../../../harness/sweep/sweep.ts';
import { nativeSweeper } from '../../../targets/native/sweeper.ts';
import { plansOf, tasksOf } from '../../sweep-all.ts';
import { buildLibrary } from '../../build-library.ts';
import { watchChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';

const childrenLeft = watchChildren();

const C_EXAMPLE = join(import.meta.dirname, '../../../targets/examples/c/channel.c');
const MISBEHAVING = join(import.meta.dirname, 'misbehaving.c');

const NEVER = new AbortController().signal;

async function sweep(library: string, from: number, to: number): Promise<(Span & Swept)[]> {
  const sweeper = await nativeSweeper(library, { deadlineMs: 1_000 });
  const tasks = tasksOf(sweeper, plansOf(sweeper, ['fresh']), { from, to });
  const spans: (Span & Swept)[] = [];
  for await (const { task, swept } of pump(sweeper, tasks, availableParallelism(), NEVER)) {
    spans.push({ ...task.span, ...swept });
  }
  return spans;
}

/** Ends of the whole range, and pairs around which halves and signs change. */
const RANGES = [
  ['over the sign', 2 ** 31 - 1_500, 2 ** 31 + 1_500],
  ['from the first pair on', 0, 3_000],
  ['to the last pair', 2 ** 32 - 3_000, 2 ** 32],
] as const;

afterEach(() => expect(childrenLeft()).toEqual([]));

describe.runIf(requireTool('gcc'))('a sweep of pairs', () => {
  test.each(RANGES.slice(0, 1))('%s', conforms);
  test.each(RANGES.slice(1))('%s', { tags: ['slow'] }, conforms);

  async function conforms(_: string, from: number, to: number): Promise<void> {
    expect(await sweep(buildLibrary('c', C_EXAMPLE), from, to)).toEqual([{ from, to, kind: 'as-expected' }]);
  }

  test('finds the one pair in a span of nine million that is wrong', { tags: ['slow'] }, async () => {
    const library = buildLibrary('c', C_EXAMPLE, { flags: ['-DFAULT_ONE_PAIR_WRONG'] });
    const spans = await sweep(library, 0x1200_0000, 0x1290_0000);
    expect(spans.filter(({ kind }) => kind !== 'as-expected')).toMatchObject([{ kind: 'mismatch', pair: 0x1234_abcd }]);
  });

  test('finds a refusal of (0, 0) that is not one', async () => {
    const library = buildLibrary('c', C_EXAMPLE, { flags: ['-DFAULT_BOTH_ZERO_ACCEPTED'] });
    expect(await sweep(library, 0, 100)).toMatchObject([{ from: 0, to: 100, kind: 'mismatch', pair: 0 }]);
  });

  test('finds the pair at which the library crashes', { tags: ['slow'] }, async () => {
    const pair = 700 * 0x1_0000;
    const spans = await sweep(buildLibrary('c', MISBEHAVING), pair - 3_000, pair + 3_000);
    expect(spans.filter(({ kind }) => kind !== 'as-expected')).toMatchObject([{ kind: 'crash', pair }]);
    expect(spans.at(-1)).toMatchObject({ message: expect.stringContaining('SIGSEGV') });
  });

  test('ends its processes when its results are no longer read', { tags: ['slow'] }, async () => {
    const sweeper = await nativeSweeper(buildLibrary('c', C_EXAMPLE), { deadlineMs: 1_000 });
    const tasks = tasksOf(sweeper, plansOf(sweeper, ['fresh']), { from: 0, to: PAIRS });
    for await (const { swept } of pump(sweeper, tasks, availableParallelism(), NEVER)) {
      expect(swept.kind).toBe('as-expected');
      break;
    }
  });

  test('ends its processes when it is aborted in the middle of a span', async () => {
    const sweeper = await nativeSweeper(buildLibrary('c', C_EXAMPLE), { deadlineMs: 1_000 });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    // One span of all pairs, which takes minutes.
    const tasks = tasksOf({ spanPairs: PAIRS }, plansOf(sweeper, ['fresh']), { from: 0, to: PAIRS });
    for await (const _ of pump(sweeper, tasks, 1, abort.signal)) expect.unreachable();
  });
});
