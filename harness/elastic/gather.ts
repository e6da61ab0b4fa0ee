/**
 * What a coordinator does: adds the shards, and when each has come to an end the last step, and asks again and again what became of them.
 * It keeps nothing that the queue does not have, so that another one may go on where it was killed; and it adds again what the queue has
 * lost.
 */
import { UsageError } from '../usage-error.ts';
import type { Campaign } from './campaign-schema.ts';
import type { CoordinatorQueue, LostShard, Part, QueueState } from './elastic.ts';
import { shardNames, wholeName } from './shard-name.ts';

export interface Gathered {
  /** The report of the whole, where it came to one. */
  readonly report: string | undefined;
  /** Shards, or the last step, that never will. */
  readonly lost: readonly LostShard[];
}

export interface GatherHost {
  readonly lostAfterMs: number;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** `done`: how many shards have come to an end. */
  onState(state: QueueState, done: number): void;
  onPart(part: Part, name: string): void;
}

/** Nothing where it was told to end before. Rejects with `UsageError` where another coordinator or campaign has taken the queue over. */
export async function gather(
  queue: CoordinatorQueue,
  campaign: Campaign,
  host: GatherHost,
): Promise<Gathered | undefined> {
  const names = shardNames(campaign);
  const whole = wholeName(campaign);
  const seen = new Set<string>();
  const step = async (): Promise<Gathered | undefined> => {
    await keepQueue(queue, campaign, host);
    const state = await queue.state();
    for (const name of names.filter((one) => state.done.includes(one) && !seen.has(one))) {
      const part = await queue.part(name);
      if (part === undefined) continue;
      seen.add(name);
      host.onPart(part, name);
    }
    const lost = names.filter((name) => !seen.has(name) && state.lost.includes(name));
    host.onState(state, seen.size + lost.length);
    if (seen.size + lost.length < names.length) {
      if (state.known < names.length) await queue.add(names.filter((name) => !seen.has(name)));
      return undefined;
    }
    const report = seen.size === 0 ? undefined : (await queue.part(whole))?.report;
    const isOver = report !== undefined || seen.size === 0 || state.lost.includes(whole);
    if (!isOver) {
      await queue.add([whole]);
      return undefined;
    }
    const losses = state.lost.includes(whole) ? [...lost, whole] : lost;
    return { report, lost: await Promise.all(losses.map((name) => queue.lossOf(name))) };
  };
  while (!host.signal.aborted) {
    const gathered = await unlessAborted(step(), host.signal);
    if (gathered !== undefined) return gathered;
    await unlessAborted(delay(host.pollMs), host.signal);
  }
  return undefined;
}

async function keepQueue(queue: CoordinatorQueue, campaign: Campaign, { lostAfterMs }: GatherHost): Promise<void> {
  if (!(await queue.lead(lostAfterMs))) throw new UsageError('another coordinator has taken this campaign over');
  const { id, seed } = await queue.begin(campaign);
  if (id !== campaign.id || seed !== campaign.seed) throw new UsageError('another campaign has taken this queue over');
}

/** While the queue does not answer, somebody may still want to end it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let onAbort = () => {};
  const aborted = new Promise<undefined>((resolve) => (onAbort = () => resolve(undefined)));
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
