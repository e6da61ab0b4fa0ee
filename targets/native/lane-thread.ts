/** The entry of a lane's thread: loads the library once more, which gives it the same one, and waits for rounds. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LaneOrder } from './lane-round.ts';
import { performAll } from './lane-round.ts';
import { loadLibrary, openMemory } from './library.ts';

const library = await loadLibrary(workerData as string);
const memory = await openMemory();

parentPort?.on('message', ({ instance, calls, gate, lanes, epochNs }: LaneOrder) => {
  if (library.kind !== 'library') throw new Error('an addon has no instance to share');
  // All wait until all are here: a thread that slept would come too late for calls of some nanoseconds.
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 0) < lanes) continue;
  parentPort?.postMessage(performAll(library, memory, instance, calls, epochNs));
});
