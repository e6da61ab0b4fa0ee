/**
 * Faults in the space that the guest reserves for an open channel: how much, where, and for how long.
 */
import { type Call, MEGABYTE_BYTES, type Response, SLOTS_MAX } from '../../../spec/call.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { bytesOf, Grant, NO_GRANT, space, WINDOW_START_MEGABYTES } from '../emulator/guest.ts';
import {
  allocate,
  disable,
  enable,
  getMmioSpace,
  guestClose,
  guestOpen,
  pause,
  readOffer,
  set,
  start,
} from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

type Pair = readonly [mmioMegabytes: number, mmioMegabytesOptional: number];

const PAGE_BYTES = 4096n;

/** Tells the size of a range otherwise than it was reserved. */
function measuring(name: string, gist: string, pair: Pair, bytes: (megabytes: number) => bigint): Fault {
  return {
    name,
    gist,
    witness: opened(pair),
    emulator: class extends Emulator {
      protected override getMmioSpace(channel: Channel): Response {
        const { grant } = channel;
        if (grant === undefined || grant.megabytes === 0) return super.getMmioSpace(channel);
        const size = BigInt.asUintN(64, bytes(grant.megabytes));
        return space(bytesOf(grant.startMegabytes), size);
      }
    },
  };
}

/** Reserves other amounts than were offered. */
function reserving(name: string, gist: string, pair: Pair, reserved: (a: number, b: number) => Pair): Fault {
  return {
    name,
    gist,
    witness: opened(pair),
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return super.reserve(channel, ...reserved(a, b));
      }
    },
  };
}

/** Tells where a range is otherwise than it was reserved. */
function locating(name: string, gist: string, witness: readonly Call[], address: (grant: Grant) => bigint): Fault {
  return {
    name,
    gist,
    witness,
    emulator: class extends Emulator {
      protected override getMmioSpace(channel: Channel): Response {
        const { grant } = channel;
        if (grant === undefined || grant.megabytes === 0) return super.getMmioSpace(channel);
        return space(address(grant), bytesOf(grant.megabytes));
      }
    },
  };
}

function opened(pair: Pair, slot = 0): readonly Call[] {
  return [allocate(slot), set(...pair, slot), enable(slot), guestOpen(slot), getMmioSpace(slot)];
}

/** Two channels open at once, whose ranges have to be disjoint. */
const TWO_OPENED = [...opened([2, 0], 0), ...opened([2, 0], 1)];

/** As many ranges as there are channels: enough for a guest that releases them. */
const RANGES_MAX = SLOTS_MAX;
const OPENED_AND_CLOSED = Array.from({ length: RANGES_MAX }, () => [guestOpen(), guestClose()]).flat();

