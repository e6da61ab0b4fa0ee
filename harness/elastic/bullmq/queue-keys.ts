/** What belongs to one queue in Redis. BullMQ's own keys begin with `kmcl:QUEUE:`, so ours stand beside them. */
import { UsageError } from '../../usage-error.ts';

export const PREFIX = 'kmcl';

/** Workers of another suite listen elsewhere, and are never given a shard that they would draw otherwise. Throws `UsageError`. */
export function queueName(suite: string, name: string): string {
  if (!/^[\w.-]{1,64}$/.test(name)) throw new UsageError('--name is made of letters, digits, ".", "_" and "-"');
  return `${name}-${suite}`;
}

export interface QueueKeys {
  /** What is under way, as JSON. */
  readonly campaign: string;
  /** On which target, in words. */
  readonly target: string;
  /** Which coordinator gathers. It expires. */
  readonly leader: string;
}

export function keysOf(queue: string): QueueKeys {
  const key = (what: string) => `${PREFIX}-${what}:${queue}`;
  return { campaign: key('campaign'), target: key('target'), leader: key('leader') };
}
