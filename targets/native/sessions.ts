/** Instances of a library that are called step by step, in the process that has loaded it. */
import type { Call, Response } from '../../spec/call.ts';
import type { Session } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { ANSWER_HEADER_BYTES, Answers } from '../isolated/answers.ts';
import { CALL_BYTES, decodeResponses, encodeCalls } from '../abi/layout.ts';
import type { Memory, NativeLibrary } from './library.ts';
import { ResponseArray } from './response-array.ts';

export function responsesOf(count: number, answers: Answers): readonly Response[] {
  const bytes = new Uint8Array(answers.take());
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return decodeResponses(count, bytes, view, ANSWER_HEADER_BYTES);
}

/** Instances on demand. All of them share one call and one response in memory, since only one is called at a time. */
export function sessions(library: NativeLibrary, memory: Memory): () => Session {
  const answers = new Answers();
  const responses = new ResponseArray(memory);
  const call = new Uint8Array(CALL_BYTES);
  const callView = new DataView(call.buffer);
  const callAddress = memory.addressOf(call);

  return () => {
    const instance = library.open();
    if (instance === null) throw new TargetFailure('adapter-fault', 'kmcl_open returned NULL', { answered: 0 });
    return {
      perform(next: Call) {
        encodeCalls([next], callView, 0);
        responses.prepare(1);
        responses.clear();
        const result = library.perform(instance, callAddress, responses.address);
        responses.checkGuard(1);
        if (result < 0) throw new TargetFailure('adapter-fault', `kmcl_perform returned ${result} to ${next.kind}`);
        answers.begin();
        responses.collect(1, answers);
        return responsesOf(1, answers)[0]!;
      },
      close: () => library.close(instance),
    };
  };
}
