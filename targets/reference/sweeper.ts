/**
 * The reference as something that can be swept: a thread a worker, each with an emulator of its own.
 */
import { Worker } from 'node:worker_threads';
import type { Span, SweepExpectation, Sweeper, SweepWorker, Swept } from '../../harness/sweep/sweep.ts';
import { parseReference, reference } from './reference.ts';
import type { SweepThreadData } from './sweep-thread.ts';

/** `options` is what stands behind `reference:`. Throws where it means nothing. */
export function referenceSweeper(options: string, expected: SweepExpectation): Sweeper {
  const { info } = reference(parseReference(options));
  return {
    info,
    identity: `${info.name} ${info.version}`,
    spanPairs: 2 ** 24,
    startWorker: () => startThread({ options, expected }),
  };
}

function startThread(workerData: SweepThreadData): SweepWorker {
  const url = new URL(`sweep-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  const thread = new Worker(url, { workerData });
  return {
    sweep(span: Span) {
      return new Promise<Swept>((resolve, reject) => {
        thread.once('message', (pair: number) => {
          thread.off('error', reject);
          resolve(pair < 0 ? { kind: 'as-expected' } : { kind: 'mismatch', pair });
        });
        thread.once('error', reject);
        thread.postMessage(span);
      });
    },
    async close() {
      await thread.terminate();
    },
  };
}
