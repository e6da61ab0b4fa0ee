/**
 * `run --workers N`: the parts of a run in processes on this machine, and what they showed as one. Processes, since a library may be loaded
 * once in each, and one that ends takes no other with it.
 */
import { spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import type { Block } from '../campaign/block.ts';
import type { CampaignOptions, Progress } from '../campaign/campaign.ts';
import type { FailingProgram } from '../campaign/counterexample.ts';
import { excerpt } from '../program/visible.ts';
import { WORKER_VARIABLE } from './worker.ts';
import type { Part, SentProgress, WorkerMessage } from './worker.ts';

interface Listeners {
  readonly signal: AbortSignal;
  readonly onBlock: (block: Block) => void;
  readonly onFailure: (failing: FailingProgram) => void;
  readonly onProgress: (progress: Progress) => void;
}

interface Worked {
  readonly blocks: readonly Block[];
  /** Why not all of it was run, if that is so. */
  readonly cutShort: string | undefined;
}

/** The campaign with all its programs run by others. */
export async function spreadOver(workers: number, options: CampaignOptions): Promise<CampaignOptions> {
  const { seed = 0, ranBefore = [], onBlock, onFailure, onProgress, signal, ...rest } = options;
  const nothing = () => {};
  const { blocks, cutShort } = await workThrough(
    workers,
    { seed, ranBefore },
    {
      signal: signal!,
      onBlock: onBlock ?? nothing,
      onFailure: onFailure ?? nothing,
      onProgress: onProgress ?? nothing,
    },
  );
  return { ...rest, seed, ...(signal ? { signal } : {}), ranBefore: blocks, cutShort };
}

/** Runs what was not run before. Each block says which part it is of. */
async function workThrough(
  count: number,
  { seed, ranBefore }: Omit<Part, 'shard'>,
  listeners: Listeners,
): Promise<Worked> {
  // Each of them waits for it.
  setMaxListeners(0, listeners.signal);
  const workers = Array.from({ length: count }, (_, index) => {
    const own = ranBefore.filter(({ shard }) => shard?.index === index);
    return worked({ shard: { index, count }, seed, ranBefore: own }, listeners);
  });
  const parts = await Promise.all(workers);
  const reasons = [...new Set(parts.flatMap(({ cutShort }) => cutShort ?? []))].toSorted();
  return {
    blocks: [...ranBefore, ...parts.flatMap(({ blocks }) => blocks)],
    cutShort: reasons.length === 0 ? undefined : reasons.join('; '),
  };
}

function worked(part: Part, { signal, onBlock, onFailure, onProgress }: Listeners): Promise<Worked> {
  const { index, count } = part.shard;
  const [, script = '', ...words] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...words], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, [WORKER_VARIABLE]: String(index + 1) },
  });
  const blocks: Block[] = [];
  let [ended, said] = [false, ''];
  let cutShort: string | undefined;
  child.stderr!.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-2_000)));
  child.on('message', (message: WorkerMessage) => {
    if (message.kind === 'end') [ended, cutShort] = [true, message.cutShort];
    else if (message.kind === 'failure') onFailure(message.failing);
    else if (message.kind === 'progress' && index === 0) onProgress(ofAll(message.progress, count));
    else if (message.kind === 'block') {
      const block = { ...message.block, shard: part.shard };
      blocks.push(block);
      onBlock(block);
    }
  });
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  child.send(part, () => {});
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', stop);
      const manner = by === null ? `with code ${code}` : `by ${by}`;
      const last = excerpt(said.trim().split('\n').at(-1) ?? '', 200);
      const lost = `worker ${index + 1} of ${count} ended ${manner} before its part was done${last === '' ? '' : `: ${last}`}`;
      resolve({ blocks, cutShort: ended ? cutShort : lost });
    });
  });
}

/** All parts are about as far as one of them. */
function ofAll({ workload, estimate, ...progress }: SentProgress, count: number): Progress {
  const snapshot = () => {
    throw new Error('what all workers know by now is known when they are done');
  };
  const { programsTotal, callsTotal } = workload;
  return {
    ...progress,
    programs: progress.programs * count,
    calls: progress.calls * count,
    workload: () => ({ programsTotal: programsTotal * count, callsTotal: callsTotal * count }),
    estimate: () => estimate,
    snapshot,
  };
}
