/** The command line in this process: as quick as its work, and with all that it says at hand. */
import { main } from '../../harness/cli/main.ts';
import { catalog } from '../../targets/catalog.ts';
import type { Ended } from '../cli/kmcl.ts';

export async function inProcess(words: readonly string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const writes = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const write = stream.write;
    stream.write = ((text: string) => {
      said[name] += text;
      return true;
    }) as typeof write;
    return () => (stream.write = write);
  });
  try {
    return { exitCode: await main(words, catalog), ...said };
  } finally {
    for (const restore of writes) restore();
  }
}
