/**
 * The child's second thread. It runs while the first one hangs in foreign code, and ends the whole process when the
 * parent is gone (SIGKILL included: the kernel closes the parent's end of the pipe) or when memory grows past all bounds.
 */
import { Worker } from 'node:worker_threads';

export interface WatchdogLimits {
  /** The pipe of which the parent holds the other end and on which nothing is ever sent to the child. */
  readonly lifelineFd: number;
  readonly memoryBytesMax: number;
  readonly intervalMs: number;
}

export function startWatchdog(limits: WatchdogLimits): void {
  // Started from text, so that it is there within milliseconds whether this file was compiled or is run by a loader.
  new Worker(`(${watch.toString()})(${JSON.stringify(limits)})`, { eval: true, execArgv: [] }).unref();
}

/** Self-contained: nothing outside its own braces exists where it runs. */
function watch({ lifelineFd, memoryBytesMax, intervalMs }: WatchdogLimits): void {
  const net = process.getBuiltinModule('node:net');
  const fs = process.getBuiltinModule('node:fs');
  const { pid } = process;
  const end = (): void => {
    try {
      // The whole group: an implementation may have started processes of its own.
      process.kill(-pid, 'SIGKILL');
    } catch {
      process.kill(pid, 'SIGKILL');
    }
  };
  const lifeline = new net.Socket({ fd: lifelineFd, readable: true, writable: false });
  lifeline.on('error', end).on('end', end).on('close', end).resume();
  setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes < memoryBytesMax) return;
    fs.writeSync(
      2,
      `memory grew to ${Math.round(bytes / 2 ** 20)} MiB, past the limit of ${Math.round(memoryBytesMax / 2 ** 20)} MiB\n`,
    );
    end();
  }, intervalMs);
}
