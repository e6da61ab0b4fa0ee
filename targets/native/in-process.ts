/** A library in this very process: fastest, stepwise where it has the C symbols, and free to take the process down. */
import type { Target } from '../../harness/target.ts';
import { Answers } from '../isolated/answers.ts';
import { CALL_BYTES, encodeCalls } from '../abi/layout.ts';
import { readEdges } from './edges-in-file.ts';
import { loadLibrary, openMemory } from './library.ts';
import { hostNative } from './native-guest.ts';
import { responsesOf, sessions } from './sessions.ts';

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
      reachedBy: ({ length }) => {
        const { distances = [] } = guest.newEdges?.() ?? {};
        return { edges: distances.map((distance) => edgesInFile.anchor + distance), calls: length };
      },
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
  return library.kind === 'library' ? { ...target, open: sessions(library, memory) } : target;
}
