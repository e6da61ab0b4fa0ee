/**
 * How somebody stops a run or a sweep: the first Ctrl-C, SIGTERM, or SIGHUP of a terminal that is closed ends it with what it has; a
 * second one ends the process. A fault of ours ends it in the same way.
 */
import { endingInOrder, endNow } from './exit-guard.ts';
import { ENDING_SIGNALS } from './supervise.ts';

/** `onFirst`: told at the first one. */
export async function untilInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onFirst: () => void = () => {},
): Promise<T> {
  const interruption = new AbortController();
  const interrupt = () => {
    if (interruption.signal.aborted) endNow(130);
    interruption.abort();
    onFirst();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, interrupt);
  try {
    return await endingInOrder(
      (why) => interruption.abort(`interrupted ${why}`),
      () => work(interruption.signal),
    );
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, interrupt);
  }
}
