/**
 * What shards are called: by the suite, by all that is asked for, by the seed and by their number. Two coordinators that ask for the same
 * add the same shards, and none is run for a campaign that is not its own.
 */
import { createHash } from 'node:crypto';
import type { Campaign } from './campaign-schema.ts';

/** Of a campaign that is not begun yet: everything but the seed and when it began. */
export function campaignId(suite: string, asked: Omit<Campaign, 'id' | 'seed' | 'startedAt'>): string {
  const { shards, words, files } = asked;
  const all = JSON.stringify([suite, shards, words, Object.entries(files).toSorted()]);
  return `${suite}-${createHash('sha256').update(all).digest('hex').slice(0, 8)}`;
}

/** `index` from 0. */
export function shardName({ id, seed, shards }: Campaign, index: number): string {
  return `${id}-${seed}-${index + 1}of${shards}`;
}

/** All of them, in the order of their numbers. */
export function shardNames(campaign: Campaign): readonly string[] {
  return Array.from({ length: campaign.shards }, (_, index) => shardName(campaign, index));
}

/** Of the last step, in which the shards are taken as one run. */
export function wholeName({ id, seed }: Campaign): string {
  return `${id}-${seed}-whole`;
}

/** `3/40`; nothing where it is no shard of this campaign. */
export function shardWords(name: string, { id, seed, shards }: Campaign): string | undefined {
  const start = `${id}-${seed}-`;
  const [, number, count] = /^(\d+)of(\d+)$/.exec(name.startsWith(start) ? name.slice(start.length) : '') ?? [];
  return count === String(shards) && Number(number) >= 1 && Number(number) <= shards ? `${number}/${count}` : undefined;
}
