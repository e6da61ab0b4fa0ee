/** Hands spans of pairs out to workers, and gives what they came to in the order in which they are done. */
import type { PairPlan, Span } from '../pair-plan.ts';
import type { Swept, Sweeper, SweepWorker } from './sweep.ts';

/** A span of pairs, and the plan by which it is tried. */
export interface SweepTask {
  readonly plan: PairPlan;
  readonly span: Span;
}

/**
 * Ends when all is swept, behind the first wrong pair, when `signal` aborts, or when the caller stops asking; workers are then
 * ended, whatever they are at. The next span is handed out before the caller sees the last one, so that no worker waits.
 */
export async function* pump<Task extends SweepTask>(
  sweeper: Pick<Sweeper, 'startWorker'>,
  wanted: Iterable<Task>,
  workersMax: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly task: Task; readonly swept: Swept }, void, undefined> {
  const tasks = wanted[Symbol.iterator]();
  const workers: SweepWorker[] = [];
  type Done = { readonly worker: SweepWorker; readonly task: Task; readonly swept: Swept };
  const underWay = new Map<SweepWorker, Promise<Done>>();
  const handOut = (free?: SweepWorker) => {
    const next = tasks.next();
    if (next.done === true) return;
    const task = next.value;
    const worker = free ?? sweeper.startWorker();
    if (free === undefined) workers.push(worker);
    underWay.set(
      worker,
      worker.sweep(task.plan, task.span).then((swept) => ({ worker, task, swept })),
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
      const { worker, task, swept } = done;
      underWay.delete(worker);
      if (swept.kind === 'as-expected') handOut(worker);
      yield { task, swept };
      if (swept.kind !== 'as-expected') return;
    }
  } finally {
    // A worker that is ended in the middle of a span may reject, and nothing waits for it any more.
    for (const running of underWay.values()) running.catch(() => undefined);
    await Promise.all(workers.map((worker) => worker.close?.()));
  }
}
