/**
 * Every pair of the pool in every state of a channel's life, and on every handle that is none, each followed by all that the
 * target lets be seen. Small, without chance, and the first thing to run.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Reservation, Slot } from '../../spec/call.ts';
import type { Capability, Program } from '../target.ts';
import { Lifecycle, withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { allocate, plain, set } from './calls.ts';
import { PAIRS, reservation } from './pool.ts';
import type { Strategy } from './generate.ts';

/** A pair that no pool pair equals, so that a reservation left over from it shows. */
const EARLIER: Reservation = { mmioMegabytes: 3, mmioMegabytesOptional: 7 };

/** The ways into each state, by the name of the state. Calls that a target cannot make are left out. */
const ACCESS_SEQUENCES: Readonly<Record<string, readonly Call[]>> = {
  fresh: [allocate()],
  'set before': [allocate(), set(0, EARLIER)],
  'paused while fresh': [allocate(), set(0, EARLIER), plain('pause')],
  enabled: [allocate(), set(0, EARLIER), plain('enable')],
  'enabled, nothing set': [allocate(), plain('enable')],
  paused: [allocate(), set(0, EARLIER), plain('enable'), plain('pause')],
  started: [allocate(), set(0, EARLIER), plain('enable'), plain('pause'), plain('start')],
  open: [allocate(), set(0, EARLIER), plain('enable'), plain('guestOpen')],
  closed: [allocate(), set(0, EARLIER), plain('enable'), plain('guestOpen'), plain('guestClose')],
  'open again': [
    allocate(),
    set(0, EARLIER),
    plain('enable'),
    plain('guestOpen'),
    plain('guestClose'),
    plain('guestOpen'),
  ],
  disabled: [allocate(), set(0, EARLIER), plain('enable'), plain('disable')],
  'disabled while open': [allocate(), set(0, EARLIER), plain('enable'), plain('guestOpen'), plain('disable')],
  'enabled again': [allocate(), set(0, EARLIER), plain('enable'), plain('disable'), plain('enable')],
  'freed slot, allocated again': [allocate(), set(0, EARLIER), plain('cleanup'), allocate()],
  freed: [allocate(), set(0, EARLIER), plain('cleanup')],
  client: [allocate(0, 'client')],
  'after another was freed': [allocate(1), set(1, EARLIER), plain('cleanup', 1), allocate()],
  'freed beside a fresh channel': [allocate(1), allocate(), plain('cleanup')],
  'beside a fresh channel': [allocate(1), set(1, EARLIER), allocate()],
};

/** What is looked at after the call under test, where it can be: held, offered, given to the guest, and after Disable. */
const LOOKS: readonly Call[] = [
  plain('readReservation'),
  plain('readOffer'),
  plain('pause'),
  plain('readReservation'),
  plain('enable'),
  plain('readOffer'),
  plain('readReservation'),
  plain('guestOpen'),
  plain('getMmioSpace'),
  plain('start'),
  plain('getMmioSpace'),
  plain('guestClose'),
  plain('readOffer'),
  plain('disable'),
  plain('readReservation'),
  plain('readOffer'),
  plain('cleanup'),
];

const NEIGHBOUR_LOOKS: readonly Call[] = [
  plain('readReservation', 1),
  plain('readOffer', 1),
  plain('guestOpen', 1),
  plain('getMmioSpace', 1),
];

/** The calls that KMCL allows, one after the other, so that a look never misuses a channel even where misuse is claimed. */
function legalOnly(calls: readonly Call[], capabilities: ReadonlySet<Capability>): Program {
  return withoutIllegalCalls(calls, withoutMisuse(capabilities));
}

