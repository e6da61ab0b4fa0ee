/** Hands spans of pairs out to workers, and gives what they came to in the order in which they are done. */
import { spansOf } from './spans.ts';
import type { Span, Swept, Sweeper, SweepWorker } from './sweep.ts';

export type SweptSpan = Span & Swept;

/**
 * Ends when all is swept, behind the first wrong pair, when `signal` aborts, or when the caller stops asking; workers are then
 * ended, whatever they are at. The next span is handed out before the caller sees the last one, so that no worker waits.
 */
export async function* pump(
  sweeper: Sweeper,
  wanted: readonly Span[],
  workersMax: number,
  signal: AbortSignal,
): AsyncGenerator<SweptSpan, void, undefined> {
  const spans = spansOf(wanted, sweeper.spanPairs);
  const workers: SweepWorker[] = [];
  const underWay = new Map<SweepWorker, Promise<{ readonly worker: SweepWorker; readonly swept: SweptSpan }>>();
  const handOut = (free?: SweepWorker) => {
    const { value: span } = spans.next();
    if (span === undefined) return;
    const worker = free ?? sweeper.startWorker();
    if (free === undefined) workers.push(worker);
    underWay.set(
      worker,
      worker.sweep(span).then((swept) => ({ worker, swept: { ...span, ...swept } })),
    );
  };
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

  try {
    for (let started = 0; started < workersMax; started += 1) handOut();
    while (underWay.size > 0 && !signal.aborted) {
      const done = await Promise.race([...underWay.values(), aborted]);
      if (done === undefined) return;
      underWay.delete(done.worker);
      if (done.swept.kind === 'as-expected') handOut(done.worker);
      yield done.swept;
      if (done.swept.kind !== 'as-expected') return;
    }
  } finally {
    // A worker that is ended in the middle of a span may reject, and nothing waits for it any more.
    for (const running of underWay.values()) running.catch(() => undefined);
    await Promise.all(workers.map((worker) => worker.close?.()));
  }
}
