/**
 * A batch of programs on its way to the child: how many, the number of calls of each, then all calls as one array of
 * `kmcl_call`.
 */
import type { Program } from '../../harness/target.ts';
import { CALL_BYTES, encodeCalls } from '../abi/layout.ts';

const PROGRAMS_MAX = 64;
const CALLS_MAX = 4_096;

/** As many as make one batch, taken from the front of the queue. */
export function takeBatch<R extends { readonly program: Program }>(queue: R[]): R[] {
  let calls = 0;
  let programs = 0;
  for (const { program } of queue) {
    calls += program.length;
    if (programs === PROGRAMS_MAX || (programs > 0 && calls > CALLS_MAX)) break;
    programs += 1;
  }
  return queue.splice(0, programs);
}

interface Batch<R> {
  readonly runs: readonly R[];
  /** Those whose calls the layout cannot hold. */
  readonly refused: readonly { readonly run: R; readonly error: Error }[];
  readonly bytes: Uint8Array;
}

export function encodeBatch<R extends { readonly program: Program }>(asked: readonly R[]): Batch<R> {
  const refused: { run: R; error: Error }[] = [];
  const runs: R[] = [];
  let calls = 0;
  for (const { program } of asked) calls += program.length;
  const callsAt = headerBytes(asked.length);
  const bytes = Buffer.allocUnsafe(callsAt + calls * CALL_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = callsAt;
  for (const run of asked) {
    try {
      encodeCalls(run.program, view, at);
    } catch (error) {
      refused.push({ run, error: error as Error });
      continue;
    }
    bytes.writeUInt32LE(run.program.length, 4 + runs.length * 4);
    runs.push(run);
    at += run.program.length * CALL_BYTES;
  }
  // A refused run leaves the header longer than its count: rare enough to begin again without it.
  if (refused.length > 0 && runs.length > 0) return { ...encodeBatch(runs), refused };
  bytes.writeUInt32LE(runs.length, 0);
  return { runs, refused, bytes };
}

/** One program of a received batch. */
export interface EncodedProgram {
  readonly calls: Uint8Array;
  readonly count: number;
}

export function* programsOf(payload: Buffer): Generator<EncodedProgram> {
  const programs = payload.readUInt32LE(0);
  let at = headerBytes(programs);
  for (let index = 0; index < programs; index += 1) {
    const count = payload.readUInt32LE(4 + index * 4);
    yield { calls: payload.subarray(at, at + count * CALL_BYTES), count };
    at += count * CALL_BYTES;
  }
}

/** Rounded up to eight, so that the calls lie as a C compiler would lay them. */
function headerBytes(programs: number): number {
  return (4 + programs * 4 + 7) & ~7;
}
