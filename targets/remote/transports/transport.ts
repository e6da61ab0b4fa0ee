/** How lines reach a peer and come back; one file a way. Nothing here knows what a line says. */
import type { FailureKind } from '../../../harness/target.ts';

/** Why a link carries no more lines, in words for a person. */
export interface LinkEnd {
  readonly kind: FailureKind;
  readonly message: string;
}

/** Told what arrives. `end` comes once, and nothing after it. */
export interface LinkListener {
  /** The lines of one read, together: what belongs to the same moment is judged together. */
  lines(lines: readonly string[]): void;
  /** The peer has asked for so much time: no answer is late meanwhile. */
  held?(ms: number): void;
  end(end: LinkEnd): void;
}

export interface Link {
  /** Never blocks; lines of the same tick leave in one write. */
  send(line: string): void;
  /** At once and for good, with everything that the peer started; the listener hears nothing more. */
  kill(): void;
  /** Politely: a peer that can end by itself is given the time to. */
  close(): Promise<void>;
  /** The end of what the peer said beside the protocol; empty where there is no such thing. */
  readonly stderrTail: string;
}

export interface Transport {
  /** The address as it may be shown: no secret in it. */
  readonly title: string;
  /** How often a failure is tried again before a program is blamed: a network fails by itself, a pipe does not. */
  readonly repeatsMax: number;
  /** What a link that ends by itself tells: that a process of ours died, or only that the connection to some process is gone. */
  readonly endsAs: 'crash' | 'connection';
  /** Whether what is sent later cannot arrive before what was sent first: then no answer in the middle is lost on the way. */
  readonly isOneStream: boolean;
  /** How many runs may be under way on one link. */
  readonly windowMax: number;
  /** Rejects with `TargetFailure('unusable')` where the peer cannot be reached. */
  connect(listener: LinkListener): Promise<Link>;
}