function* boundaryPrograms(capabilities: ReadonlySet<Capability>): Generator<Program> {
  for (const road of Object.values(ACCESS_SEQUENCES)) {
    const program = legalOnly([...road, ...LOOKS], capabilities);
    // Where no client endpoint is claimed, nothing is left of its road.
    if (program.length > 0) yield program;
  }
  for (const pair of PAIRS.map(reservation)) {
    for (const road of [...Object.values(ACCESS_SEQUENCES), [allocate(), set(0, pair)]]) {
      const calls = [...road, set(0, pair), ...LOOKS];
      const program = legalOnly(calls, capabilities);
      if (!program.includes(calls[road.length]!)) continue;
      yield program;
      // The channel in the other slot sees it too, and slots are no order of precedence.
      if (road.some(({ channel }) => channel === 1))
        yield legalOnly(swapped([...calls, ...NEIGHBOUR_LOOKS]), capabilities);
    }
    const both = [allocate(1), set(1, EARLIER), plain('enable', 1), allocate(), set(0, EARLIER)];
    yield legalOnly([...both, set(1, pair), ...LOOKS, ...NEIGHBOUR_LOOKS], capabilities);
    yield legalOnly([...both, set(0, pair), ...NEIGHBOUR_LOOKS, ...LOOKS], capabilities);
    for (const channel of ['null', 'forged'] as const) {
      const call = set(channel, pair);
      if (!new Lifecycle(capabilities).allows(call)) continue;
      yield [call];
      yield legalOnly([allocate(), set(0, EARLIER), call, plain('readReservation')], capabilities);
    }
  }
  for (const life of eachSlot()) yield legalOnly(life, capabilities);
  for (const pair of [
    { mmioMegabytes: 20, mmioMegabytesOptional: 7 },
    { mmioMegabytes: 65535, mmioMegabytesOptional: 65535 },
  ]) {
    for (const road of manyOpen(pair)) yield legalOnly(road, capabilities);
  }
}

/** One channel by itself in each slot, its whole life looked at: offer and space of a slot show nowhere else. */
function eachSlot(): readonly (readonly Call[])[] {
  const on =
    (slot: Slot) =>
    (call: Call): Call =>
      ({ ...call, channel: slot }) as Call;
  const life = [allocate(), plain('readReservation'), set(0, EARLIER), ...LOOKS, set(0, EARLIER)];
  return SLOTS.map((slot) => life.map(on(slot)));
}

/** The same calls with slots 0 and 1 in each other's place. */
function swapped(calls: readonly Call[]): readonly Call[] {
  return calls.map((call): Call => (typeof call.channel === 'number' ? { ...call, channel: 1 - call.channel } : call));
}

const SLOTS = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);

/** Programs with several channels open at once: room for all of them, ranges apart, and given back in time for the next. */
function manyOpen(pair: Reservation): readonly (readonly Call[])[] {
  // Each channel has a pair of its own, so that two which share what is theirs show it.
  const own = (slot: number): Reservation => ({ ...pair, mmioMegabytes: Math.abs(pair.mmioMegabytes - slot) });
  const offered = (slot: number): readonly Call[] => [allocate(slot), set(slot, own(slot)), plain('enable', slot)];
  const open = (slot: number): readonly Call[] => [plain('guestOpen', slot), plain('getMmioSpace', slot)];
  const opened = (slots: readonly number[]) => slots.flatMap((slot) => offered(slot).concat(open(slot)));
  const again = (slots: readonly number[]) =>
    slots.flatMap((slot) =>
      [plain('disable', slot), plain('enable', slot), plain('readOffer', slot)].concat(open(slot)),
    );
  return [
    [
      ...opened(SLOTS),
      ...SLOTS.slice(0, 4).flatMap((slot) => [plain('guestClose', slot)].concat(open(slot))),
      ...again(SLOTS.slice(4, 8)),
      ...SLOTS.map((slot) => plain('getMmioSpace', slot)),
      ...SLOTS.map((slot) => plain('readReservation', slot)),
    ],
    [...opened([0]), ...SLOTS.flatMap(() => again([0]))],
    [...opened([0, 1]), plain('guestClose', 0), ...opened([2, 3]), plain('guestClose', 3), ...opened([4])],
    [...opened([0, 1]), plain('disable', 0), ...opened([2, 3]), plain('disable', 3), ...opened([4])],
  ];
}

export const boundaryStrategy: Strategy = {
  name: 'boundary',
  guarantee: `every pair of a pool of ${PAIRS.length} in every state of a channel's life, and a life in every slot`,
  programs: ({ capabilities }) => boundaryPrograms(capabilities),
};
