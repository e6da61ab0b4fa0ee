/**
 * The worker's side of a queue on BullMQ. A job is held by a lock that this process renews: it does nothing but wait for the process that
 * runs the shard, since work of its own would keep it from renewing. Whoever loses the lock gives up: another one has the shard by then.
 */
import type { Job, Worker } from 'bullmq';
import { hostname } from 'node:os';
import { campaignOf } from '../campaign-schema.ts';
import type { WorkerQueue } from '../elastic.ts';
import { LOSSES_MAX } from '../elastic.ts';
import { packed, unpacked } from '../packed.ts';
import { lossReason } from './loss-reason.ts';
import { keysOf, PREFIX, queueName } from './queue-keys.ts';
import { connect, loadBullMq } from './redis.ts';
import type { Connection } from './redis.ts';

/** So often what is due is tried again while the queue does not answer. */
const AGAIN_MS = 1_000;

type Engine = typeof import('bullmq');
type Run = Parameters<WorkerQueue['take']>[0];

/**
 * Throws `UsageError` where there is no queue, or no package for it. A worker that has not renewed its lock for `lostAfterMs` is lost;
 * the workers look for such locks twice within that time.
 */
export async function openWorkerQueue(
  address: string,
  suite: string,
  name: string,
  lostAfterMs: number,
): Promise<WorkerQueue> {
  const queue = queueName(suite, name);
  const engine = await loadBullMq();
  return new BullMqWorker(engine, queue, await connect(address), lostAfterMs);
}

class BullMqWorker implements WorkerQueue {
  readonly title: string;
  readonly #engine: Engine;
  readonly #queue: string;
  readonly #redis: Connection['redis'];
  readonly #lostAfterMs: number;
  readonly #self = `${hostname()}:${process.pid}`;
  #worker: Worker | undefined;

  constructor(engine: Engine, queue: string, { redis, title }: Connection, lostAfterMs: number) {
    this.#engine = engine;
    this.#queue = queue;
    this.#redis = redis;
    this.#lostAfterMs = lostAfterMs;
    this.title = `${queue} at ${title}`;
  }

  async take(run: Run): Promise<void> {
    const worker = new this.#engine.Worker(
      this.#queue,
      (job: Job, token?: string, giveUp?: AbortSignal) => this.#process(job, token, run, giveUp!),
      {
        connection: this.#redis,
        prefix: PREFIX,
        name: this.#self,
        autorun: false,
        lockDuration: this.#lostAfterMs,
        stalledInterval: this.#lostAfterMs / 2,
        maxStalledCount: LOSSES_MAX - 1,
        runRetryDelay: AGAIN_MS,
      },
    );
    this.#worker = worker;
    // It connects again by itself, and what is due waits until then.
    worker.on('error', () => undefined);
    worker.on('lockRenewalFailed', (names: readonly string[]) => names.forEach((name) => worker.cancelJob(name)));
    const closed = new Promise<void>((resolve) => worker.once('closed', resolve));
    void worker.run();
    await closed;
    this.#redis.disconnect();
  }

  async settleTarget(identity: string): Promise<string> {
    const { target } = keysOf(this.#queue);
    await this.#redis.setnx(target, identity);
    return (await this.#redis.get(target)) ?? identity;
  }

  async reports(names: readonly string[]): Promise<readonly string[]> {
    const jobs = new this.#engine.Queue(this.#queue, { connection: this.#redis, prefix: PREFIX });
    jobs.on('error', () => undefined);
    const reports: string[] = [];
    for (const name of names) {
      const job: Job<object, string | null> | undefined = await jobs.getJob(name);
      if (typeof job?.returnvalue === 'string') reports.push(unpacked(job.returnvalue));
    }
    return reports;
  }

  async close(): Promise<void> {
    if (this.#worker === undefined) this.#redis.disconnect();
    else await this.#worker.close();
  }

  /** What the job returns: the report. BullMQ tries a job again that throws, but for the two errors that it has for other ends. */
  async #process(job: Job, token: string | undefined, run: Run, giveUp: AbortSignal): Promise<string> {
    const { UnrecoverableError, WaitingError } = this.#engine;
    const lostBefore = job.stalledCounter + job.attemptsMade;
    const stored = await this.#redis.get(keysOf(this.#queue).campaign);
    if (stored === null) throw new UnrecoverableError('its campaign is no longer there');
    if (lostBefore >= LOSSES_MAX) throw new UnrecoverableError(`${LOSSES_MAX} workers were lost in it`);
    await job.log(`${this.#self} took it at ${new Date().toISOString()}`);
    const end = await run(job.name, campaignOf(stored), giveUp);
    switch (end.kind) {
      case 'part':
        return packed(end.report);
      case 'lost':
        throw new (lostBefore + 1 < LOSSES_MAX ? Error : UnrecoverableError)(end.why);
      case 'fault':
      case 'empty':
        throw new UnrecoverableError(lossReason(end));
      case 'given back':
        // Before it is waiting again, so that this worker does not take it again.
        void this.close();
        await job.moveToWait(token);
        throw new WaitingError();
    }
  }
}
