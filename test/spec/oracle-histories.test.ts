/** What is permitted at the end of longer histories: what Disable chose once, and refusals and pauses while an offer is out. */
import { expect, it } from 'vitest';
import { describeAnswer, describePair } from '../../spec/answer.ts';
import type { Call } from '../../spec/call.ts';
import { disabled, NO_CHANNEL, sameModel } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { ALONE, permitted } from '../../spec/oracle.ts';
import type { Permitted } from '../../spec/permitted.ts';
import { READING_GISTS, READINGS } from '../../spec/readings.ts';
import { readingsPart } from '../../spec/set-mmio-megabytes.ts';
import { parseProgram } from '../../harness/program/program.ts';

/** What the models are in which the channel may be after all but the last call, where calls succeed or are refused as they conform. */
function statesBefore(calls: readonly Call[]): readonly ChannelModel[] {
  return calls.slice(0, -1).reduce<readonly ChannelModel[]>(
    (models, call) =>
      models.flatMap((model) =>
        permitted(model, call, 'documented', ALONE, 'conforming')
          .filter(({ answer }) => answer.kind !== 'failure')
          .map(({ next }) => next),
      ),
    [NO_CHANNEL.absent],
  );
}

function words({ answer, clauses, decisive, choice, next }: Permitted): string {
  const { held, offered, origin, afterDisable } = next;
  const named = clauses.map((clause) => (decisive.includes(clause) ? clause : `(${clause})`)).join(' ');
  const state = `${describePair(held)} ${describePair(offered)} ${origin} ${afterDisable}`;
  return `${describeAnswer(answer)} | ${named} | ${choice ? `${choice.id} ${choice.answer}` : '-'} | ${state}`;
}

const OFF = 'allocate 0 server; setMmioMegabytes 0 4 5; enable 0; disable 0';

it.each([
  [`${OFF}; readReservation 0`],
  [`${OFF}; enable 0; readOffer 0`],
  [`${OFF}; enable 0; disable 0`],
  [`${OFF}; setMmioMegabytes 0 1 0; enable 0; readOffer 0`],
  [`${OFF}; enable 0; setMmioMegabytes 0 1 0; readOffer 0`],
  [`${OFF}; enable 0; pause 0; readOffer 0`],
  ['allocate 0 server; setMmioMegabytes 0 4 5; enable 0; setMmioMegabytes 0 1 0; readOffer 0'],
  ['allocate 0 server; setMmioMegabytes 0 4 5; enable 0; setMmioMegabytes 0 4 5; readOffer 0'],
  ['allocate 0 server; setMmioMegabytes 0 4 5; enable 0; start 0; readOffer 0'],
  ['allocate 0 server; enable 0; setMmioMegabytes 0 1 0; disable 0; readOffer 0'],
])('%s', (text) => {
  const calls = parseProgram(text.replaceAll('; ', '\n'));
  const rows = statesBefore(calls).flatMap((model) => permitted(model, calls.at(-1)!, 'documented').map(words));
  expect([...new Set(rows)]).toMatchSnapshot();
});

it('a channel that was once reset is reset again, whatever it holds', () => {
  const reset = {
    ...NO_CHANNEL.absent,
    life: 'enabled',
    afterDisable: 'reset',
    held: { mmioMegabytes: 4, mmioMegabytesOptional: 5 },
  } as const;
  expect(sameModel(reset, reset)).toBe(true);
  expect(disabled(reset).map(({ held, afterDisable }) => [describePair(held), afterDisable])).toEqual([
    ['0/0', 'reset'],
  ]);
});

it('gives what conforms, what deviates, or both', () => {
  const call = { kind: 'readOffer', channel: 0 } as const;
  const [model] = statesBefore([...parseProgram(OFF.replaceAll('; ', '\n')), call]);
  const kinds = ([undefined, 'all', 'conforming', 'deviating'] as const).map((part) =>
    permitted(model!, call, 'documented', ALONE, part).map(({ conformance }) => conformance.kind),
  );
  expect(kinds).toEqual([['conforms', 'deviates'], ['conforms', 'deviates'], ['conforms'], ['deviates']]);
});

it('says nothing of a slot to which nothing is bound, and parts by reading on a disabled server alone', () => {
  const set = { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 1, mmioMegabytesOptional: 0 } as const;
  expect(permitted({ ...NO_CHANNEL.absent, endpoint: 'server' }, set, 'documented')).toEqual([]);
  const parts = (['server', 'client'] as const).map((endpoint) =>
    readingsPart({ ...NO_CHANNEL.absent, life: 'disabled', endpoint }, set),
  );
  expect(parts).toEqual([true, false]);
  for (const reading of READINGS) expect(READING_GISTS[reading]).toMatch(/channel/);
});
