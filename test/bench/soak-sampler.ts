/**
 * Loaded into a command before its own code (`node --import`): what its process holds, twelve times in so many milliseconds, a JSON object a line on
 * file descriptor 3. What could be collected has been by then, so that the heap is what is held on to.
 */
import { readFileSync, writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What is under way at one moment or another makes a difference. */
const SAMPLES = 12;

export interface Sample {
  /** Since the process began. */
  readonly ms: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Of the processes that it started, where the system tells. */
  readonly childrenBytes: number;
}

const everyMs = Number(process.env['KMCL_SAMPLE_EVERY_MS']) / SAMPLES;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

setInterval(() => {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const [ms, heapBytes] = [Math.round(performance.now()), heapUsed + external];
  const sample: Sample = { ms, heapBytes, rssBytes: rss, childrenBytes: childrenBytes() };
  writeSync(3, `${JSON.stringify(sample)}\n`);
}, everyMs).unref();

function childrenBytes(): number {
  try {
    const { pid } = process;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + rssOf(child), 0);
  } catch {
    return 0;
  }
}

/** A process may have ended meanwhile. */
function rssOf(pid: string): number {
  try {
    return 1_024 * Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
