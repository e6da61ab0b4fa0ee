/** Calls made at once on one instance of a native target that claims `threads`, each with the time it took. */
import type { Call, Response } from '../../spec/call.ts';
import { checkResponses } from '../../harness/execute/check-responses.ts';
import type { Program } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { IsolatedChild } from '../isolated/child-process.ts';
import { MEMORY_BYTES_MAX } from '../isolated/isolation-options.ts';
import type { EncodedHistory, EncodedRound } from './lane-round.ts';
import { CALL_BYTES, decodeResponses, encodeCalls } from '../abi/layout.ts';
import type { NativeOptions } from './native.ts';
import { nativeGuestSpec } from './native.ts';

/** What is done on one fresh instance: first alone, then at once, a thread each, then alone again. */
export interface Round {
  readonly before: Program;
  readonly lanes: readonly Program[];
  readonly after: Program;
}

/** One call with its response, and when it was under way: nanoseconds since the round began. */
export interface TimedCall {
  readonly call: Call;
  readonly response: Response;
  readonly beganNs: number;
  readonly endedNs: number;
}

export interface History {
  readonly before: readonly Response[];
  readonly lanes: readonly (readonly TimedCall[])[];
  readonly after: readonly Response[];
}

export interface LaneTarget {
  /** Rejects with `TargetFailure` as a target's `run` does; the next round finds a fresh process. */
  run(round: Round): Promise<History>;
  close(): Promise<void>;
}

/** Rejects with `unusable` where the library does not claim `threads`. */
export async function openLanes(path: string, options: NativeOptions): Promise<LaneTarget> {
  const spec = nativeGuestSpec(path, options.sanitizer);
  const limits = {
    deadlineMs: options.deadlineMs,
    memoryBytesMax: options.memoryBytesMax ?? MEMORY_BYTES_MAX,
  };
  let host: IsolatedChild | undefined;

  async function ready(): Promise<IsolatedChild> {
    if (host?.alive) return host;
    host = new IsolatedChild(spec, limits);
    const { capabilities } = await host.ready();
    if (!capabilities.includes('threads')) {
      host.kill();
      await host.ended;
      throw new TargetFailure('unusable', `${path} does not claim the capability threads`);
    }
    return host;
  }

  await ready();
  return {
    async run(round) {
      const living = await ready();
      return decodeHistory(
        round,
        (await living.errand('lanes', encodeRound(round), limits.deadlineMs)) as EncodedHistory,
      );
    },
    async close() {
      host?.kill();
      await host?.ended;
    },
  };
}

function encodeRound({ before, lanes, after }: Round): EncodedRound {
  return { before: encodeProgram(before), lanes: lanes.map(encodeProgram), after: encodeProgram(after) };
}

function encodeProgram(program: Program): string {
  const calls = Buffer.alloc(program.length * CALL_BYTES);
  encodeCalls(program, new DataView(calls.buffer, calls.byteOffset, calls.byteLength), 0);
  return calls.toString('base64');
}

function decodeHistory(round: Round, history: EncodedHistory): History {
  return {
    before: decodeRows(round.before, history.before),
    after: decodeRows(round.after, history.after),
    lanes: history.lanes.map(({ rows, times }, lane) => {
      const program = round.lanes[lane] ?? [];
      return decodeRows(program, rows).map((response, index) => ({
        call: program[index] as Call,
        response,
        beganNs: times[index * 2] as number,
        endedNs: times[index * 2 + 1] as number,
      }));
    }),
  };
}

/** Without the bytes of offers, which are only valid until another lane's next call. */
function decodeRows(program: Program, text: string): readonly Response[] {
  const rows = new Uint8Array(Buffer.from(text, 'base64'));
  const responses = decodeResponses(program.length, rows, new DataView(rows.buffer), 0);
  checkResponses(program, responses);
  return responses.map((response) =>
    response.kind === 'offer'
      ? {
          kind: 'offer',
          mmioMegabytes: response.mmioMegabytes,
          mmioMegabytesOptional: response.mmioMegabytesOptional,
        }
      : response,
  );
}
