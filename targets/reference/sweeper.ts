/**
 * The reference as something that can be swept: stretches of pairs, handed to as many threads as there are cores.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TargetInfo } from '../../harness/target.ts';
import { parseReference, reference } from './reference.ts';
import type { PairStatuses } from './sweep-pairs.ts';
import type { SweepThreadData } from './sweep-thread.ts';

/** Large enough that handing one out costs nothing beside it, small enough that progress moves: a second or less. */
const STRETCH_PAIRS = 2 ** 24;

interface Swept {
  readonly from: number;
  readonly to: number;
  readonly kind: 'as-expected';
}

interface Mismatch {
  readonly from: number;
  readonly to: number;
  readonly kind: 'mismatch';
  readonly mismatch: { readonly mmioMegabytes: number; readonly mmioMegabytesOptional: number };
}

export interface ReferenceSweeper {
  readonly info: TargetInfo;
  readonly identity: string;
  sweep(from: number, to: number): AsyncGenerator<Swept | Mismatch, void, undefined>;
}

/** `options` is what stands behind `reference:`. Throws where it means nothing. */
export function referenceSweeper(
  options: string,
  plan: { readonly expected: PairStatuses; readonly processes?: number },
): ReferenceSweeper {
  const { info } = reference(parseReference(options));
  const threads = plan.processes ?? availableParallelism();
  return {
    info,
    identity: `${info.name} ${info.version}`,
    sweep: (from, to) => sweepOnThreads({ options, expected: plan.expected }, threads, from, to),
  };
}

async function* sweepOnThreads(
  workerData: SweepThreadData,
  threads: number,
  from: number,
  to: number,
): AsyncGenerator<Swept | Mismatch, void, undefined> {
  const url = new URL(`sweep-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(url, { workerData }));
  let next = from;
  const underWay = new Map<Worker, Promise<{ worker: Worker; from: number; to: number; wrong: number }>>();
  const hand = (worker: Worker) => {
    if (next >= to) return;
    const stretch = { from: next, to: Math.min(to, next + STRETCH_PAIRS) };
    next = stretch.to;
    underWay.set(worker, answerOf(worker));
    worker.postMessage(stretch);
  };
  try {
    for (const worker of workers) hand(worker);
    while (underWay.size > 0) {
      const { worker, wrong, ...stretch } = await Promise.race(underWay.values());
      underWay.delete(worker);
      if (wrong < 0) {
        hand(worker);
        yield { ...stretch, kind: 'as-expected' };
        continue;
      }
      const mismatch = { mmioMegabytes: Math.floor(wrong / 0x1_0000), mmioMegabytesOptional: wrong % 0x1_0000 };
      yield { ...stretch, kind: 'mismatch', mismatch };
      return;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker): Promise<{ worker: Worker; from: number; to: number; wrong: number }> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: { from: number; to: number; wrong: number }) => {
      worker.off('error', reject);
      resolve({ worker, ...answer });
    });
    worker.once('error', reject);
  });
}
