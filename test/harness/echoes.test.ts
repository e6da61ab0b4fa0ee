/** One cause is told once, under its own clause and by as few calls as count: what it makes go wrong elsewhere is masked by it. */
import { expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { walksStrategy } from '../../harness/generate/walks.ts';
import { printProgram } from '../../harness/program/program.ts';
import { CAPABILITIES, fromSession } from '../../harness/target.ts';
import type { Channel } from '../../targets/reference/emulator/channel.ts';
import { DEFAULT_SETUP } from '../../targets/reference/emulator/setup.ts';
import { Remembering } from '../../targets/reference/faults/remembering.ts';
import { reference } from '../../targets/reference/reference.ts';
import { blamedBy } from '../blamed-by.ts';
import { differing, recordedOn } from '../score/faults-shown.ts';

const SLOW = { tags: ['slow'] };

it.each([
  ['documented', 'state-model', 'refuse.disabled', 'refuse.either-code'],
  ['state-model', 'documented', 'accept.disabled', 'refuse.both-zero'],
] as const)('under reading %s a target of %s breaks %s, and %s is its echo', async (reading, own, clause, echo) => {
  const options = { tier: 'smoke', reading, searchProgramsMax: 0 } as const;
  const { counterexamples, clauses } = await runCampaign(reference({ reading: own }), options);
  expect(counterexamples.map(brokenClause)).toEqual([clause]);
  expect(clauses.find(({ id }) => id === echo)?.maskedBy).toBe(clause);
});

it('tells a 17th set that is dropped in a walk by as many sets, whatever was refused in between', SLOW, async () => {
  class Dropping extends Remembering {
    protected override store(channel: Channel, a: number, b: number): void {
      if (this.count(`stores of ${channel.id}`) !== 17) super.store(channel, a, b);
    }
  }
  const info = { name: 'dropping', version: '1', capabilities: CAPABILITIES };
  const target = fromSession(info, () => new Dropping(DEFAULT_SETUP));
  const programs = differing(recordedOn(reference().open!, walksStrategy(400), new Set(CAPABILITIES), 1), target.open!);
  const found = await blamedBy(programs, target);
  const sets = Array.from({ length: 16 }, () => 'setMmioMegabytes 0 1 0\n').join('');
  expect(found.map((one) => [brokenClause(one), printProgram(one.minimized.program)])).toEqual([
    ['held.last-wins', `allocate 0 server\n${sets}setMmioMegabytes 0 0 1\nreadReservation 0\n`],
  ]);
});
