/**
 * What is permitted, cell by cell: each state that can be reached, each call, each reading, alone and beside other channels. A row is a
 * state of a channel and a kind of call, with the number of its cells and the hash of all that the oracle says there, so that any change
 * of an answer, a clause, a choice or a successor shows where it was made. The row is then looked at, and taken over with `-u`.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CALL_KINDS } from '../../spec/call.ts';
import type { Call, CallKind, Reservation, Response } from '../../spec/call.ts';
import * as model from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { follow, permitted } from '../../spec/oracle.ts';
import type { Surroundings } from '../../spec/oracle.ts';
import { READINGS } from '../../spec/readings.ts';
import { argumentClass, readingsPart } from '../../spec/set-mmio-megabytes.ts';
import { abstractInputs, stateKey } from '../../harness/machine/automaton.ts';

const pair = (mmioMegabytes: number, mmioMegabytesOptional: number): Reservation => ({
  mmioMegabytes,
  mmioMegabytesOptional,
});
const inputs = abstractInputs();
const json = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one));

/** All states, under both readings and after misuse too. */
function reachable(): readonly ChannelModel[] {
  const states = new Map(Object.values(model.NO_CHANNEL).map((one) => [stateKey(one), one]));
  for (const state of states.values()) {
    for (const call of inputs.filter(({ channel }) => channel === 0)) {
      for (const reading of READINGS) {
        for (const { next } of permitted(state, call, reading)) {
          if (states.size < 2_000 && !states.has(stateKey(next))) states.set(stateKey(next), next);
        }
      }
    }
  }
  return [...states.values()];
}

const range = { address: 16n, size: 8n };
const AROUND: readonly Surroundings[] = [
  { occupied: [], offerBytes: false },
  { occupied: [range], offerBytes: true, isCrowded: true },
  { occupied: [range], offerBytes: false, seen: range, isCrowded: true },
  { occupied: [], offerBytes: true, seen: range },
  { occupied: [], offerBytes: true, neighbour: pair(4, 5) },
];
const READS: readonly CallKind[] = ['readReservation', 'readOffer', 'getMmioSpace'];

describe('what is permitted', () => {
  it('is as it was looked at', async () => {
    const states = reachable();
    const rows = new Map<string, unknown[]>();
    for (const state of states) {
      for (const call of inputs) {
        const said = READINGS.flatMap((reading) =>
          (READS.includes(call.kind) ? AROUND : [undefined]).map((around) => permitted(state, call, reading, around)),
        );
        const name = `${state.life}${state.endpoint === 'client' ? ' client' : ''} ${call.kind}`;
        const cells = rows.get(name) ?? [];
        rows.set(name, cells);
        cells.push([stateKey(state), call, said, readingsPart(state, call)]);
      }
    }
    const lines = [...rows].map(
      ([name, cells]) =>
        `${name}: ${cells.length} ${createHash('sha256').update(json(cells)).digest('hex').slice(0, 8)}`,
    );
    await expect(`${states.length} states\n${lines.toSorted().join('\n')}\n`).toMatchFileSnapshot('oracle-cells.txt');
  });

  it('does not depend on what is beside a channel that was not asked for', () => {
    const [alone, ...beside] = AROUND;
    for (const state of Object.values(model.NO_CHANNEL)) {
      expect(permitted(state, inputs[2]!, 'documented')).toEqual(permitted(state, inputs[2]!, 'documented', alone));
      for (const around of beside)
        expect(permitted(state, inputs[2]!, 'documented', around)).toEqual(permitted(state, inputs[2]!, 'documented'));
    }
  });
});

it.each([
  [0, 0, 'zero'],
  [1, 0, 'required'],
  [0x7fff, 0, 'required'],
  [0x8000, 0, 'wide'],
  [0, 1, 'optional'],
  [0, 0x7fff, 'optional'],
  [0, 0x8000, 'wide'],
  [1, 1, 'both'],
  [0x7fff, 0x7fff, 'both'],
  [0x4000, 0xffff, 'wide'],
])('the amounts %i and %i are of class %s', (required, optional, kind) => {
  expect(argumentClass(pair(required, optional))).toBe(kind);
});

