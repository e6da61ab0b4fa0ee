/** An answer of the wrong kind is the adapter's fault, whatever is claimed, and no deviation of the implementation behind it. */
import { expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { checkResponses } from '../../harness/execute/check-responses.ts';
import { gate } from '../../harness/verdict/gate.ts';
import type { Call, CallKind, Response } from '../../spec/call.ts';
import { reference } from '../../targets/reference/reference.ts';

const NOTHING: Response = { kind: 'nothing' };

it.each<[CallKind, Response, RegExp]>([
  [
    'readOffer',
    NOTHING,
    /cannot be answered with nothing; offer or no-offer is due: .*\{"offer":null\}.*omitempty.*NON_NULL/,
  ],
  ['readReservation', NOTHING, /cannot be answered with nothing; reservation is due$/],
  ['getMmioSpace', NOTHING, /cannot be answered with nothing; space is due$/],
  ['readReservation', { kind: 'no-offer' }, /cannot be answered with no-offer; reservation is due$/],
  ['disable', { kind: 'status', status: 0 }, /cannot be answered with status; nothing is due$/],
  ['enable', NOTHING, /cannot be answered with nothing; status is due$/],
])('%s answered with %o', (kind, response, words) => {
  expect(() => checkResponses([{ kind, channel: 0 } as Call], [response])).toThrow(words);
});

it('a serializer that drops nulls ends a run with 5, and its cure', async () => {
  const { info, run } = reference();
  const target = {
    info,
    runsMax: 1,
    run: async (program: Parameters<typeof run>[0]) =>
      (await run(program)).map((response) => (response.kind === 'no-offer' ? NOTHING : response)),
  };
  const facts = await runCampaign(target, { tier: 'smoke', seed: 1, searchProgramsMax: 0 });
  expect(gate(facts)).toMatchObject({
    sentence: 'TARGET UNUSABLE: the target broke the contract',
    gate: { exitCode: 5 },
  });
  expect(facts.counterexamples.map(({ kind }) => kind)).toContain('adapter-fault');
  expect(facts.counterexamples[0]!.trace.end).toMatchObject({ message: expect.stringContaining('{"offer":null}') });
});
