/**
 * All that an implementer reads. A target is one implementation under test; the harness knows nothing else of it.
 */
import type { Call, Response } from '../spec/call.ts';
import type { PairPlan, PairsTried, Span } from './pair-plan.ts';

/**
 * What a target can claim. What it does not claim is never asked of it; what it claims and cannot do is a failure.
 * The order is the order of the bits in the native contract.
 */
export const CAPABILITIES = [
  'reservation',
  'offer',
  'offer-bytes',
  'mmio-space',
  'guest',
  'start-pause',
  'client-endpoint',
  'null-handle',
  'stale-handle',
  'forged-handle',
  'misuse',
  'threads',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** The capabilities that show what a target reserves; without any of them, only its status codes can be verified. */
export const OBSERVABLE_CAPABILITIES = ['reservation', 'offer', 'mmio-space'] as const satisfies readonly Capability[];

/** What a capability promises, one sentence each, for `list capabilities` and the adapters' documentation. */
export const CAPABILITY_GISTS: Readonly<Record<Capability, string>> = {
  reservation: 'readReservation tells the pair that the server holds for a live channel',
  offer: 'readOffer tells the pair as offered, or that there is no live offer',
  'offer-bytes': 'readOffer also gives the OfferChannel message with its 8-byte header',
  'mmio-space':
    'getMmioSpace tells the address and size, in bytes, that an open channel was given; with room for 16 channels of the maximum, 2 TiB, unless the target states its room',
  guest: 'guestOpen and guestClose make the moves of the other endpoint',
  'start-pause': 'start and pause call VmbChannelStart and VmbChannelPause',
  'client-endpoint': 'allocate can make a client endpoint (IsServer = FALSE)',
  'null-handle': 'setMmioMegabytes survives a NULL handle',
  'stale-handle': 'setMmioMegabytes survives the handle of a channel that was cleaned up',
  'forged-handle': 'setMmioMegabytes survives a pointer that never was a channel',
  misuse: 'the other calls survive being made in states in which KMCL does not allow them',
  threads: 'calls on one instance may be made from several threads at once',
};

/** How a target is called in reports, and what may be asked of it. */
export interface TargetInfo {
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly Capability[];
  /**
   * The size of the one window in which the guest finds space for all channels together, in megabytes. With it a channel for which
   * there is no room gets 0 bytes at address 0, and only then; absent, there is room for 16 channels of the maximum, some 2 TiB.
   */
  readonly roomMegabytes?: number | undefined;
}

/** Whether a value is a room that a target can state: whole megabytes, at least one. */
export function isRoom(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Calls in order; see `program.ts` for the printed form. Slots are 0..15. */
export type Program = readonly Call[];

/** A branch that the code of an implementation can take: its address in the file, and the function that it lies in. */
export interface Edge {
  readonly address: number;
  readonly symbol?: string | undefined;
}

/** `calls`: with how many of the program's calls, from the first, they were all reached; 0 where that is not known. */
export interface EdgesOfProgram {
  readonly edges: readonly number[];
  readonly calls: number;
}

/** What is known of an implementation that was built to note its edges. No verdict follows from it. */
export interface EdgeCounting {
  /** All that there are, where that is known. */
  readonly edges: readonly Edge[] | undefined;
  /** Takes the addresses of edges that no run before this one's had reached in its process. Asked once a program that was run. */
  reachedBy(program: Program): EdgesOfProgram;
  /** Those that were reached where programs are not run one by one. */
  readonly inBatches?: ReadonlySet<number>;
}

/** An implementation under test, however it is reached. Every run starts from a fresh instance. */
export interface Target {
  readonly info: TargetInfo;
  /**
   * Performs the calls in order on a fresh instance and gives one response a call. Idempotent.
   * Rejects with `TargetFailure` where the target ended instead of answering; any other error counts as a crash.
   */
  run(program: Program): Promise<readonly Response[]>;
  /** Fresh instances in this very process, for a target that has them: the harness then skips the promise. */
  readonly open?: () => Session;
  /**
   * Performs the programs on an instance each, all of which live at once in one process, their calls in turn. Gives nothing where
   * there can be but one. Absent where `open` does for it, or where nobody can tell what lives where.
   */
  readonly runAtOnce?: (programs: readonly Program[]) => Promise<readonly AnsweredInTurn[] | undefined>;
  /**
   * How many runs may be under way at once; one where absent.
   * A target that says so keeps the deadline of each run itself, since only it knows when a run began.
   */
  readonly runsMax?: number;
  /** Where the implementation notes its edges. */
  readonly edgeCounting?: EdgeCounting | undefined;
  /** What ended once and did not when the same program was run again alone: held against no program, and counted. */
  readonly unrepeated?: readonly Unrepeated[];
  /**
   * Lets go of the process that the implementation lives in; the next run begins in one that has run nothing before. Called while no
   * run is under way, and absent where the target's process is not ours to start.
   */
  readonly restart?: (() => Promise<void>) | undefined;
  /**
   * Runs the programs of a plan for a span of pairs and compares the answers where the implementation lives, at a small part of what runs
   * cost. Called while no run is under way; rejects with `TargetFailure` where one ended the target, and the programs are then run. Absent
   * where there is no such way, and where there is `open`.
   */
  readonly tryPairs?: (plan: PairPlan, span: Span) => Promise<PairsTried>;
  /** Gives up the runs that are under way, which need not settle; what comes next begins afresh. */
  abandon?(): void;
  /** Lets go of processes, sockets and libraries. No run follows. */
  close?(): Promise<void>;
}

/** What one of several instances answered, and in which words it ended where it did instead of answering. */
export interface AnsweredInTurn {
  readonly responses: readonly Response[];
  readonly failure?: string;
}

/**
 * What can be seen once and not again.
 * - `connection`: it was cut or refused, which is the wire's fault. - `timeout`: no answer within the deadline.
 * - `adapter-fault`: an answer that broke the contract. - `crash`: the process ended. - `answer`: an answer that was wrong.
 * - `defect`: the contract was broken whatever the program, and too often in the same words for an accident.
 */
export const UNREPEATED_KINDS = ['connection', 'timeout', 'adapter-fault', 'crash', 'answer', 'defect'] as const;
export type UnrepeatedKind = (typeof UNREPEATED_KINDS)[number];

/** How often it was seen, under one text of a single line. */
export interface Unrepeated {
  readonly kind: UnrepeatedKind;
  readonly message: string;
  readonly count: number;
}

/** One fresh instance, called step by step. Synchronous, for implementations in this very process. */
export interface Session {
  perform(call: Call): Response;
  /** A second instance in the same state, for a target that can: spares the exhaustive strategy the common prefix. */
  fork?(): Session;
  close?(): void;
}

/** How a run can end without answers; never a verdict on conformance by itself, and never merged with one. */
export type FailureKind = 'crash' | 'timeout' | 'adapter-fault' | 'unusable';

/**
 * A target ended instead of answering.
 * - `crash`: the implementation died (signal, exit code, exception of its own).
 * - `timeout`: it did not answer within the deadline.
 * - `adapter-fault`: what came back broke the contract.
 * - `unusable`: it could not be reached or loaded at all.
 */
export class TargetFailure extends Error {
  override readonly name = 'TargetFailure';
  readonly kind: FailureKind;
  /** How many responses were complete before the end: the index of the call to blame, where known. */
  readonly answered: number | undefined;

  constructor(kind: FailureKind, message: string, options: { answered?: number; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.kind = kind;
    this.answered = options.answered;
  }
}

/**
 * Makes a target of an implementation in this process that answers call by call.
 * An exception out of `perform` is a crash, blamed on that call.
 */
export function fromSession(info: TargetInfo, open: () => Session): Target {
  return {
    info,
    open,
    async run(program) {
      const session = open();
      const responses: Response[] = [];
      try {
        for (const call of program) responses.push(session.perform(call));
      } catch (cause) {
        if (cause instanceof TargetFailure) {
          const { kind, message: words, answered = responses.length } = cause;
          throw new TargetFailure(kind, words, { answered, cause });
        }
        const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new TargetFailure('crash', message, { answered: responses.length, cause });
      } finally {
        session.close?.();
      }
      return responses;
    },
  };
}

/** What every way of reaching a target is told when it is opened. */
export interface OpenOptions {
  /** How long one run may take, in milliseconds. */
  readonly deadlineMs: number;
}
