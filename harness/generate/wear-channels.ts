/**
 * Many channels: one after the other in a slot while another is stale or lives, up to sixteen at once, up to four that come and go in
 * every order, and instance after instance that leaves all sixteen.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Slot } from '../../spec/call.ts';
import { withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import { allocate, plain } from './calls.ts';
import { WearProgram } from './wear-program.ts';

const SLOTS: readonly Slot[] = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);
/** So many channels come and go in every order: as they are offered and opened, and as they stay fresh. */
const OPENED_MAX = 4;
const FRESH_MAX = 3;

export function* channelPrograms(times: number, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const can = withoutMisuse(capabilities);
  for (const other of [0, 1]) {
    for (const way of OTHERS) yield livesBeside(way, other, times, can);
  }
  for (const slots of [SLOTS, SLOTS.toReversed()]) yield crowd(slots, can);
  for (const order of ordersOf(OPENED_MAX)) yield comeAndGo(order, true, can);
  for (const order of ordersOf(FRESH_MAX)) yield comeAndGo(order, false, can);
  const left = leftOpen(can);
  for (let instance = 0; instance < times; instance += 1) yield left;
}

/** What the channel beside is while the other slot has its lives: stale, fresh, offered, open. */
const OTHERS: readonly (readonly Call['kind'][])[] = [['cleanup'], [], ['enable'], ['enable', 'guestOpen']];

/** One slot allocated and freed, over and over, while another keeps its handle, on which a set is tried each time. */
function livesBeside(way: readonly Call['kind'][], other: Slot, times: number, can: ReadonlySet<Capability>): Program {
  const slot = 1 - other;
  const program = new WearProgram(can).make(allocate(other)).set(other);
  program.make(...way.map((kind) => ({ kind, channel: other }) as Call));
  for (let life = 0; life < times; life += 1) {
    program.make(allocate(slot)).look(slot).set(other).look(slot, other).set(slot).look(slot, other);
    program.make(plain('cleanup', slot)).set(other).set(slot).look(other);
  }
  return program.calls;
}

/** One channel after the other allocated, offered, opened and freed again, all that live looked at each time. */
function crowd(slots: readonly Slot[], can: ReadonlySet<Capability>): Program {
  const program = new WearProgram(can);
  const living: Slot[] = [];
  for (const slot of slots) {
    living.push(slot);
    program
      .make(allocate(slot))
      .look(slot)
      .set(slot)
      .set(slot)
      .look(...living);
  }
  for (const kind of ['enable', 'guestOpen'] as const) {
    for (const slot of slots)
      program
        .make(plain(kind, slot))
        .set(slot)
        .look(...slots);
  }
  for (const slot of slots) {
    living.shift();
    program
      .make(plain('guestClose', slot), plain('disable', slot), plain('cleanup', slot))
      .set(slot)
      .look(...living);
  }
  return program.calls;
}

/** The orders in which so many channels can come and go: each number the first time as it comes, the second as it goes. */
function ordersOf(count: number): readonly (readonly Slot[])[] {
  const orders: Slot[][] = [];
  const extend = (order: readonly Slot[], came: number, living: readonly Slot[]) => {
    if (came === count && living.length === 0) orders.push([...order]);
    if (came < count) extend([...order, came], came + 1, [...living, came]);
    for (const slot of living)
      extend(
        [...order, slot],
        came,
        living.filter((other) => other !== slot),
      );
  };
  extend([], 0, []);
  return orders;
}

/** Then each of the slots has a new channel, in which nothing may be left of the ones before. */
function comeAndGo(order: readonly Slot[], isOpened: boolean, can: ReadonlySet<Capability>): Program {
  const program = new WearProgram(can);
  const slots = [...new Set(order)];
  const living = new Set<Slot>();
  for (const slot of order) {
    if (living.delete(slot)) {
      program.make(plain('disable', slot), plain('cleanup', slot)).set(slot);
    } else {
      living.add(slot);
      program.make(allocate(slot)).look(slot).set(slot);
      if (isOpened) program.make(plain('enable', slot), plain('guestOpen', slot)).set(slot);
    }
    program.look(...living);
  }
  for (const slot of slots) program.make(allocate(slot)).look(slot);
  for (const slot of slots) program.set(slot);
  return program.look(...slots).calls;
}

function leftOpen(can: ReadonlySet<Capability>): Program {
  const program = new WearProgram(can);
  for (const slot of SLOTS) program.make(allocate(slot)).look(slot).set(slot);
  for (const slot of SLOTS) program.make(plain('enable', slot), plain('guestOpen', slot)).look(slot);
  return program.calls;
}
