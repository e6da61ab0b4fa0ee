/** A library in this very process: fastest, stepwise where it has the C symbols, and free to take the process down. */
import type { Call, Response } from '../../spec/call.ts';
import type { Session, Target } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { ANSWER_HEADER_BYTES, Answers } from '../isolated/answers.ts';
import { CALL_BYTES, decodeResponses, encodeCalls } from '../abi/layout.ts';
import { readEdges } from './edges-in-file.ts';
import type { Memory, NativeLibrary } from './library.ts';
import { loadLibrary, openMemory } from './library.ts';
import { hostNative } from './native-guest.ts';
import { ResponseArray } from './response-array.ts';

export async function openInProcess(path: string): Promise<Target> {
  const guest = await hostNative(path);
  const library = await loadLibrary(path);
  const memory = await openMemory();
  const answers = new Answers();
  const edgesInFile = readEdges(path);
  const target: Target = {
    info: guest.info,
    edgeCounting: edgesInFile && {
      edges: edgesInFile.edges,
      reachedBy: () => guest.newEdges?.().map((distance) => edgesInFile.anchor + distance) ?? [],
    },
    async run(program) {
      const calls = new Uint8Array(program.length * CALL_BYTES);
      encodeCalls(program, new DataView(calls.buffer), 0);
      answers.begin();
      try {
        await guest.run(calls, program.length, answers);
        return responsesOf(program.length, answers);
      } finally {
        answers.take();
      }
    },
  };
  return library.kind === 'library' ? { ...target, open: sessions(library, memory, answers) } : target;
}

function responsesOf(count: number, answers: Answers): readonly Response[] {
  const bytes = new Uint8Array(answers.take());
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return decodeResponses(count, bytes, view, ANSWER_HEADER_BYTES);
}

/** Instances on demand. All of them share one call and one response in memory, since only one is called at a time. */
function sessions(library: NativeLibrary, memory: Memory, answers: Answers): () => Session {
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
