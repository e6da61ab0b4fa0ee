/** A thread that sweeps stretches of pairs on an emulator of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { parseReference, reference } from './reference.ts';
import { sweepPairs } from './sweep-pairs.ts';
import type { PairStatuses } from './sweep-pairs.ts';

export interface SweepThreadData {
  /** What stands behind `reference:`. */
  readonly options: string;
  readonly expected: PairStatuses;
}

const { options, expected } = workerData as SweepThreadData;
const open = reference(parseReference(options)).open!;

parentPort!.on('message', ({ from, to }: { readonly from: number; readonly to: number }) => {
  parentPort!.postMessage({ from, to, wrong: sweepPairs(open(), from, to, expected) });
});
