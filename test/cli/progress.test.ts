/** Progress: what it says, that it fits, and that nothing of it is left. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { Progress } from '../../harness/campaign/campaign.ts';
import { estimateWords, ProgressLine, progressParts } from '../../harness/cli/progress-line.ts';
import { fitting, StatusLine } from '../../harness/cli/status-line.ts';
import { reference } from '../../targets/reference/reference.ts';

const PARTS = ['strategy 3 of 4, complete-1: 12,345 of 18,940 programs', 'about 12 s left', '2 kinds of failure'];

it.each([
  [200, PARTS.join(', ')],
  [80, 'strategy 3 of 4, complete-1: 12,345 of 18,940 programs, about 12 s left'],
  [60, PARTS[0]],
  [39, 'strategy 3 of 4, complete-1: 12,345 of '],
])('in %i columns keeps the parts that fit, the first ones first', (columns, text) => {
  expect(fitting(PARTS, columns)).toBe(text);
});

describe('a line', () => {
  /** A terminal of so many columns that keeps what is written to it. */
  function terminal(columns: number, isTTY = true) {
    const written: string[] = [];
    const stream = { isTTY, columns, write: (text: string) => written.push(text) };
    const line = new StatusLine(stream as unknown as NodeJS.WriteStream);
    return { written, stream, line };
  }

  const later = { startedAt: -10_000 };
  const shown = (columns: number) => {
    const made = terminal(columns);
    Object.assign(made.line, later);
    made.line.show(() => ['x'.repeat(70)]);
    return made;
  };

  it('leaves the last column free, and is erased without a rest', () => {
    const { written, line } = shown(60);
    line.clear();
    line.clear();
    expect(written).toEqual([`\r\u001b[2K${'x'.repeat(59)}`, '\r\u001b[2K']);
  });

  it('is erased from all its rows after the terminal was made narrower', () => {
    const { written, stream, line } = shown(80);
    stream.columns = 30;
    line.clear();
    expect(written.at(-1)).toBe('\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K');
  });

  it('asks how wide the terminal is now, since work may keep the event loop from hearing of it', () => {
    const { written, stream, line } = shown(80);
    Object.assign(stream, { _refreshSize: () => (stream.columns = 30) });
    line.clear();
    expect(written.at(-1)).toBe('\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K');
  });

  it('makes room for a note, which stays', () => {
    const { written, line } = shown(80);
    line.note('interrupted');
    line.clear();
    expect(written.slice(1)).toEqual(['\r\u001b[2K', 'interrupted\n']);
  });

  it('is not written into a pipe, and what it would say is not even made', () => {
    const { written, line } = terminal(80, false);
    Object.assign(line, later);
    line.show(() => {
      throw new Error('made');
    });
    line.clear();
    expect(written).toEqual([]);
  });
});

describe('what is shown of a run', () => {
  const TITLE = '%s counts strategies and foresees its calls';
  it.each(['smoke'] as const)(TITLE, isForeseen);
  it.each(['ci'] as const)(TITLE, { tags: ['slow'] }, isForeseen);

  async function isForeseen(tier: 'smoke' | 'ci'): Promise<void> {
    const seen: Progress[] = [];
    const foreseen: { at: number; strategy: string; calls: number; programs: number; programsTotal: number }[] = [];
    const facts = await runCampaign(reference(), {
      tier,
      seed: 1,
      onProgress: (progress) => {
        seen.push(progress);
        const { programsTotal, callsTotal } = progress.workload();
        foreseen.push({
          at: progress.calls,
          strategy: progress.strategy,
          calls: callsTotal,
          programs: progress.programs,
          programsTotal,
        });
      },
    });
    const names = facts.strategies.map(({ name }) => name);
    expect(seen.length).toBeGreaterThan(0);
    for (const { strategy, number, of } of seen)
      expect([number, of]).toEqual([names.indexOf(strategy) + 1, names.length]);
    for (const { at, strategy, calls, programs, programsTotal } of foreseen) {
      expect(calls).toBeGreaterThanOrEqual(at * 0.9);
      expect(
        Math.abs(calls - facts.calls) / facts.calls,
        `${strategy} foresees ${calls} of ${facts.calls}`,
      ).toBeLessThan(0.25);
      // Of the lines, a program of each class of pairs is run once more to be judged.
      const samples = strategy === 'lines' ? 16 : 0;
      expect(programsTotal + samples).toBeGreaterThanOrEqual(programs);
      const { programs: made } = facts.strategies.find(({ name }) => name === strategy)!;
      expect(programsTotal).toBeLessThanOrEqual(made);
      expect(programsTotal + samples).toBeGreaterThanOrEqual(made);
    }
  }

  it('is the share of a part', async () => {
    let workload: ReturnType<Progress['workload']> | undefined;
    const facts = await runCampaign(reference(), {
      tier: 'smoke',
      seed: 1,
      shard: { index: 1, count: 2 },
      onProgress: (progress) => (workload = progress.workload()),
    });
    expect(Math.abs(workload!.callsTotal - facts.calls) / facts.calls).toBeLessThan(0.1);
  });

  const progress = (more: Partial<Progress>): Progress => ({
    strategy: 'complete-1',
    number: 2,
    of: 5,
    programs: 1,
    calls: 1_000,
    failures: 0,
    workload: () => ({ programsTotal: 1, callsTotal: 4_000 }),
    estimate: () => undefined,
    snapshot: () => {
      throw new Error('not asked for');
    },
    ...more,
  });

  it.each([
    [
      {},
      1_000,
      'strategy 2 of 5, complete-1: 1 of 1 program, about 3 s left, 1,000 of about 4,000 calls, 1,000 calls/s',
    ],
    [{ failures: 1 }, 1_000, '1 kind of failure'],
    [{ failures: 2 }, 1_000, '2 kinds of failure'],
    // More than was foreseen is never more than there is.
    [{ calls: 5_000, programs: 3 }, 1_000, '3 of 3 programs, about 0 s left, 5,000 of about 5,000 calls'],
  ])('%j after %i ms: %s', (more, elapsedMs, words) => {
    expect(progressParts(progress(more), elapsedMs).join(', ')).toContain(words);
  });

  it('knows how long a long run takes, and what is shorter', () => {
    const cures = ['--connections 8 may help'];
    expect(estimateWords(2_400_000, 90_000, cures)).toBe(
      'about 40 min at this speed; --tier smoke takes about 90 s; --connections 8 may help',
    );
    expect(estimateWords(100_000, 90_000, [])).toBe('about 2 min at this speed');
    expect(estimateWords(59_000, 1_000, cures)).toBeUndefined();
  });

  it('says it again where it turns out to be far off, and not else', () => {
    let [now, msToCome] = [0, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => void vi.restoreAllMocks());
    const written: string[] = [];
    const stream = { isTTY: false, write: (text: string) => written.push(text) };
    const line = new ProgressLine(stream as unknown as NodeJS.WriteStream, []);
    for (const [at, toCome] of [
      [1_000, 900_000],
      [4_000, 900_000],
      [9_000, 100_000],
      [15_000, 800_000],
      [30_000, 100_000],
      [60_000, 90_000],
    ] as const) {
      [now, msToCome] = [at, toCome];
      line.show(progress({ estimate: () => ({ msToCome, smokeMs: 1_000_000 }) }));
    }
    expect(written.join('').match(/.*about .*/g)).toEqual(['about 16 min at this speed', 'now about 3 min in all']);
  });

  it('does not foresee when it will end before it has done something', () => {
    expect(progressParts(progress({ calls: 10 }), 1_000).join(', ')).not.toContain('left');
  });
});
