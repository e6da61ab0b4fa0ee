/** Which edges a loaded library has reached since it was last asked. */
import type { NativeLibrary } from './library.ts';

/** Gives how far each new edge is from `kmcl_coverage`, in bytes; nothing where the library does not count. */
export function newEdgesOf({ reached }: NativeLibrary): (() => readonly number[]) | undefined {
  if (reached === undefined) return undefined;
  const [anchorAt, countAt, edgesAt] = [0, 1, 2];
  let told = 0;
  return () => {
    const count = Number(reached[countAt]);
    // Nearly every program of a long run reaches nothing new.
    if (count === told) return [];
    const fresh = reached.subarray(edgesAt + told, edgesAt + count);
    told = count;
    return Array.from(fresh, (edge) => Number(edge - reached[anchorAt]!));
  };
}
