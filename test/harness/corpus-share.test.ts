/** A file of the corpus belongs to one shard as a whole: what fails only after other programs needs them before it. */
import { expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { printProgram } from '../../harness/program/program.ts';
import { fromSession } from '../../harness/target.ts';
import type { Program, Target } from '../../harness/target.ts';

const allocate = (channel: number): Program => [
  { kind: 'allocate', channel: channel as 0, endpoint: 'server' },
  { kind: 'cleanup', channel: channel as 0 },
];
/** Needs a capability that the target does not claim. */
const NOT_CLAIMED: Program = [...allocate(0).slice(0, 1), { kind: 'readReservation', channel: 0 }];

it('is run in order by one part, and is left out and counted where a program of it cannot be run', async () => {
  const corpus = [[allocate(1), allocate(2), allocate(3)], [allocate(4)], [allocate(5), NOT_CLAIMED], [allocate(6)]];
  const parts = [0, 1].map(async (index) => {
    const ran: string[] = [];
    const { info, run } = fromSession({ name: 'recorder', version: '1', capabilities: [] }, () => ({
      perform: ({ kind }) =>
        kind === 'cleanup' || kind === 'disable' ? { kind: 'nothing' } : { kind: 'status', status: 0 },
    }));
    const recorder: Target = {
      info,
      run(program) {
        ran.push(printProgram(program));
        return run(program);
      },
    };
    const shard = { index, count: 2 };
    const { corpusSkipped } = await runCampaign(recorder, { tier: 'smoke', programs: 0, corpus, shard });
    return { corpusSkipped, ran };
  });
  const [first, second] = await Promise.all(parts);
  const printed = [1, 2, 3].map((channel) => printProgram(allocate(channel)));
  // Before all others it is asked whether Enable is refused.
  expect(first!.ran.slice(1, 4)).toEqual(printed);
  expect(first!.corpusSkipped).toBe(2);
  expect(second!.ran.slice(1, 3)).toEqual([4, 6].map((channel) => printProgram(allocate(channel))));
  expect(second!.corpusSkipped).toBe(0);
  for (const program of printed) expect(second!.ran.slice(0, 8)).not.toContain(program);
});
