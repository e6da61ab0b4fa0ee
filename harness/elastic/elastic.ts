/**
 * A campaign that is shared by workers on many machines: its shards wait in a queue, each worker takes one after the other, and a
 * coordinator gathers what they come to. This is all that is asked of a queue, so that the engine behind it is one folder of this room.
 * A queue gives a shard to at least one worker, and may give it to several: a shard is named by what it is and comes to the same
 * wherever it runs, so only one of its answers is taken.
 */
import type { Campaign } from './campaign-schema.ts';

/** What a shard came to on one worker. */
export type ShardEnd =
  /** A report, whichever its verdict: it is never tried again. */
  | { readonly kind: 'part'; readonly report: string }
  /** The process that ran it is gone: tried again, elsewhere or here, until three were lost in it. */
  | { readonly kind: 'lost'; readonly why: string }
  /** A bug of ours, or a part without a program: both come again wherever it is tried. */
  | { readonly kind: 'fault' | 'empty'; readonly why: string }
  /** This worker cannot run it, or was told to end: others may, so it goes back as if it had not been taken. */
  | { readonly kind: 'given back'; readonly why: string };

/** A shard that will not come to a report. */
export interface LostShard {
  readonly name: string;
  readonly why: string;
  /** Who had taken it, one line each. */
  readonly takenBy: readonly string[];
  /** By the loss of all who ran it, by a bug of ours, or because there are more parts than programs. */
  readonly kind: 'loss' | 'fault' | 'empty';
}

/** The report of a shard, and who ran it. */
export interface Part {
  readonly report: string;
  readonly worker: string;
  /** How often it had been taken by a worker that was lost. */
  readonly lostBefore: number;
}

export interface QueueState {
  readonly running: number;
  readonly workers: number;
  /** Names of the shards that came to a report, and of those that never will. */
  readonly done: readonly string[];
  readonly lost: readonly string[];
  /** All shards that the queue knows of, whatever became of them. */
  readonly known: number;
}

/** The coordinator's side. While the queue does not answer, each of these waits until it does. */
export interface CoordinatorQueue {
  /** The queue in words, without any secret. */
  readonly title: string;
  /** Whether this coordinator is the one that gathers; to be asked again within `forMs`, or another one may take over. */
  lead(forMs: number): Promise<boolean>;
  /** The campaign that is under way there: `campaign` itself, where there was none. */
  begin(campaign: Campaign): Promise<Campaign>;
  /** Adds the shards that are not there yet. */
  add(names: readonly string[]): Promise<void>;
  state(): Promise<QueueState>;
  part(name: string): Promise<Part | undefined>;
  lossOf(name: string): Promise<LostShard>;
  /** Takes the campaign out of the queue, with all that it came to. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** The worker's side. */
export interface WorkerQueue {
  readonly title: string;
  /**
   * Takes shards and runs them, one after the other, until `close`. `run` is told to give up by its signal; who it is given back to
   * is the queue's affair.
   */
  take(run: (name: string, campaign: Campaign, giveUp: AbortSignal) => Promise<ShardEnd>): void;
  /** The target on which the campaign at hand is tried, in words: `identity`, where this is the first worker of it. */
  settleTarget(identity: string): Promise<string>;
  /** The reports of those of these shards that came to one. */
  reports(names: readonly string[]): Promise<readonly string[]>;
  /** Ends behind the shard at hand. */
  close(): Promise<void>;
}

/** So many workers lost in one shard, and it is the shard that is to blame. */
export const LOSSES_MAX = 3;