it('after a deviation what was seen is taken over, and after an answer that conforms what was promised', () => {
  const open = model.opened(
    model.enabled(model.stored(model.allocated(model.NO_CHANNEL.absent, 'server'), pair(4, 5))),
  );
  const seen = (saw: Response, call: Call, state: ChannelModel) =>
    permitted(state, call, 'documented').map((permit) => {
      const { held, offered } = follow(permit, saw);
      return `${permit.conformance.kind}: ${held.mmioMegabytes}/${held.mmioMegabytesOptional} ${offered.mmioMegabytes}/${offered.mmioMegabytesOptional}`;
    });
  const fresh = model.stored(model.allocated(model.NO_CHANNEL.absent, 'server'), pair(4, 5));
  const [reads, offers] = (['readReservation', 'readOffer'] as const).map((kind) => ({ kind, channel: 0 }) as const);
  expect(seen({ kind: 'reservation', ...pair(7, 8) }, reads!, open)).toEqual([
    'conforms: 4/5 4/5',
    'deviates: 7/8 4/5',
  ]);
  expect(seen({ kind: 'offer', ...pair(7, 8) }, offers!, open).slice(1)).toEqual([
    'deviates: 4/5 7/8',
    'deviates: 4/5 7/8',
  ]);
  expect(seen({ kind: 'offer', ...pair(7, 8) }, offers!, fresh)).toEqual(['conforms: 4/5 0/0', 'deviates: 4/5 0/0']);
  expect(seen({ kind: 'no-offer' }, offers!, open).at(-1)).toBe('deviates: 4/5 4/5');
});

it('two states are the same where they promise the same and name the same clauses', () => {
  const one = model.enabled(model.stored(model.allocated(model.NO_CHANNEL.absent, 'server'), pair(4, 5)));
  expect(model.sameModel(one, { ...one, held: pair(4, 5) })).toBe(true);
  const others: readonly Partial<ChannelModel>[] = [
    { life: 'open' },
    { endpoint: 'client' },
    { origin: 'set' },
    { afterDisable: 'kept' },
    { held: pair(4, 6) },
    { held: pair(3, 5) },
    { offered: pair(4, 6) },
    { rival: pair(1, 0) },
  ];
  for (const other of others) expect(model.sameModel(one, { ...one, ...other }), json(other)).toBe(false);
  expect(model.isZero(pair(0, 1)) || model.isZero(pair(1, 0))).toBe(false);
});

it('each call leads from one life to another, or leaves it', () => {
  const rows = model.LIVES.map((life) => `${life}: ${CALL_KINDS.map((kind) => model.lifeAfter(life, kind)).join(' ')}`);
  expect(rows).toMatchInlineSnapshot(`
    [
      "absent: fresh absent enabled disabled freed absent absent open closed absent absent absent",
      "fresh: fresh fresh enabled disabled freed fresh fresh open closed fresh fresh fresh",
      "enabled: fresh enabled enabled disabled freed enabled enabled open closed enabled enabled enabled",
      "open: fresh open enabled disabled freed open open open closed open open open",
      "closed: fresh closed enabled disabled freed closed closed open closed closed closed closed",
      "disabled: fresh disabled enabled disabled freed disabled disabled open closed disabled disabled disabled",
      "freed: fresh freed enabled disabled freed freed freed open closed freed freed freed",
      "null: fresh null enabled disabled freed null null open closed null null null",
      "forged: fresh forged enabled disabled freed forged forged open closed forged forged forged",
    ]
  `);
  const allowed = (['server', 'client'] as const).flatMap((endpoint) =>
    model.LIVES.map(
      (life) =>
        `${life} ${endpoint}: ${CALL_KINDS.filter((kind) => model.isAllowed({ life, endpoint }, kind)).join(' ')}`,
    ),
  );
  expect(allowed).toMatchInlineSnapshot(`
    [
      "absent server: allocate",
      "fresh server: setMmioMegabytes enable cleanup pause readReservation readOffer",
      "enabled server: setMmioMegabytes disable start pause guestOpen readReservation readOffer",
      "open server: setMmioMegabytes disable start pause guestClose readReservation readOffer getMmioSpace",
      "closed server: setMmioMegabytes disable start pause guestOpen readReservation readOffer",
      "disabled server: setMmioMegabytes enable cleanup pause readReservation readOffer",
      "freed server: allocate setMmioMegabytes",
      "null server: setMmioMegabytes",
      "forged server: setMmioMegabytes",
      "absent client: allocate",
      "fresh client: setMmioMegabytes cleanup readReservation readOffer",
      "enabled client: setMmioMegabytes readReservation readOffer",
      "open client: setMmioMegabytes readReservation readOffer",
      "closed client: setMmioMegabytes readReservation readOffer",
      "disabled client: setMmioMegabytes cleanup readReservation readOffer",
      "freed client: allocate setMmioMegabytes",
      "null client: setMmioMegabytes",
      "forged client: setMmioMegabytes",
    ]
  `);
});
