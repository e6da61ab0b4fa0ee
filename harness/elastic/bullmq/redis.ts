/**
 * The connection to Redis or Valkey. Both packages are optional and loaded here, where a queue is asked for. A password comes with the
 * address and goes nowhere else: whatever is said of the connection is said by `title` and `redact`.
 */
import type { Redis } from 'ioredis';
import { redactor } from '../../program/redactor.ts';
import { excerpt } from '../../program/visible.ts';
import { UsageError } from '../../usage-error.ts';

/** Where each has to begin to be one that we know. */
const INSTALL = 'npm install bullmq@6 ioredis@5';
const CONNECT_MS_MAX = 5_000;
const AGAIN_MS_MAX = 1_000;

export interface Connection {
  readonly redis: Redis;
  /** The address without its user and password. */
  readonly title: string;
}

/** Throws `UsageError` where the package is not installed. */
export async function loadBullMq(): Promise<typeof import('bullmq')> {
  return loaded(() => import('bullmq'));
}

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(`a queue needs two packages that are not installed here: ${INSTALL}`, { cause: error });
  }
}

/**
 * Connects once, and from then on again and again whenever the connection is lost. Throws `UsageError` where the address is none, or
 * nothing answers there, or it does not let us in.
 */
export async function connect(address: string): Promise<Connection> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError('--queue is redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// over TLS');
  const redact = url.password === '' ? (text: string) => text : redactor(decodeURIComponent(url.password));
  const title = `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  const { Redis } = await loaded(() => import('ioredis'));
  let wasThere = false;
  let last: Error | undefined;
  const redis = new Redis(address, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS_MAX,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (wasThere ? Math.min(times * 100, AGAIN_MS_MAX) : null),
  });
  // A connection that is lost later is told by whoever waits for it.
  redis.on('error', (error: Error) => (last = error));
  try {
    await redis.connect();
    await redis.ping();
    wasThere = true;
    return { redis, title };
  } catch (error) {
    redis.disconnect();
    const why = excerpt(redact((last ?? (error as Error)).message), 300);
    throw new UsageError(`the queue at ${title} cannot be used: ${why}`);
  }
}
