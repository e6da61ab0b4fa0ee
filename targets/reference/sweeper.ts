/**
 * The reference as something that can be swept: a thread a worker, each with an emulator of its own.
 */
import { Worker } from 'node:worker_threads';
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
    startWorker: () => startThread(options),
  };
}

function startThread(workerData: string): SweepWorker {
  const url = new URL(`sweep-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  const thread = new Worker(url, { workerData });
  return {
    sweep(plan, span) {
      return new Promise<Swept>((resolve, reject) => {
        thread.once('message', (pair: number) => {
          thread.off('error', reject);
          resolve(pair < 0 ? { kind: 'as-expected' } : { kind: 'mismatch', pair });
        });
        thread.once('error', reject);
        thread.postMessage({ plan, span });
      });
    },
    async close() {
      await thread.terminate();
    },
  };
}
