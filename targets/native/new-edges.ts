/** Which edges a loaded library has reached since it was last asked. */
import type { NewEdges } from '../isolated/edges-told.ts';
import type { NativeLibrary } from './library.ts';

/** Where the fields of `kmcl_reached` are. */
const [ANCHOR, CALLS, COUNT, EDGES] = [1, 2, 3, 4];

/** Nothing where the library does not note its edges. What is given gives nothing where there are none. */
export function newEdgesOf({ reached }: NativeLibrary): (() => NewEdges | undefined) | undefined {
  if (reached === undefined) return undefined;
  let told = 0;
  return () => {
    const count = Number(reached[COUNT]);
    // Nearly every program of a long run reaches nothing new.
    if (count === told) return undefined;
    const fresh = reached.subarray(EDGES + told, EDGES + count);
    told = count;
    return { calls: Number(reached[CALLS]), distances: Array.from(fresh, (edge) => Number(edge - reached[ANCHOR]!)) };
  };
}
