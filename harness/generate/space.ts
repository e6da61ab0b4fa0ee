/**
 * The guest's window as an allocator is tried: channels that open and close in orders that leave holes and fill them again, each range
 * looked at when it is given, and again after every call that is none of its business. An allocator's faults are those of its
 * free list (Knuth, The Art of Computer Programming, 2.5): a hole lost, given twice, not merged, or measured wrongly.
 *
 * Where the target states its room, sizes are such that a channel surely finds some: n ranges leave n + 1 holes or fewer, so that
 * the largest of these holds what is left over divided by n + 1. Then finding none is wrong, and a lost hole shows at once.
 */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { AMOUNT_MAX, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, PlainKind, Reservation } from '../../spec/call.ts';
import { Lifecycle, withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import type { Strategy } from './generate.ts';

/** Without a stated room there is some for 16 channels of the maximum, so after so many a window that loses each is used up. */
const CYCLES = 40;
const FEW_CHANNELS = [2, 4];
/** Programs drawn by chance, and the openings and closings of each. */
const DRAWN = 40;
const DRAWN_STEPS = 48;

const plain = (kind: PlainKind, channel: number): Call => ({ kind, channel });
const look = (channel: number) => plain('getMmioSpace', channel);

/** What channels ask for: how many there are, and the amounts of the n-th request. */
interface Demand {
  readonly channels: number;
  readonly largest: Reservation;
  readonly amounts: (request: number) => Reservation;
}

function demandOf(roomMegabytes: number | undefined): Demand {
  const pair = (mmioMegabytes: number, mmioMegabytesOptional: number) => ({ mmioMegabytes, mmioMegabytesOptional });
  if (roomMegabytes === undefined) {
    // Neighbouring requests differ by little, so that a hole is now larger, now smaller by one than what is asked for.
    const amounts = (request: number) => pair(9 + ((request * 5) % 8), request % 3 === 0 ? 2 : 0);
    return { channels: SLOTS_MAX, largest: pair(AMOUNT_MAX, AMOUNT_MAX), amounts };
  }
  const channels = Math.max(1, Math.min(SLOTS_MAX, Math.floor((roomMegabytes + 1) / 2)));
  const most = Math.min(AMOUNT_MAX, Math.max(1, Math.floor(roomMegabytes / (2 * channels - 1))));
  const range = Math.max(1, Math.floor(most / 2));
  return {
    channels,
    largest: pair(Math.min(AMOUNT_MAX, roomMegabytes), 0),
    amounts: (request) => pair(most - ((request * 5) % range), 0),
  };
}

/** Fewer channels, since what they show is told in fewer calls; each asks for one megabyte more or less than another. */
function fewOf(few: number, { channels, largest, amounts }: Demand): Demand {
  const { mmioMegabytes: most } = amounts(0);
  return {
    channels: Math.min(few, channels),
    largest,
    amounts: (request) => ({ mmioMegabytes: Math.max(1, most - 2 + ((request * 2) % 3)), mmioMegabytesOptional: 0 }),
  };
}

/** A program in the making. */
class Openings {
  readonly calls: Call[] = [];
  readonly #demand: Demand;
  #requests = 0;
  /** The slots whose channel has shown what Disable leaves: until then no space at all may be what is right. */
  readonly #shown = new Set<number>();

  constructor(demand: Demand) {
    this.#demand = demand;
  }

  /** A new channel, set, enabled, opened and looked at. */
  open(slot: number, amounts = this.#demand.amounts(this.#requests)): void {
    this.#requests += 1;
    this.#shown.delete(slot);
    this.calls.push(
      { kind: 'allocate', channel: slot, endpoint: 'server' },
      { kind: 'setMmioMegabytes', channel: slot, ...amounts },
      plain('enable', slot),
    );
    this.reopen(slot);
  }

  /** An offered channel, opened and looked at. */
  reopen(slot: number): void {
    this.calls.push(plain('guestOpen', slot), look(slot));
  }

  enableAgain(slot: number): void {
    this.make(['enable', slot]);
    if (!this.#shown.has(slot)) this.make(['readOffer', slot], ['readReservation', slot]);
    this.#shown.add(slot);
    this.reopen(slot);
  }

  make(...kinds: readonly (readonly [PlainKind, number])[]): void {
    for (const [kind, slot] of kinds) this.calls.push(plain(kind, slot));
  }

  lookAt(slots: readonly number[]): void {
    this.calls.push(...slots.map(look));
  }
}

/** How a channel gives its range back, and how its slot comes to hold an open channel again. */
const WAYS_BACK = {
  closed: { back: [['guestClose']], again: 'reopen' },
  disabled: { back: [['disable']], again: 'enable' },
  'closed and disabled': { back: [['guestClose'], ['disable']], again: 'enable' },
  'cleaned up': { back: [['disable'], ['cleanup']], again: 'open' },
} as const satisfies Record<string, { readonly back: readonly (readonly [PlainKind])[]; readonly again: string }>;

/** Which channels give back: every other one, the first ones, the last ones, those in the midst, all but the ends. */
const HOLES: readonly ((slot: number, channels: number) => boolean)[] = [
  (slot) => slot % 2 === 0,
  (slot) => slot % 2 === 1,
  (slot) => slot % 4 === 1 || slot % 4 === 2,
  (slot, channels) => slot < channels / 2,
  (slot, channels) => slot > 0 && slot < channels - 1,
];

function again(program: Openings, slot: number, how: 'reopen' | 'enable' | 'open'): void {
  if (how === 'open') return program.open(slot);
  if (how === 'enable') return program.enableAgain(slot);
  program.reopen(slot);
}

/** All open; some give back; the others are looked at; the holes are filled in another order, by a new channel before its time. */
function* holes(demand: Demand): Generator<Openings> {
  const slots = Array.from({ length: demand.channels }, (_, slot) => slot);
  for (const isGivenBack of HOLES) {
    const given = slots.filter((slot) => isGivenBack(slot, demand.channels));
    const kept = slots.filter((slot) => !given.includes(slot));
    for (const { back, again: how } of Object.values(WAYS_BACK)) {
      const program = new Openings(demand);
      for (const slot of slots) program.open(slot);
      for (const slot of given) program.make(...back.map(([kind]) => [kind, slot] as const));
      program.lookAt(kept);
      for (const slot of given.toReversed()) again(program, slot, how);
      program.lookAt(slots);
      yield program;
    }
  }
}

/** What a closed channel gave back goes to another one, and only then is the closed one disabled: it has nothing left to give. */
function* handedOn(demand: Demand): Generator<Openings> {
  for (const count of [1, 4]) {
    const slots = Array.from({ length: count }, (_, slot) => slot);
    const program = new Openings(demand);
    for (const slot of slots) program.open(slot);
    for (const slot of slots) program.make(['guestClose', slot]);
    for (const slot of slots) program.open(count + slot);
    for (const slot of slots) program.make(['disable', slot]);
    program.lookAt(slots.map((slot) => count + slot));
    for (const slot of slots) program.open(2 * count + slot);
    program.lookAt(slots.map((slot) => count + slot));
    yield program;
  }
}

/** One channel takes all that there may be and gives it back, time after time. */
function* cycles({ largest, ...demand }: Demand): Generator<Openings> {
  for (const { back, again: how } of Object.values(WAYS_BACK)) {
    const program = new Openings({ ...demand, largest, amounts: () => largest });
    program.open(0);
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      program.make(...back.map(([kind]) => [kind, 0] as const));
      again(program, 0, how);
    }
    yield program;
  }
}

const OWN_CALLS: readonly PlainKind[] = ['getMmioSpace', 'pause', 'start', 'pause', 'readOffer', 'readReservation'];

/** An open channel looked at after each call on it and on the two that were opened before and after it. */
function* standing(demand: Demand): Generator<Openings> {
  for (const order of [
    [0, 1, 2],
    [1, 0, 2],
    [2, 1, 0],
  ]) {
    const program = new Openings(demand);
    for (const slot of order.slice(0, demand.channels)) program.open(slot);
    for (const kind of OWN_CALLS) {
      program.make([kind, 1]);
      program.lookAt([1]);
      program.make([kind, 0], [kind, 2]);
      program.lookAt([1]);
    }
    for (const slot of [0, 2]) {
      program.calls.push({ kind: 'setMmioMegabytes', channel: 1, mmioMegabytes: 1, mmioMegabytesOptional: 1 });
      program.lookAt([1]);
      for (const kind of ['guestClose', 'guestOpen', 'disable', 'enable', 'guestOpen', 'disable', 'cleanup'] as const) {
        program.make([kind, slot]);
        program.lookAt([1]);
      }
    }
    program.open(0);
    program.lookAt([1]);
    yield program;
  }
}

/** Slots opened and given back as chance has it, one of the others looked at after each. */
function drawn(demand: Demand, random: Random): Openings {
  const program = new Openings(demand);
  const state: ('absent' | 'open' | 'closed' | 'disabled')[] = Array.from({ length: demand.channels }, () => 'absent');
  for (let step = 0; step < DRAWN_STEPS; step += 1) {
    const slot = random.nextInt(0, demand.channels - 1);
    const was = state[slot]!;
    if (was === 'open') {
      const way = Object.values(WAYS_BACK)[random.nextInt(0, 3)]!;
      program.make(...way.back.map(([kind]) => [kind, slot] as const));
      state[slot] = way.again === 'reopen' ? 'closed' : way.again === 'enable' ? 'disabled' : 'absent';
    } else {
      again(program, slot, was === 'absent' ? 'open' : was === 'closed' ? 'reopen' : 'enable');
      state[slot] = 'open';
    }
    const open = state.flatMap((one, other) => (one === 'open' ? [other] : []));
    if (open.length > 0) program.lookAt([open[random.nextInt(0, open.length - 1)]!]);
  }
  program.lookAt(state.flatMap((one, slot) => (one === 'open' ? [slot] : [])));
  return program;
}

function* spacePrograms(
  capabilities: ReadonlySet<Capability>,
  roomMegabytes: number | undefined,
  seed: number,
): Generator<Program> {
  const demand = demandOf(roomMegabytes);
  const allowed = withoutMisuse(capabilities);
  const lookAround = new Lifecycle(allowed);
  lookAround.place(0, { life: 'open', endpoint: 'server' });
  if (!lookAround.allows(look(0)) || !capabilities.has('guest')) return;
  const laidOut = [
    standing(demand),
    ...FEW_CHANNELS.map((few) => holes(fewOf(few, demand))),
    handedOn(demand),
    holes(demand),
    cycles(demand),
  ].flatMap((all) => [...all]);
  const random = new Random(xoroshiro128plus(seed));
  for (const { calls } of laidOut) yield withoutIllegalCalls(calls, allowed);
  for (let index = 0; index < DRAWN; index += 1) yield withoutIllegalCalls(drawn(demand, random).calls, allowed);
}

export const spaceStrategy: Strategy = {
  name: 'space',
  guarantee: `up to ${SLOTS_MAX} ranges given back in ${HOLES.length} patterns of holes and 4 ways, the holes filled again; ${CYCLES} cycles of the largest; each range looked at after every kind of call`,
  programs: ({ capabilities, roomMegabytes, seed }) => spacePrograms(capabilities, roomMegabytes, seed),
};
