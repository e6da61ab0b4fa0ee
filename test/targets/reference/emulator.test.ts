/** The reference emulator by itself, without the oracle: statuses, what is held, offers and space. */
import { describe, expect, it } from 'vitest';
import type { Program, Session } from '../../../harness/target.ts';
import { CAPABILITIES } from '../../../harness/target.ts';
import { CALL_KINDS, MEGABYTE_BYTES, type Call, type PlainKind, type Response } from '../../../spec/call.ts';
import {
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_PARAMETER_1,
  STATUS_SUCCESS,
  type Status,
} from '../../../spec/status.ts';
import {
  allocate,
  cleanup,
  disable,
  enable,
  getMmioSpace,
  guestClose,
  guestOpen,
  pause,
  REACHING,
  readOffer,
  readReservation,
  set,
  start,
} from '../../../targets/reference/faults/calls.ts';
import { parseReference, reference, type ReferenceOptions } from '../../../targets/reference/reference.ts';

const MAXIMUM = 65535;

function open(options: ReferenceOptions = {}): Session {
  const session = reference(options).open?.();
  if (session === undefined) throw new Error('The reference is a target in this very process.');
  return session;
}

/** The response to the last call of a program. */
function last(program: Program, options: ReferenceOptions = {}): Response {
  const session = open(options);
  let response: Response | undefined;
  for (const call of program) response = session.perform(call);
  if (response === undefined) throw new Error('A program without calls has no last response.');
  return response;
}

function status(value: Status): Response {
  return { kind: 'status', status: value };
}

function reservation(mmioMegabytes: number, mmioMegabytesOptional: number): Response {
  return { kind: 'reservation', mmioMegabytes, mmioMegabytesOptional };
}

interface Range {
  readonly address: number;
  readonly megabytes: number;
}

function rangeOf(response: Response): Range {
  if (response.kind !== 'space') throw new Error(`Not a space: ${response.kind}.`);
  return { address: Number(response.address), megabytes: Number(response.size) / MEGABYTE_BYTES };
}

/** What a guest with room for 100 megabytes gives one channel. */
function megabytesOf(a: number, b: number): number {
  const program = [allocate(), set(a, b), ...REACHING.open, getMmioSpace()];
  return rangeOf(last(program, { windowMegabytes: 100 })).megabytes;
}

function bytesOfOffer(response: Response): DataView {
  if (response.kind !== 'offer' || response.bytes === undefined) throw new Error(`No bytes: ${response.kind}.`);
  return new DataView(response.bytes.buffer, response.bytes.byteOffset, response.bytes.byteLength);
}

describe('the status of a reservation', () => {
  const good = STATUS_SUCCESS;
  const bad = STATUS_INVALID_PARAMETER_1;
  it.each([
    { where: 'fresh', reaching: REACHING.fresh, documented: good, stateModel: good },
    { where: 'paused and fresh', reaching: [pause()], documented: good, stateModel: good },
    { where: 'enabled', reaching: REACHING.enabled, documented: bad, stateModel: bad },
    { where: 'open', reaching: REACHING.open, documented: bad, stateModel: bad },
    { where: 'closed by the guest', reaching: REACHING.closed, documented: bad, stateModel: bad },
    { where: 'started', reaching: [enable(), start()], documented: bad, stateModel: bad },
    { where: 'disabled', reaching: REACHING.disabled, documented: bad, stateModel: good },
    { where: 'enabled again', reaching: [...REACHING.disabled, enable()], documented: bad, stateModel: bad },
    { where: 'freed', reaching: REACHING.freed, documented: bad, stateModel: bad },
    { where: 'reused', reaching: [cleanup(), allocate()], documented: good, stateModel: good },
    { where: 'a client', reaching: [cleanup(), allocate(0, 'client')], documented: bad, stateModel: bad },
  ])('on a channel that is $where', ({ reaching, documented, stateModel }) => {
    const program = [allocate(), ...reaching, set(8, 0)];
    expect(last(program)).toEqual(status(documented));
    expect(last(program, { reading: 'state-model' })).toEqual(status(stateModel));
  });

  it.each(['null', 'forged'] as const)('of a %s handle', (handle) => {
    expect(last([set(8, 0, handle)])).toEqual(status(bad));
  });

  it.each([
    [1, 0],
    [0, 1],
    [5, 5],
    [4, 8],
    [1, MAXIMUM],
    [256, 256],
    [32768, 32768],
    [MAXIMUM, MAXIMUM],
  ])('of the good pair %i, %i, which is then held', (a, b) => {
    expect(last([allocate(), set(a, b)])).toEqual(status(good));
    expect(last([allocate(), set(a, b), readReservation()])).toEqual(reservation(a, b));
  });

  it('of nothing at all, which changes nothing', () => {
    expect(last([allocate(), set(0, 0)])).toEqual(status(STATUS_INVALID_PARAMETER));
    expect(last([allocate(), set(4, 8), set(0, 0), readReservation()])).toEqual(reservation(4, 8));
  });

  it('of a call that earns both refusals, as the precedence says', () => {
    for (const program of [[allocate(), enable(), set(0, 0)], [set(0, 0, 'null')]]) {
      expect(last(program)).toEqual(status(bad));
      expect(last(program, { precedence: 'amounts-first' })).toEqual(status(STATUS_INVALID_PARAMETER));
    }
    expect(last([set(8, 0, 'null')], { precedence: 'amounts-first' })).toEqual(status(bad));
  });
});

