/**
 * The reference as something that can be swept: a thread a worker, each with an emulator of its own.
 */
import { Worker } from 'node:worker_threads';
import type { PairPlan, Span } from '../../harness/pair-plan.ts';
import type { Sweeper, SweepWorker, Swept } from '../../harness/sweep/sweep.ts';
import { parseReference, reference } from './reference.ts';

/** `options` is what stands behind `reference:`. Throws where it means nothing. */
export function referenceSweeper(options: string): Sweeper {
  const { info } = reference(parseReference(options));
  return {
    info,
    identity: `${info.name} ${info.version}`,
    spanPairs: 2 ** 24,
    programPairs: 2 ** 16,
    startWorker: () => startWorker(options),
  };
}

/**
 * A thread for each plan: what the engine has learnt from the calls of one state makes those of the next one up to twice as slow, so
 * each state begins with an engine that has seen no other.
 */
function startWorker(options: string): SweepWorker {
  let current: { readonly plan: PairPlan; readonly thread: Worker } | undefined;
  return {
    async sweep(plan, span) {
      if (current?.plan !== plan) {
        void current?.thread.terminate();
        current = { plan, thread: startThread(options) };
      }
      return swept(current.thread, plan, span);
    },
    async close() {
      await current?.thread.terminate();
    },
  };
}

function startThread(workerData: string): Worker {
  return new Worker(new URL(`sweep-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url), {
    workerData,
  });
}

function swept(thread: Worker, plan: PairPlan, span: Span): Promise<Swept> {
  return new Promise((resolve, reject) => {
    thread.once('message', (pair: number) => {
      thread.off('error', reject);
      resolve(pair < 0 ? { kind: 'as-expected' } : { kind: 'mismatch', pair });
    });
    thread.once('error', reject);
    thread.postMessage({ plan, span });
  });
}
