/**
 * What a coordinator does: adds the shards, and asks again and again what became of them. It keeps nothing that the queue does not have,
 * so that another one may go on where it was killed; and it adds again what the queue has lost.
 */
import { UsageError } from '../usage-error.ts';
import type { Campaign } from './campaign-schema.ts';
import type { CoordinatorQueue, LostShard, Part, QueueState } from './elastic.ts';
import { shardName, shardWords } from './shard-name.ts';

export interface Gathered {
  /** By shard, in the order of their numbers. */
  readonly parts: readonly Part[];
  readonly lost: readonly LostShard[];
  /** Whether every shard came to an end. */
  readonly isOver: boolean;
}

export interface GatherHost {
  readonly lostAfterMs: number;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  onState(state: QueueState, done: number): void;
  onPart(part: Part, words: string): void;
}

/** Rejects with `UsageError` where another coordinator or another campaign has taken the queue over. */
export async function gather(queue: CoordinatorQueue, campaign: Campaign, host: GatherHost): Promise<Gathered> {
  const names = Array.from({ length: campaign.shards }, (_, index) => shardName(campaign, index));
  const parts = new Map<string, Part>();
  let lost: readonly string[] = [];
  const isOver = () => parts.size + lost.length === names.length;
  const step = async () => {
    await keepQueue(queue, campaign, host);
    const state = await queue.state();
    const missing = names.filter((name) => !parts.has(name));
    if (state.known < names.length) await queue.add(missing);
    const done = new Set(state.done);
    for (const name of missing.filter((one) => done.has(one))) {
      const part = await queue.part(name);
      if (part === undefined) continue;
      parts.set(name, part);
      host.onPart(part, shardWords(name, campaign)!);
    }
    lost = names.filter((name) => !parts.has(name) && state.lost.includes(name));
    host.onState(state, parts.size + lost.length);
  };
  while (!host.signal.aborted && !isOver()) {
    await unlessAborted(step(), host.signal);
    if (!isOver()) await unlessAborted(delay(host.pollMs), host.signal);
  }
  return {
    parts: names.flatMap((name) => parts.get(name) ?? []),
    lost: isOver() ? await Promise.all(lost.map((name) => queue.lossOf(name))) : [],
    isOver: isOver(),
  };
}

async function keepQueue(queue: CoordinatorQueue, campaign: Campaign, { lostAfterMs }: GatherHost): Promise<void> {
  if (!(await queue.lead(lostAfterMs))) throw new UsageError('another coordinator has taken this campaign over');
  const { id, seed } = await queue.begin(campaign);
  if (id !== campaign.id || seed !== campaign.seed) throw new UsageError('another campaign has taken this queue over');
}

/** While the queue does not answer, somebody may still want to end it. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let onAbort = () => {};
  const aborted = new Promise<void>((resolve) => (onAbort = resolve));
  signal.addEventListener('abort', onAbort);
  try {
    if (!signal.aborted) await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