describe('what the server holds', () => {
  it('is nothing until it is set', () => {
    expect(last([allocate(), readReservation()])).toEqual(reservation(0, 0));
    expect(last([allocate(), set(4, 8), cleanup(), allocate(), readReservation()])).toEqual(reservation(0, 0));
  });

  it('is what was set last', () => {
    expect(last([allocate(), set(4, 8), set(2, 0), readReservation()])).toEqual(reservation(2, 0));
  });

  it('is each channel its own', () => {
    expect(last([allocate(3), allocate(15), set(4, 8, 15), readReservation(3)])).toEqual(reservation(0, 0));
    expect(last([allocate(3), allocate(15), set(4, 8, 15), readReservation(15)])).toEqual(reservation(4, 8));
  });

  it('is kept or reset at Disable, and so is what is offered next', () => {
    const disabled = [allocate(), set(4, 8), enable(), disable()];
    expect(last([...disabled, readReservation()])).toEqual(reservation(4, 8));
    expect(last([...disabled, enable(), readOffer()])).toMatchObject({ mmioMegabytes: 4, mmioMegabytesOptional: 8 });
    const reset = { afterDisable: 'reset' } as const;
    expect(last([...disabled, readReservation()], reset)).toEqual(reservation(0, 0));
    expect(last([...disabled, enable(), readOffer()], reset)).toMatchObject({ mmioMegabytes: 0 });
  });

  it('survives an Enable that fails, after which it can be set anew', () => {
    const failing = { enableFails: 'first' } as const;
    const failed = [allocate(), set(4, 8), enable()];
    expect(last(failed, failing)).toEqual(status(0xc000_009a));
    expect(last([...failed, readReservation()], failing)).toEqual(reservation(4, 8));
    expect(last([...failed, readOffer()], failing)).toEqual({ kind: 'no-offer' });
    expect(last([...failed, set(1, 0)], failing)).toEqual(status(STATUS_SUCCESS));
    expect(last([...failed, enable(), readOffer()], failing)).toMatchObject({ mmioMegabytes: 4 });
  });
});

describe('the offer', () => {
  it.each([
    { life: 'fresh', reaching: REACHING.fresh, live: false },
    { life: 'enabled', reaching: REACHING.enabled, live: true },
    { life: 'open', reaching: REACHING.open, live: true },
    { life: 'closed', reaching: REACHING.closed, live: true },
    { life: 'disabled', reaching: REACHING.disabled, live: false },
  ])('of a channel that is $life', ({ reaching, live }) => {
    expect(last([allocate(), ...reaching, readOffer()]).kind).toBe(live ? 'offer' : 'no-offer');
  });

  it('is a little-endian OfferChannel message with both amounts at their places', () => {
    const bytes = bytesOfOffer(last([allocate(), set(0x0102, 0x0304), enable(), readOffer()]));
    expect(bytes.byteLength).toBe(196);
    expect(bytes.getUint32(0, true)).toBe(1);
    expect(bytes.getUint32(4, true)).toBe(0);
    expect([bytes.getUint8(58), bytes.getUint8(59)]).toEqual([2, 1]);
    expect([bytes.getUint8(182), bytes.getUint8(183)]).toEqual([4, 3]);
    for (let at = 60; at < 182; at += 1) expect(bytes.getUint8(at)).toBe(0);
  });

  it('tells channels apart', () => {
    const session = open();
    for (const slot of [0, 1]) for (const call of [allocate(slot), enable(slot)]) session.perform(call);
    const ids = [0, 1].map((slot) => bytesOfOffer(session.perform(readOffer(slot))).getUint32(184, true));
    expect(ids).toEqual([1, 2]);
  });

  it('latches at Enable', () => {
    const offered = { mmioMegabytes: 4, mmioMegabytesOptional: 8 };
    expect(last([allocate(), set(4, 8), enable(), set(1, 1), readOffer()])).toMatchObject(offered);
    const again = [allocate(), set(1, 1), enable(), disable(), set(4, 8), enable(), readOffer()];
    expect(last(again, { reading: 'state-model' })).toMatchObject(offered);
  });
});

