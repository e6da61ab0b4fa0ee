/**
 * The child's second thread. It runs while the first one hangs in foreign code, and ends the whole process when the
 * parent is gone (SIGKILL included: the kernel closes the parent's end of the pipe) or when memory grows past its limit.
 *
 * It keeps no deadline: only the parent knows what it waits for. It tells the parent of memory on its way to the limit,
 * so that a run that uses up memory is not taken for one that hangs because the machine is slow.
 */
import { Worker } from 'node:worker_threads';

export interface WatchdogLimits {
  /** The pipe of which the parent holds the other end. The parent sends nothing on it. */
  readonly lifelineFd: number;
  readonly memoryBytesMax: number;
  readonly intervalMs: number;
}

/** What the parent hears on the lifeline, a byte each: memory grew by a 16th of its limit; it passed the limit. */
export const MEMORY_GREW = 1;
export const MEMORY_EXCEEDED = 2;

export function startWatchdog(limits: WatchdogLimits): void {
  // Started from text, so that it is there within milliseconds whether this file was compiled or is run by a loader.
  const text = `(${watch.toString()})(${JSON.stringify({ ...limits, grew: MEMORY_GREW, exceeded: MEMORY_EXCEEDED })})`;
  new Worker(text, { eval: true, execArgv: [] }).unref();
}

/** Self-contained: nothing outside its own braces exists where it runs. */
function watch(limits: WatchdogLimits & { readonly grew: number; readonly exceeded: number }): void {
  const net = process.getBuiltinModule('node:net');
  const fs = process.getBuiltinModule('node:fs');
  const { pid } = process;
  const { lifelineFd, memoryBytesMax, intervalMs, grew, exceeded } = limits;
  const end = (): void => {
    try {
      // The whole group: an implementation may have started processes of its own.
      process.kill(-pid, 'SIGKILL');
    } catch {
      process.kill(pid, 'SIGKILL');
    }
  };
  /** At once, and without an error where the pipe is full or gone. */
  const write = (fd: number, data: Uint8Array | string): void => {
    try {
      fs.writeFileSync(fd, data);
    } catch {
      // The end is told by the process's exit all the same.
    }
  };
  const lifeline = new net.Socket({ fd: lifelineFd, readable: true, writable: false });
  lifeline.on('error', end).on('end', end).on('close', end).resume();
  let told = 0;
  setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes >= memoryBytesMax) {
      const [found, limit] = [bytes, memoryBytesMax].map((amount) => `${Math.round(amount / 2 ** 20)} MiB`);
      write(2, `memory grew to ${found}, past the limit of ${limit}\n`);
      write(lifelineFd, Uint8Array.of(exceeded));
      end();
    } else if (bytes - told >= memoryBytesMax / 16) {
      told = bytes;
      write(lifelineFd, Uint8Array.of(grew));
    }
  }, intervalMs);
}
