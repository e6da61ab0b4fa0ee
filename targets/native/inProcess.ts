/** A library in this very process: fastest, stepwise where it has the C symbols, and free to take the process down. */
import type { Call } from '../../spec/call.ts';
import type { Program, Session, Target } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { ANSWER_HEADER_BYTES, Answers } from '../isolated/answers.ts';
import { CALL_BYTES, decodeResponses, encodeCalls } from './layout.ts';
import type { Memory, NativeLibrary } from './library.ts';
import { loadLibrary, openMemory } from './library.ts';
import { admit } from './nativeGuest.ts';
import { ResponseArray } from './responseArray.ts';

export async function openInProcess(path: string): Promise<Target> {
  const guest = await admit({ path });
  const library = await loadLibrary(path);
  const memory = await openMemory();
  const target: Target = {
    info: guest.info,
    async run(program) {
      const answers = new Answers();
      answers.begin();
      await guest.run(callsOf(program), program.length, answers);
      return responsesOf(program, answers);
    },
  };
  return library.kind === 'library' ? { ...target, open: () => openSession(library, memory) } : target;
}

function callsOf(program: Program): Uint8Array {
  const calls = new Uint8Array(program.length * CALL_BYTES);
  encodeCalls(program, new DataView(calls.buffer), 0);
  return calls;
}

function responsesOf(program: Program, answers: Answers): ReturnType<typeof decodeResponses>['responses'] {
  const bytes = new Uint8Array(answers.take());
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return decodeResponses(program, bytes, view, ANSWER_HEADER_BYTES).responses;
}

function openSession(library: NativeLibrary, memory: Memory): Session {
  const instance = library.open();
  if (instance === null) throw new TargetFailure('adapter-fault', 'kmcl_open returned NULL', { answered: 0 });
  const responses = new ResponseArray(memory);
  return {
    perform(call: Call) {
      const calls = callsOf([call]);
      responses.prepare(1);
      responses.clear();
      const result = library.perform(instance, memory.addressOf(calls), responses.address);
      if (result < 0) throw new TargetFailure('adapter-fault', `kmcl_perform returned ${result} to ${call.kind}`);
      responses.checkGuard(1);
      const answers = new Answers();
      answers.begin();
      responses.collect(1, answers);
      const [response] = responsesOf([call], answers);
      if (response === undefined) throw new Error('one call, and no response');
      return response;
    },
    close: () => library.close(instance),
  };
}
