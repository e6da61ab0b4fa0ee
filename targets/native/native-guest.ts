/** Hosts a shared library, or a Node addon, in a process that it may end. */
import { shown } from '../../harness/execute/shown.ts';
import type { Program } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { Answers } from '../isolated/answers.ts';
import { runAtOnce } from '../isolated/at-once.ts';
import type { Guest } from '../isolated/guest.ts';
import type { PairsRequest } from '../isolated/pairs-process.ts';
import { CALL_BYTES, RESPONSE_BYTES } from '../abi/layout.ts';
import { makeBadCalls } from './bad-calls.ts';
import type { EncodedRound } from './lane-round.ts';
import { runRound } from './lane-round.ts';
import type { AddonLibrary, Memory, NativeLibrary } from './library.ts';
import { leaveAtOnce, loadLibrary, openMemory } from './library.ts';
import { newEdgesOf } from './new-edges.ts';
import { ResponseArray } from './response-array.ts';
import { tryPairsInLibrary } from './pairs-in-library.ts';
import { sessions } from './sessions.ts';

/** `KMCL_FAULT_TODO` of the header, and what it says. */
const FAULT_TODO = -1000;
const TODO = 'TODO: call your function here';

export interface NativeGuestArgument {
  readonly path: string;
}

export async function admit({ path }: NativeGuestArgument): Promise<Guest> {
  const guest = await hostNative(path);
  await leaveAtOnce();
  return guest;
}

/** The same in a process whose own exit stays as it is. */
export async function hostNative(path: string): Promise<Guest> {
  const library = await loadLibrary(path);
  const memory = await openMemory();
  return library.kind === 'library' ? hostLibrary(path, library, memory) : hostAddon(library, memory);
}

function hostLibrary(path: string, library: NativeLibrary, memory: Memory): Guest {
  const responses = new ResponseArray(memory);
  // Calls arrive wherever the pipe's pieces put them, and a C compiler expects them to be aligned.
  let calls = new Uint8Array(1_024 * CALL_BYTES);
  let callsAddress = memory.addressOf(calls);

  function runCalls(count: number): number {
    responses.prepare(count);
    const result = library.run(callsAddress, count, responses.address);
    responses.checkGuard(count);
    return result;
  }

  /** The longest prefix that the adapter comes through with: what comes after it is its own fault. */
  function answeredBefore(count: number): number {
    for (let length = 1; length < count; length += 1) if (runCalls(length) < 0) return length - 1;
    return count - 1;
  }

  return {
    info: library.info,
    newEdges: newEdgesOf(library),
    flush: memory.flush,
    requests: {
      pairs: (request: PairsRequest) => tryPairsInLibrary(library, memory, request),
      badCalls: () => makeBadCalls(library, memory),
      atOnce: (programs: readonly Program[]) => runAtOnce(sessions(library, memory), programs),
      lanes: (round: EncodedRound) => runRound(library, memory, path, round),
    },
    run(sent: Uint8Array, count: number, answers: Answers): void {
      if (sent.length > calls.length) {
        calls = new Uint8Array(sent.length * 2);
        callsAddress = memory.addressOf(calls);
      }
      calls.set(sent);
      const result = runCalls(count);
      if (result < 0) {
        const answered = answeredBefore(count);
        const words = result === FAULT_TODO ? TODO : `kmcl_run returned ${result} at call ${answered + 1}`;
        throw new TargetFailure('adapter-fault', words, { answered });
      }
      responses.collect(count, answers);
    },
  };
}

function hostAddon(addon: AddonLibrary, memory: Memory): Guest {
  return {
    info: addon.info,
    flush: memory.flush,
    run(calls: Uint8Array, count: number, answers: Answers): void {
      const given: unknown = addon.run(Buffer.from(calls));
      if (!(given instanceof Uint8Array) || given.length < count * RESPONSE_BYTES) {
        const got = given instanceof Uint8Array ? `${given.length} bytes` : shown(given);
        throw new TargetFailure(
          'adapter-fault',
          `run gave ${got} for ${count} responses of ${RESPONSE_BYTES} bytes each`,
        );
      }
      answers.room(given.length).set(given);
    },
  };
}
