/**
 * `worker`: takes shards from a queue and runs each on its target, in a process of its own, until it is told to end. A shard that it cannot
 * run goes back, and the worker ends: one machine that is set up wrongly should not use up a campaign.
 */
import { excerpt, visible } from '../program/visible.ts';
import type { Campaign } from '../elastic/campaign-schema.ts';
import type { ShardEnd, WorkerQueue } from '../elastic/elastic.ts';
import { runTask } from '../elastic/shard-process.ts';
import type { ShardHost, Task } from '../elastic/shard-process.ts';
import { shardNames, shardWords, wholeName } from '../elastic/shard-name.ts';
import { suiteHash } from '../elastic/suite-hash.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { durationMs } from './duration.ts';
import { FLAGS, variableOf } from './flags.ts';
import type { FlagsOf } from './flags.ts';
import { untilInterrupted } from './interruption.ts';
import { takeQueueAddress } from './queue-address.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { reachWords } from './target-flags.ts';
import type { TargetOptions } from './target-flags.ts';

type WorkerFlags = FlagsOf<'worker'>;

export async function workerCommand(flags: WorkerFlags, catalog: TargetCatalog): Promise<number> {
  const address = takeQueueAddress(flags.queue);
  const options: TargetOptions = { ...flags, deadlineMs: FLAGS.run.deadlineMs.default };
  const target = await catalog.open(flags.target, options);
  const { name, version, capabilities, roomMegabytes = '' } = target.info;
  await target.close?.();
  const { openWorkerQueue } = await import('../elastic/bullmq/bullmq-worker.ts');
  const queue = await openWorkerQueue(address, suiteHash(), flags.name, durationMs(flags.lostAfter)!);
  const identity = [name, version, ...capabilities.toSorted(), roomMegabytes].join(' ').trim();
  process.stderr.write(`worker in ${queue.title}, on ${visible(`${name} ${version}`)}\n`);
  const targetWords = [`--target=${flags.target}`, ...reachWords(options)];
  const host = { command: ownScript(), targetWords, environment: environmentOf(process.env) };
  return untilInterrupted(
    (stop) => new ShardWorker(queue, identity, host, stop, flags.idle).run(),
    () => process.stderr.write('interrupted: a shard that is under way goes back\n'),
  );
}

class ShardWorker {
  readonly #queue: WorkerQueue;
  readonly #identity: string;
  readonly #host: ShardHost;
  readonly #stop: AbortSignal;
  readonly #idleMs: number | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Why it cannot go on, if it cannot. */
  #unfit: string | undefined;

  constructor(queue: WorkerQueue, identity: string, host: ShardHost, stop: AbortSignal, idle: string | undefined) {
    this.#queue = queue;
    this.#identity = identity;
    this.#host = host;
    this.#stop = stop;
    this.#idleMs = idle === undefined ? undefined : durationMs(idle);
  }

  /** Gives the exit code. */
  async run(): Promise<number> {
    this.#stop.addEventListener('abort', () => void this.#queue.close(), { once: true });
    this.#wait();
    await this.#queue.take(async (name, campaign, giveUp) => {
      clearTimeout(this.#idle);
      const end = await this.#shard(name, campaign, giveUp);
      this.#wait();
      return end;
    });
    clearTimeout(this.#idle);
    if (this.#unfit === undefined) return EXIT.conforms;
    process.stderr.write(`error: this worker ends, and its shard goes back: ${visible(this.#unfit)}\n`);
    return EXIT.targetUnusable;
  }

  async #shard(name: string, campaign: Campaign, giveUp: AbortSignal): Promise<ShardEnd> {
    const task = await this.#taskOf(name, campaign);
    if (task === undefined) return { kind: 'fault', why: `it is no shard of campaign ${campaign.id}` };
    const tried = await this.#queue.settleTarget(this.#identity);
    if (tried !== this.#identity)
      return this.#unfitFor(`the campaign is tried on ${tried}, and this is ${this.#identity}`);
    const startedMs = performance.now();
    const end = await runTask(task, campaign, this.#host, AbortSignal.any([this.#stop, giveUp]));
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    const why = end.kind === 'part' ? '' : `: ${excerpt(end.why, 300)}`;
    process.stderr.write(
      `${task.kind === 'shard' ? `shard ${task.part}` : 'all shards'}, seed ${campaign.seed}, ${seconds} s: ${end.kind}${visible(why)}\n`,
    );
    // Another worker has it by then.
    if (giveUp.aborted) return { kind: 'lost', why: 'the queue had given it to somebody else' };
    return end.kind === 'given back' && !this.#stop.aborted ? this.#unfitFor(end.why) : end;
  }

  async #taskOf(name: string, campaign: Campaign): Promise<Task | undefined> {
    const part = shardWords(name, campaign);
    if (part !== undefined) return { kind: 'shard', part };
    if (name !== wholeName(campaign)) return undefined;
    return { kind: 'whole', reports: await this.#queue.reports(shardNames(campaign)) };
  }

  #unfitFor(why: string): ShardEnd {
    this.#unfit = why;
    return { kind: 'given back', why };
  }

  #wait(): void {
    if (this.#idleMs !== undefined) this.#idle = setTimeout(() => void this.#queue.close(), this.#idleMs);
  }
}

/** The command that is running, to be started again. */
function ownScript(): readonly string[] {
  const [, script = ''] = process.argv;
  return [...process.execArgv, script];
}

/** Without what stands for flags here, which are not those of the campaign, and without what makes a run write for GitHub. */
function environmentOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = new Set(Object.values(FLAGS).flatMap((flags) => Object.keys(flags).map(variableOf)));
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !own.has(name) && !/^GITHUB_(ACTIONS|STEP_SUMMARY)$/.test(name)),
  );
}
