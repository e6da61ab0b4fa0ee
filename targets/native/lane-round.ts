/**
 * One round of calls that are made really at once: a thread a lane in the child, all on one instance, let go together.
 * Each call is timed on the process's one monotonic clock, so that overlap can be told from order.
 */
import { Worker } from 'node:worker_threads';
import { TargetFailure } from '../../harness/target.ts';
import { entryOf, neighbour } from '../isolated/entry.ts';
import { CALL_BYTES, RESPONSE_BYTES } from '../abi/layout.ts';
import type { Memory, NativeLibrary, Pointer } from './library.ts';

/** Programs as base64 of `kmcl_call` arrays: an errand travels as JSON. */
export interface EncodedRound {
  readonly before: string;
  readonly lanes: readonly string[];
  readonly after: string;
}

/** Rows of `kmcl_response` as base64, and for each the nanoseconds at which its call began and ended. */
export interface EncodedLane {
  readonly rows: string;
  readonly times: readonly number[];
}

export interface EncodedHistory {
  readonly before: string;
  readonly lanes: readonly EncodedLane[];
  readonly after: string;
}

/** What a lane's thread is told for each round. */
export interface LaneOrder {
  readonly instance: Pointer;
  readonly calls: Uint8Array;
  /** Two counters: how many lanes are ready, and whether they may go. */
  readonly gate: Int32Array;
  readonly lanes: number;
  readonly epochNs: bigint;
}

export interface LaneReport {
  readonly rows: Uint8Array;
  readonly times: readonly number[];
  readonly fault?: string;
}

const threads: Worker[] = [];

export async function runRound(
  library: NativeLibrary,
  memory: Memory,
  path: string,
  round: EncodedRound,
): Promise<EncodedHistory> {
  while (threads.length < round.lanes.length) threads.push(startLane(path));
  const instance = library.open();
  if (instance === null) throw new TargetFailure('adapter-fault', 'kmcl_open returned NULL');
  try {
    const epochNs = process.hrtime.bigint();
    const before = performAll(library, memory, instance, decode(round.before), epochNs);
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const reports = await Promise.all(
      round.lanes.map((calls, lane) => {
        const thread = threads[lane] as Worker;
        return runLane(thread, { instance, calls: decode(calls), gate, lanes: round.lanes.length, epochNs });
      }),
    );
    const after = performAll(library, memory, instance, decode(round.after), epochNs);
    for (const { fault } of [before, ...reports, after]) {
      if (fault !== undefined) throw new TargetFailure('adapter-fault', fault);
    }
    const lanes = reports.map(({ rows, times }) => ({ rows: encode(rows), times }));
    return { before: encode(before.rows), lanes, after: encode(after.rows) };
  } finally {
    library.close(instance);
  }
}

function startLane(path: string): Worker {
  const { file, args } = entryOf(neighbour('lane-thread', import.meta.url));
  const thread = new Worker(file, { argv: [...args], workerData: path });
  thread.unref();
  return thread;
}

function runLane(thread: Worker, order: LaneOrder): Promise<LaneReport> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.postMessage(order);
  });
}

/** Performs calls one by one and times each. What is timed is the call alone. */
export function performAll(
  library: NativeLibrary,
  memory: Memory,
  instance: Pointer,
  calls: Uint8Array,
  epochNs: bigint,
): LaneReport {
  const count = calls.length / CALL_BYTES;
  const rows = new Uint8Array(count * RESPONSE_BYTES);
  const callAddress = memory.addressOf(calls);
  const rowAddress = memory.addressOf(rows);
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const call = callAddress + BigInt(index * CALL_BYTES);
    const row = rowAddress + BigInt(index * RESPONSE_BYTES);
    const began = process.hrtime.bigint();
    const result = library.perform(instance, call, row);
    const ended = process.hrtime.bigint();
    times.push(Number(began - epochNs), Number(ended - epochNs));
    if (result < 0) return { rows, times, fault: `kmcl_perform returned ${result} at call ${index + 1} of a lane` };
  }
  return { rows, times };
}

function decode(text: string): Uint8Array {
  // Copied, since a pooled Buffer lies anywhere and a C compiler expects calls to be aligned.
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
