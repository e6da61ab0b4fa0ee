/** A thread that sweeps spans of pairs on an emulator of its own, and gives the first pair that is wrong, or -1. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PairPlan, Span } from '../../harness/pair-plan.ts';
import { parseReference, reference } from './reference.ts';
import { sweepPairs } from './sweep-pairs.ts';

/** `workerData` is what stands behind `reference:`. */
const open = reference(parseReference(workerData as string)).open!;

parentPort!.on('message', ({ plan, span }: { readonly plan: PairPlan; readonly span: Span }) => {
  parentPort!.postMessage(sweepPairs(open, plan, span));
});
