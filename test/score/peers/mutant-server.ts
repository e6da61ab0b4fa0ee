/**
 * Machines behind a pipe, for contenders that are not JavaScript: `node mutant-server.js FOLDER`. One line a message:
 *
 *     job        -> "SEED SHRINKS" of the next machine to try, or "done"
 *     reset         a fresh start; no answer
 *     INPUT      -> the index of the response, or -1 when the contender has to stop
 *     objects       the contender's model objects to the last answer; no answer
 *     end           the run is over and is written down; no answer
 *
 * Reading and writing are synchronous: one message follows the other, and a round trip should cost what the pipe costs.
 */
import { appendFileSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MutantHost } from './mutant-host.ts';
import type { Job } from './mutant-host.ts';

/** What the script leaves in the folder for the server. */
export interface ServerWork {
  readonly width: number;
  readonly budget: number;
  readonly machines: readonly { readonly next: readonly number[]; readonly output: readonly number[] }[];
  readonly jobs: readonly Job[];
}

const [folder = '.'] = process.argv.slice(2);
const work = JSON.parse(readFileSync(join(folder, 'work.json'), 'utf8')) as ServerWork;
const machines = work.machines.map(({ next, output }) => ({
  next: Int16Array.from(next),
  output: Int16Array.from(output),
}));
const host = new MutantHost(work.width, machines, work.budget);
const jobs = work.jobs.values();

function answerTo(message: string): string | undefined {
  switch (message) {
    case 'job': {
      const { value: job } = jobs.next();
      if (job === undefined) return 'done';
      host.begin(job);
      return `${job.seed} ${job.shrinks ? 1 : 0}`;
    }
    case 'reset':
      host.reset();
      return undefined;
    case 'objects':
      host.object();
      return undefined;
    case 'end':
      appendFileSync(join(folder, 'runs.ndjson'), `${JSON.stringify(host.end())}\n`);
      return undefined;
    default:
      return String(host.call(Number(message)));
  }
}

const chunk = Buffer.alloc(65_536);
let rest = '';
for (;;) {
  const size = readSync(0, chunk);
  if (size === 0) break;
  const lines = (rest + chunk.toString('latin1', 0, size)).split('\n');
  rest = lines.pop()!;
  for (const line of lines) {
    const answer = answerTo(line);
    if (answer !== undefined) writeSync(1, `${answer}\n`);
  }
}
