/** A guest that hosts nothing: it loads a library as the real one does, and tells how far that went. */
import type { TargetInfo } from '../../harness/target.ts';
import type { Guest } from '../isolated/guest.ts';
import type { LoadingStage } from './library.ts';
import { LibraryProblem, loadLibrary } from './library.ts';
import type { NativeGuestArgument } from './native-guest.ts';

export type Examined =
  | { readonly kind: 'usable'; readonly info: TargetInfo }
  | { readonly kind: 'problem'; readonly stage: LoadingStage; readonly cause: string; readonly cure: string };

export async function admit({ path }: NativeGuestArgument): Promise<Guest> {
  return {
    info: { name: 'examiner', version: '1', capabilities: [] },
    requests: { examine: () => examine(path) },
    run() {
      throw new Error('an examiner runs no programs');
    },
  };
}

async function examine(path: string): Promise<Examined> {
  try {
    return { kind: 'usable', info: (await loadLibrary(path)).info };
  } catch (error) {
    if (!(error instanceof LibraryProblem)) throw error;
    return { kind: 'problem', stage: error.stage, cause: error.problem, cure: error.cure };
  }
}
