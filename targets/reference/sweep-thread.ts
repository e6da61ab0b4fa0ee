/** A thread that sweeps spans of pairs on an emulator of its own, and gives the first pair that is wrong, or -1. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Span, SweepExpectation } from '../../harness/sweep/sweep.ts';
import { parseReference, reference } from './reference.ts';
import { sweepPairs } from './sweep-pairs.ts';

export interface SweepThreadData {
  /** What stands behind `reference:`. */
  readonly options: string;
  readonly expected: SweepExpectation;
}

const { options, expected } = workerData as SweepThreadData;
const open = reference(parseReference(options)).open!;

parentPort!.on('message', ({ from, to }: Span) => {
  parentPort!.postMessage(sweepPairs(open(), from, to, expected));
});
