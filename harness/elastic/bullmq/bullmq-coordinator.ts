/**
 * The coordinator's side of a queue on BullMQ. A shard is a job whose id is the shard's name, so that adding it again changes nothing; its
 * report is what the job returned, which BullMQ takes from the one worker that holds its lock, and from nobody else.
 */
import { randomUUID } from 'node:crypto';
import type { Job, Queue } from 'bullmq';
import { campaignOf } from '../campaign-schema.ts';
import type { Campaign } from '../campaign-schema.ts';
import type { CoordinatorQueue, LostShard, Part, QueueState } from '../elastic.ts';
import { LOSSES_MAX } from '../elastic.ts';
import { unpacked } from '../packed.ts';
import { lossIn } from './loss-reason.ts';
import { keysOf, PREFIX, queueName } from './queue-keys.ts';
import type { QueueKeys } from './queue-keys.ts';
import { connect, loadBullMq } from './redis.ts';
import type { Connection } from './redis.ts';

/** In one step: between two, what is held may expire. */
const LEAD = `
  local leader = redis.call('get', KEYS[1])
  if leader and leader ~= ARGV[1] then return 0 end
  redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
  return 1`;

const CLOSING_MS_MAX = 1_000;

/** Throws `UsageError` where there is no queue, or no package for it. */
export async function openCoordinatorQueue(address: string, suite: string, name: string): Promise<CoordinatorQueue> {
  const queue = queueName(suite, name);
  const { Queue } = await loadBullMq();
  const connection = await connect(address);
  const jobs = new Queue(queue, { connection: connection.redis, prefix: PREFIX });
  // It connects again by itself, and whatever was asked of it meanwhile waits.
  jobs.on('error', () => undefined);
  return new BullMqCoordinator(jobs, connection, keysOf(queue));
}

class BullMqCoordinator implements CoordinatorQueue {
  readonly title: string;
  readonly #jobs: Queue;
  readonly #redis: Connection['redis'];
  readonly #keys: QueueKeys;
  readonly #self = randomUUID();

  constructor(jobs: Queue, { redis, title }: Connection, keys: QueueKeys) {
    this.#jobs = jobs;
    this.#redis = redis;
    this.#keys = keys;
    this.title = `${jobs.name} at ${title}`;
  }

  async lead(forMs: number): Promise<boolean> {
    return (await this.#redis.eval(LEAD, 1, this.#keys.leader, this.#self, forMs)) === 1;
  }

  async begin(campaign: Campaign): Promise<Campaign> {
    const asked = JSON.stringify(campaign);
    await this.#redis.setnx(this.#keys.campaign, asked);
    const there = (await this.#redis.get(this.#keys.campaign)) ?? asked;
    // A coordinator that was killed while it took the last campaign out had paused the queue before.
    await this.#jobs.resume();
    return campaignOf(there);
  }

  async add(names: readonly string[]): Promise<void> {
    const opts = { attempts: LOSSES_MAX };
    await this.#jobs.addBulk(names.map((name) => ({ name, data: {}, opts: { ...opts, jobId: name } })));
  }

  async state(): Promise<QueueState> {
    const [done, lost, counts, workers] = await Promise.all([
      this.#jobs.getRanges(['completed'], 0, -1),
      this.#jobs.getRanges(['failed'], 0, -1),
      this.#jobs.getJobCounts('wait', 'active', 'delayed', 'prioritized', 'completed', 'failed'),
      this.#jobs.getWorkersCount(),
    ]);
    const known = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { running: counts['active'] ?? 0, workers, done, lost, known };
  }

  async part(name: string): Promise<Part | undefined> {
    const job: Job<object, string> | undefined = await this.#jobs.getJob(name);
    if (job?.returnvalue === undefined || job.returnvalue === null) return undefined;
    return {
      report: unpacked(job.returnvalue),
      worker: job.processedBy ?? '',
      lostBefore: job.stalledCounter + job.attemptsMade - 1,
    };
  }

  async lossOf(name: string): Promise<LostShard> {
    const [job, { logs }] = await Promise.all([this.#jobs.getJob(name), this.#jobs.getJobLogs(name)]);
    return { name, takenBy: logs, ...lossIn(job?.failedReason ?? 'it is not known why') };
  }

  async forget(): Promise<void> {
    await this.#jobs.obliterate({ force: true });
    const { campaign, target, leader } = this.#keys;
    await this.#redis.del(campaign, target, leader);
  }

  /** A queue that does not answer is left as it is: what is held there expires. */
  async close(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, CLOSING_MS_MAX).unref());
    await Promise.race([this.#release(), late]);
    this.#redis.disconnect();
  }

  async #release(): Promise<void> {
    if ((await this.#redis.get(this.#keys.leader)) === this.#self) await this.#redis.del(this.#keys.leader);
    await this.#jobs.close();
  }
}
