/**
 * One of the processes among which `--workers` spreads a run: this command again, told by its parent which part it is. It runs the part
 * and hands over what that showed, block by block; failures are made small by the parent, once.
 */
import type { Block } from '../campaign/block.ts';
import { runCampaign } from '../campaign/campaign.ts';
import type { CampaignOptions, Progress } from '../campaign/campaign.ts';
import type { FailingProgram } from '../campaign/counterexample.ts';
import type { Facts, Shard } from '../campaign/facts.ts';
import type { Target } from '../target.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';

/** Set in a worker's environment, to nothing of meaning. */
export const WORKER_VARIABLE = 'KMCL_CONFORMANCE_WORKER';

/** What a worker is told first. */
export interface Part {
  readonly shard: Shard;
  readonly seed: number;
  /** What was run of it before. */
  readonly recorded: readonly Block[];
}

/** A campaign on its way, as far as it can be sent. */
export interface SentProgress extends Omit<Progress, 'workload' | 'estimate' | 'snapshot'> {
  readonly workload: ReturnType<Progress['workload']>;
  readonly estimate: ReturnType<Progress['estimate']>;
}

export type WorkerMessage =
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'failure'; readonly failing: FailingProgram }
  | { readonly kind: 'progress'; readonly progress: SentProgress }
  | { readonly kind: 'end'; readonly cutShort: string | undefined };

const PROGRESS_EVERY_MS = 200;

export function isWorker(): boolean {
  return process.env[WORKER_VARIABLE] !== undefined && process.send !== undefined;
}

/** A worker reports to its parent and to nobody else. */
export function withoutReport(flags: FlagsOf<'run'>): FlagsOf<'run'> {
  const reported = ['out', 'resume', 'json', 'reporter', 'open', 'workers'];
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !reported.includes(name))) as FlagsOf<'run'>;
}

/** One of several processes: its parent sums up. */
export async function workOn(target: Target, options: CampaignOptions): Promise<number> {
  const part = await partToRun();
  await sendEnd(await runCampaign(target, { ...options, seed: part.seed, ...partOptions(part) }));
  return EXIT.inconclusive;
}

/** The part that this process is. */
function partToRun(): Promise<Part> {
  return new Promise((resolve) => process.once('message', (part) => resolve(part as Part)));
}

/** What a part's campaign is asked for beside what every part is. */
function partOptions({ shard, recorded }: Part): CampaignOptions {
  let shownAt = 0;
  return {
    shard,
    recorded,
    looksIntoFailures: false,
    onBlock: (block) => send({ kind: 'block', block }),
    onFailure: (failing) => send({ kind: 'failure', failing }),
    onProgress(shown) {
      if (performance.now() - shownAt < PROGRESS_EVERY_MS) return;
      shownAt = performance.now();
      const { strategy, number, of, programs, calls, failures } = shown;
      const counts = { strategy, number, of, programs, calls, failures };
      send({ kind: 'progress', progress: { ...counts, workload: shown.workload(), estimate: shown.estimate() } });
    },
  };
}

/** Resolves when the parent has it all. */
function sendEnd({ cutShort }: Facts): Promise<void> {
  return new Promise((resolve) => {
    process.send!({ kind: 'end', cutShort } satisfies WorkerMessage, undefined, {}, () => {
      process.disconnect();
      resolve();
    });
  });
}

function send(message: WorkerMessage): void {
  if (process.connected) process.send!(message);
}
