/** Verdict, coverage and counterexamples over TCP are those in process. */
import type { Facts } from '../../../harness/campaign/facts.ts';
import { describe, expect, test } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import type { Target } from '../../../harness/target.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { serve } from '../../../targets/remote/serve/serve.ts';
import { OTHER_FAULTS, SAMPLED_FAULTS } from '../../fault-sample.ts';

/** Enough for every fault to be found, and little enough for all of them to be tried twice. */
const PROGRAMS = 100;

function campaign(target: Target): Promise<Facts> {
  return runCampaign(target, {
    tier: 'smoke',
    reading: 'documented',
    seed: 20_261_122,
    programs: PROGRAMS,
    selects: () => true,
    deadlineMs: 5000,
    corpus: [],
    // All shorter programs of up to three calls, by forks here and by runs over there.
    searchProgramsMax: 600,
  });
}

/** All but how long it took, and what it cost to be sure: a beginning that is forked is run but once. */
function told({ strategies, counterexamples, ...result }: Facts) {
  return {
    ...result,
    strategies: strategies.map((strategy) => ({ ...strategy, durationMs: 0 })),
    counterexamples: counterexamples.map((found) => ({
      ...found,
      minimized: { ...found.minimized, certifyingCalls: 0, searchCalls: 0 },
    })),
  };
}

async function overTcp(target: Target): Promise<Facts> {
  const served = await serve(target, { listen: 'tcp://127.0.0.1:0', announce: () => undefined });
  const remote = await openRemote(served.address, { deadlineMs: 5000 });
  try {
    return await campaign(remote);
  } finally {
    await remote.close();
    await served.drain();
  }
}

/** One of the sampled faults on every change; every fourteenth and every second of the rest, and every twelfth of the others, as slow tests. */
const quick = SAMPLED_FAULTS.slice(0, 1);
const others = OTHER_FAULTS.filter((_, index) => index % 12 === 0);
const sampled = SAMPLED_FAULTS.filter((_, index) => index > 0 && (index % 14 === 0 || index % 2 === 1));
const slow = [...sampled, ...others];
const namesOf = (faults: readonly { readonly name: string }[]) => faults.map(({ name }) => name);

describe('over TCP as in process: verdict, coverage and counterexamples', () => {
  test.each([undefined, ...namesOf(quick)])('of %s', sameVerdict);
  test.each(namesOf(slow))('of %s', { tags: ['slow'] }, sameVerdict);
});

async function sameVerdict(fault: string | undefined): Promise<void> {
  const target = reference(fault === undefined ? {} : { fault });
  const [remote, local] = [await overTcp(target), await campaign(target)];
  expect(told(remote)).toEqual(told(local));
}
