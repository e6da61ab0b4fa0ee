/** A target that is reached by files alone, under a name: `offline:` and the vector files and answers, with commas between them. */
import { readVectors } from './read-vectors.ts';
import { Recording } from './recording.ts';

const SCHEME = 'offline:';

export function offlineName(files: readonly string[]): string {
  return SCHEME + files.join(',');
}

/** The files of such a name; nothing for another one. */
export function offlineFiles(name: string): readonly string[] | undefined {
  return name.startsWith(SCHEME) ? name.slice(SCHEME.length).split(',') : undefined;
}

/** Throws `UsageError`, which names the file. */
export async function readRecording(files: readonly string[]): Promise<Recording> {
  return new Recording(await readVectors(files));
}