export const SPACE_FAULTS: readonly Fault[] = [
  measuring('space-in-megabytes', 'the size is told in megabytes', [8, 0], (megabytes) => BigInt(megabytes)),
  measuring('space-in-pages', 'the size is told in pages', [8, 0], (megabytes) => bytesOf(megabytes) / PAGE_BYTES),
  measuring(
    'space-in-decimal-megabytes',
    'a megabyte is taken for a million bytes',
    [8, 0],
    (megabytes) => BigInt(megabytes) * 1_000_000n,
  ),
  measuring('space-in-int32', 'the size is computed as a signed number of 32 bits', [2048, 0], (megabytes) =>
    BigInt(Math.imul(megabytes, MEGABYTE_BYTES)),
  ),
  measuring('space-in-uint32', 'the size is computed in 32 bits', [4096, 0], (megabytes) =>
    BigInt(Math.imul(megabytes, MEGABYTE_BYTES) >>> 0),
  ),
  measuring(
    'space-page-short',
    'the last page of a range is kept back',
    [1, 0],
    (megabytes) => bytesOf(megabytes) - PAGE_BYTES,
  ),
  measuring(
    'space-page-long',
    'a range is told with a guard page behind it',
    [1, 0],
    (megabytes) => bytesOf(megabytes) + PAGE_BYTES,
  ),
  measuring(
    'space-inclusive',
    'the size is told as the offset of the last byte',
    [1, 0],
    (megabytes) => bytesOf(megabytes) - 1n,
  ),

  reserving('space-sign-extended', 'the required amount is taken for a signed number', [32768, 0], (a, b) =>
    a >= 0x8000 ? [0, b] : [a, b],
  ),
  reserving('space-sum-in-16-bits', 'the sum of the amounts is formed in 16 bits', [1, 65535], (a, b) => [
    (a + b) & 0xffff,
    0,
  ]),
  reserving(
    'space-guard-before-narrowing',
    'a sum of 65536 passes the guard in 32 bits and is then narrowed to zero',
    [32768, 32768],
    (a, b) => (a + b === 0x1_0000 ? [0, 0] : [a, b]),
  ),
  reserving(
    'space-swapped',
    'the guest takes the optional amount for the required one, and has no use for the other',
    [8, 0],
    (_, b) => [b, 0],
  ),
  reserving('space-for-required-doubled', 'twice the required amount is reserved', [8, 0], (a, b) => [2 * a, b]),
  reserving('space-rounded-up', 'an odd sum of amounts is rounded up to an even one', [1, 0], (a, b) => [
    a,
    b + ((a + b) & 1),
  ]),
  reserving('space-in-12-bits', 'no more than 4095 megabytes are reserved', [4096, 0], (a, b) => [
    Math.min(a, 4095),
    Math.min(b, 4095 - Math.min(a, 4095)),
  ]),
  reserving('space-maximum-is-none', 'a required 65535 is taken for no reservation', [65535, 0], (a, b) =>
    a === 65535 ? [0, 0] : [a, b],
  ),
  {
    name: 'space-when-never-set',
    gist: 'a channel without a reservation gets 8 megabytes',
    witness: [allocate(), enable(), guestOpen(), getMmioSpace()],
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return super.reserve(channel, a === 0 && b === 0 ? 8 : a, b);
      }
    },
  },

  locating('space-at-zero', 'every range is told to be at address 0', opened([8, 0]), () => 0n),
  locating('space-all-at-base', 'every range is told to be at the start of the window', TWO_OPENED, () =>
    bytesOf(WINDOW_START_MEGABYTES),
  ),
  locating('space-address-in-megabytes', 'addresses are told in megabytes', TWO_OPENED, (grant) =>
    BigInt(grant.startMegabytes),
  ),
  locating(
    'space-address-in-pages',
    'addresses are told in pages',
    TWO_OPENED,
    (grant) => bytesOf(grant.startMegabytes) / PAGE_BYTES,
  ),
  locating(
    'space-address-in-32-bits',
    'addresses are told in 32 bits, of which the window begins at a multiple',
    opened([8, 0]),
    (grant) => BigInt.asUintN(32, bytesOf(grant.startMegabytes)),
  ),
  {
    name: 'optional-alone-at-zero',
    gist: 'a range that is all optional is told to be at address 0',
    witness: opened([0, 8]),
    emulator: class extends Emulator {
      protected override getMmioSpace(channel: Channel): Response {
        const given = super.getMmioSpace(channel);
        if (given.kind !== 'space' || channel.offer?.mmioMegabytes !== 0) return given;
        return space(0n, given.size);
      }
    },
  },
  {
    name: 'ranges-overlap-by-one',
    gist: 'every range begins in the last megabyte of the one before',
    witness: TWO_OPENED,
    emulator: class extends Emulator {
      protected override getMmioSpace(channel: Channel): Response {
        const { grant } = channel;
        if (grant === undefined || grant.megabytes === 0) return super.getMmioSpace(channel);
        const early = grant.startMegabytes > WINDOW_START_MEGABYTES ? 1 : 0;
        return space(bytesOf(grant.startMegabytes - early), bytesOf(grant.megabytes));
      }
    },
  },
  {
    name: 'equal-ranges-shared',
    gist: 'channels with the same amounts get the same range',
    witness: TWO_OPENED,
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        const twin = this.channels.find((other) => other?.grant !== undefined && other.grant.megabytes === a + b);
        return twin?.grant ?? super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'optional-not-set-aside',
    gist: 'the optional part of a range is given to the next channel too',
    witness: [...opened([1, 1], 0), ...opened([1, 1], 1)],
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return super.reserve(channel, a, a > 0 ? 0 : b);
      }

      protected override getMmioSpace(channel: Channel): Response {
        const { grant, offer } = channel;
        if (grant === undefined || grant.megabytes === 0 || offer === undefined) return super.getMmioSpace(channel);
        return new Grant(grant.startMegabytes, offer.mmioMegabytes + offer.mmioMegabytesOptional).space;
      }
    },
  },
  {
    name: 'ranges-never-released',
    gist: 'the guest has sixteen ranges and releases none, so that it finds nothing when it opens for the seventeenth time',
    witness: [allocate(), set(8, 0), enable(), ...OPENED_AND_CLOSED, guestOpen(), getMmioSpace()],
    emulator: class extends Remembering {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        if (a + b === 0) return NO_GRANT;
        return this.count('ranges') > RANGES_MAX ? NO_GRANT : super.reserve(channel, a, b);
      }

      protected override release(channel: Channel): void {
        channel.grant = undefined;
      }
    },
  },
  {
    name: 'disable-leaks-range',
    gist: 'the guest has four ranges and loses one with each Disable of an open channel',
    witness: [
      allocate(),
      set(8, 0),
      ...Array.from({ length: 4 }, () => [enable(), guestOpen(), disable()]).flat(),
      enable(),
      readOffer(),
      guestOpen(),
      getMmioSpace(),
    ],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        if (channel.grant !== undefined && channel.grant.megabytes > 0) this.count('leaked');
        super.disable(channel);
      }

      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return this.recall('leaked') < 4 ? super.reserve(channel, a, b) : NO_GRANT;
      }
    },
  },
  {
    name: 'second-range-never-found',
    gist: 'the guest finds no space for a channel that it opens again',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), guestClose(), guestOpen(), getMmioSpace()],
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return channel.life === 'closed' ? NO_GRANT : super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'ranges-lost-at-re-enable',
    gist: 'the guest finds no space for a channel that is offered again after a Disable that met it open',
    witness: [
      allocate(),
      set(8, 0),
      enable(),
      guestOpen(),
      disable(),
      enable(),
      readOffer(),
      guestOpen(),
      getMmioSpace(),
    ],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        if (channel.life === 'open') this.note(`torn down ${channel.id}`, 1);
        super.disable(channel);
      }

      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return this.recall(`torn down ${channel.id}`) === 1 ? NO_GRANT : super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'close-frees-neighbour',
    gist: 'a guest that closes a channel also gives away the range of the channel in the next slot',
    witness: [...opened([2, 0], 0), ...opened([2, 0], 1), guestClose(0), ...opened([4, 0], 2)],
    emulator: class extends Emulator {
      protected override guestClose(channel: Channel): void {
        super.guestClose(channel);
        const next = this.channels[channel.slot + 1];
        if (next?.grant !== undefined) this.guest.release(next.grant);
      }
    },
  },
  {
    name: 'disable-frees-neighbour',
    gist: 'Disable also gives away the range of the channel in the next slot',
    witness: [allocate(0), enable(0), ...opened([2, 0], 1), disable(0), ...opened([2, 0], 2)],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        const next = this.channels[channel.slot + 1];
        if (next?.grant !== undefined) this.guest.release(next.grant);
      }
    },
  },
  {
    name: 'reopen-takes-old-range',
    gist: 'a channel that is opened again gets its old range, whoever has it by now',
    witness: [...opened([2, 0], 0), guestClose(0), ...opened([2, 0], 1), guestOpen(0), getMmioSpace(0)],
    emulator: class extends Remembering {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        const before = this.recall(`start of ${channel.id}`);
        if (channel.life === 'closed' && before > 0) return new Grant(before, a + b);
        const grant = super.reserve(channel, a, b);
        this.note(`start of ${channel.id}`, grant.startMegabytes);
        return grant;
      }
    },
  },
  {
    name: 'space-of-last-opened',
    gist: 'every open channel is told the range of the one that was opened last',
    witness: [allocate(0), set(8, 0, 0), enable(0), guestOpen(0), ...opened([4, 0], 1), getMmioSpace(0)],
    emulator: class extends Remembering {
      protected override guestOpen(channel: Channel): void {
        super.guestOpen(channel);
        this.note('slot opened last', channel.slot);
      }

      protected override getMmioSpace(channel: Channel): Response {
        const last = this.channels[this.recall('slot opened last')];
        return super.getMmioSpace(last?.life === 'open' ? last : channel);
      }
    },
  },
  {
    name: 'fifth-channel-gets-nothing',
    gist: 'the guest keeps four ranges and has no space for a fifth open channel',
    witness: [0, 1, 2, 3, 4].flatMap((slot) => opened([1, 0], slot)),
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        const used = this.channels.filter((other) => other?.grant !== undefined && other.grant.megabytes > 0);
        return used.length >= 4 ? NO_GRANT : super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'last-slot-gets-nothing',
    gist: 'the guest has no space for the channel of slot 15',
    witness: opened([8, 0], 15),
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return channel.slot === 15 ? NO_GRANT : super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'pause-ends-space',
    gist: 'Pause gives the space of an open channel away',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), pause(), getMmioSpace()],
    emulator: class extends Emulator {
      protected override pause(channel: Channel): void {
        super.pause(channel);
        this.release(channel);
      }
    },
  },
  {
    name: 'paused-gets-nothing',
    gist: 'a channel that is paused when the guest opens it gets no space',
    witness: [allocate(), set(8, 0), enable(), pause(), guestOpen(), getMmioSpace()],
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return channel.paused ? NO_GRANT : super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'start-shrinks-space',
    gist: 'Start cuts the space of an open channel to one megabyte',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), start(), getMmioSpace()],
    emulator: class extends Emulator {
      protected override start(channel: Channel): void {
        super.start(channel);
        if (channel.grant === undefined || channel.grant.megabytes === 0) return;
        this.release(channel);
        channel.grant = this.reserve(channel, 1, 0);
      }
    },
  },
  {
    name: 'second-read-of-space-empty',
    gist: 'the space of an open channel is told once',
    witness: [...opened([8, 0]), getMmioSpace()],
    emulator: class extends Remembering {
      protected override getMmioSpace(channel: Channel): Response {
        return this.count(`space of ${channel.id}`) > 1 ? NO_GRANT.space : super.getMmioSpace(channel);
      }
    },
  },
];