describe('the space of an open channel', () => {
  it.each([
    [8, 0],
    [0, 8],
    [2048, 2048],
    [1, MAXIMUM],
    [MAXIMUM, MAXIMUM],
  ])('holds all of %i and %i megabytes where there is room', (a, b) => {
    const { address, megabytes } = rangeOf(last([allocate(), set(a, b), ...REACHING.open, getMmioSpace()]));
    expect(megabytes).toBe(a + b);
    expect(address).toBeGreaterThan(0);
    expect(address % 4096).toBe(0);
  });

  it('is none where nothing was asked for', () => {
    const none = { kind: 'space', address: 0n, size: 0n };
    expect(last([allocate(), ...REACHING.open, getMmioSpace()])).toEqual(none);
  });

  it('holds the required amount or nothing, and of the optional one as much as there is room for', () => {
    expect(megabytesOf(60, 40)).toBe(100);
    expect(megabytesOf(60, 41)).toBe(100);
    expect(megabytesOf(0, 101)).toBe(100);
    expect(megabytesOf(100, 1)).toBe(100);
    expect(megabytesOf(101, 0)).toBe(0);
    expect(megabytesOf(101, 1)).toBe(0);
  });

  it('is the largest gap where none holds all', () => {
    const session = open({ windowMegabytes: 100 });
    for (const slot of [0, 1, 2]) {
      const amount = [20, 30, 10][slot] ?? 0;
      for (const call of [allocate(slot), set(amount, 0, slot), enable(slot), guestOpen(slot)]) session.perform(call);
    }
    for (const call of [guestClose(0), allocate(3), set(30, 90, 3), enable(3), guestOpen(3)]) session.perform(call);
    expect(rangeOf(session.perform(getMmioSpace(3))).megabytes).toBe(40);
    for (const call of [allocate(4), set(20, 90, 4), enable(4), guestOpen(4)]) session.perform(call);
    expect(rangeOf(session.perform(getMmioSpace(4))).megabytes).toBe(20);
  });

  it('is there for sixteen channels of the maximum, apart from one another, however often they come and go', () => {
    const session = open();
    const slots = Array.from({ length: 16 }, (_, slot) => slot);
    for (const slot of slots) for (const call of [allocate(slot), enable(slot), guestOpen(slot)]) session.perform(call);
    // Each channel comes back larger than it was, so that the gaps that are left fit nobody.
    for (const amount of [1, 3, 40_000, MAXIMUM]) {
      for (const slot of slots) {
        const renewed = [disable(slot), cleanup(slot), allocate(slot), set(amount, amount, slot), enable(slot)];
        for (const call of [...renewed, guestOpen(slot)]) session.perform(call);
      }
      const ranges = slots.map((slot) => rangeOf(session.perform(getMmioSpace(slot))));
      expect(ranges.map(({ megabytes }) => megabytes)).toEqual(slots.map(() => 2 * amount));
      const sorted = ranges.toSorted((one, other) => one.address - other.address);
      for (const [index, range] of sorted.entries()) {
        const end = range.address + range.megabytes * MEGABYTE_BYTES;
        expect(end).toBeLessThanOrEqual(sorted[index + 1]?.address ?? Infinity);
      }
    }
  });

  it.each([
    { how: 'closed', giving: guestClose() },
    { how: 'disabled', giving: disable() },
  ])('is released when its channel is $how', ({ giving }) => {
    const program = [allocate(0), set(100, 0, 0), enable(0), guestOpen(0), giving, allocate(1), set(100, 0, 1)];
    const opened = [...program, enable(1), guestOpen(1), getMmioSpace(1)];
    expect(rangeOf(last(opened, { windowMegabytes: 100 })).megabytes).toBe(100);
    const kept = opened.filter((call) => call !== giving);
    expect(rangeOf(last(kept, { windowMegabytes: 100 })).megabytes).toBe(0);
  });
});

describe('a fork', () => {
  it('goes its own way, and so does its origin', () => {
    const origin = open();
    for (const call of [allocate(), set(8, 0), enable(), guestOpen(), allocate(1), set(1, 1, 1)]) origin.perform(call);
    const fork = origin.fork?.();
    if (fork === undefined) throw new Error('The reference forks.');
    const observed = [readReservation(1), readOffer(0), getMmioSpace(0), readReservation(0)];
    const before = observed.map((call) => origin.perform(call));
    expect(observed.map((call) => fork.perform(call))).toEqual(before);
    for (const call of [set(2, 2, 1), enable(1), guestOpen(1), disable(0)]) fork.perform(call);
    expect(observed.map((call) => origin.perform(call))).toEqual(before);
    for (const call of [set(3, 3, 1), guestClose(0)]) origin.perform(call);
    expect(fork.perform(readReservation(1))).toEqual(reservation(2, 2));
    expect(rangeOf(fork.perform(getMmioSpace(1))).megabytes).toBe(4);
  });
});

describe('misuse', () => {
  it('is survived in every state, and answered in the right shape', () => {
    const shapes: Partial<Record<Call['kind'], readonly Response['kind'][]>> = {
      allocate: ['status'],
      setMmioMegabytes: ['status'],
      enable: ['status'],
      readReservation: ['reservation'],
      readOffer: ['offer', 'no-offer'],
      getMmioSpace: ['space'],
    };
    const calls = CALL_KINDS.map((kind): Call => {
      if (kind === 'allocate') return allocate();
      return kind === 'setMmioMegabytes' ? set(8, 0) : { kind: kind satisfies PlainKind, channel: 0 };
    });
    for (const reaching of [...Object.values(REACHING), undefined]) {
      for (const first of calls) {
        for (const second of calls) {
          const session = open();
          for (const call of reaching === undefined ? [] : [allocate(), ...reaching]) session.perform(call);
          for (const call of [first, second]) {
            expect(shapes[call.kind] ?? ['nothing']).toContain(session.perform(call).kind);
          }
        }
      }
    }
  });

  it('changes nothing', () => {
    const opened = [allocate(), set(8, 0), ...REACHING.open];
    const { address } = rangeOf(last([...opened, getMmioSpace()]));
    const misused = [...opened, enable(), guestOpen(), cleanup(), allocate(), getMmioSpace()];
    expect(rangeOf(last(misused))).toEqual({ address, megabytes: 8 });
  });
});

describe('the name of a reference', () => {
  it.each([
    ['', 'reference'],
    ['reading=documented,enable=never-fails', 'reference'],
    ['fault=swapped-fields', 'reference:fault=swapped-fields'],
    [
      'enable=fails-first,precedence=amounts-first,after-disable=reset,mmio-megabytes=64,reading=state-model',
      'reference:reading=state-model,mmio-megabytes=64,after-disable=reset,precedence=amounts-first,enable=fails-first',
    ],
  ])('of "%s"', (text, name) => {
    const { info } = reference(parseReference(text));
    expect(info.name).toBe(name);
    expect(info.capabilities).toEqual(CAPABILITIES);
    expect(reference(parseReference(name.slice('reference:'.length))).info.name).toBe(name);
  });

  it.each([
    ['falut=sum-wraps', 'There is no option of the reference "falut". Did you mean "fault"? There is: fault, reading'],
    ['fault=sum-warps', 'There is no fault "sum-warps". Did you mean "sum-wraps"? There is: both-zero-accepted'],
    ['reading=state', 'There is no value of reading "state". There is: documented, state-model.'],
    ['mmio-megabytes=-1', 'The value of mmio-megabytes is a whole number from 0 to 16777216, not "-1".'],
    ['enable', 'There is no value of enable "". There is: never-fails, fails-first, fails-once, always-fails.'],
  ])('is refused where it is "%s"', (text, message) => {
    expect(() => parseReference(text)).toThrow(message);
  });
});
