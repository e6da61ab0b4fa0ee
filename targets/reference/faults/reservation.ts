/**
 * Faults in what the server holds: what a call stores, and what else changes it.
 */
import type { Endpoint, Handle, Reservation, Response, Slot } from '../../../spec/call.ts';
import { BOTH_ZERO } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import {
  allocate,
  disable,
  enable,
  guestClose,
  guestOpen,
  pause,
  readOffer,
  readReservation,
  set,
  start,
} from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

type Pair = readonly [mmioMegabytes: number, mmioMegabytesOptional: number];

/** Stores something else than what it was given; the second pair, where there is one, is set after the first. */
function storing(
  name: string,
  gist: string,
  pairs: readonly Pair[],
  stored: (a: number, b: number, held: Reservation) => Pair,
): Fault {
  return {
    name,
    gist,
    witness: [allocate(), ...pairs.map((pair) => set(...pair)), readReservation()],
    emulator: class extends Emulator {
      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, ...stored(a, b, channel));
      }
    },
  };
}

function isEmpty(held: Reservation): boolean {
  return held.mmioMegabytes === 0 && held.mmioMegabytesOptional === 0;
}

function clear(channel: Channel): void {
  channel.mmioMegabytes = 0;
  channel.mmioMegabytesOptional = 0;
}

export const RESERVATION_FAULTS: readonly Fault[] = [
  storing('swapped-fields', 'the two amounts are stored the wrong way round', [[8, 0]], (a, b) => [b, a]),
  storing('required-not-stored', 'the required amount is not stored', [[8, 0]], (_, b) => [0, b]),
  storing('optional-not-stored', 'the optional amount is not stored', [[0, 8]], (a) => [a, 0]),
  storing(
    'optional-alone-not-stored',
    'a reservation that is all optional is accepted and forgotten',
    [[0, 8]],
    (a, b, held) => (a === 0 ? [held.mmioMegabytes, held.mmioMegabytesOptional] : [a, b]),
  ),
  storing('sum-folded-in-required', 'the required amount is stored as the sum of both', [[1, 1]], (a, b) => [
    (a + b) & 0xffff,
    b,
  ]),
  storing('required-in-a-byte', 'the required amount is stored in 8 bits', [[256, 0]], (a, b) => [a & 0xff, b]),
  storing('optional-in-a-byte', 'the optional amount is stored in 8 bits', [[0, 256]], (a, b) => [a, b & 0xff]),
  storing('required-in-15-bits', 'the required amount loses its top bit', [[32768, 0]], (a, b) => [a & 0x7fff, b]),
  storing('stored-byte-swapped', 'the amounts are stored with their bytes swapped', [[1, 0]], (a, b) => [
    ((a & 0xff) << 8) | (a >>> 8),
    ((b & 0xff) << 8) | (b >>> 8),
  ]),
  storing('maximum-saturates', 'an amount of 65535 is stored as 65534', [[65535, 0]], (a, b) => [
    Math.min(a, 65534),
    Math.min(b, 65534),
  ]),
  storing('one-pair-misstored', 'one pair of all, 32768 twice, is stored as nothing', [[32768, 32768]], (a, b) =>
    a === 0x8000 && b === 0x8000 ? [0, 0] : [a, b],
  ),

  storing(
    'first-wins',
    'a reservation stays as it was first set',
    [
      [1, 0],
      [2, 0],
    ],
    (a, b, held) => (isEmpty(held) ? [a, b] : [held.mmioMegabytes, held.mmioMegabytesOptional]),
  ),
  storing(
    'first-required-wins',
    'a required amount stays as it was first set',
    [
      [1, 0],
      [2, 0],
    ],
    (a, b, held) => [held.mmioMegabytes || a, b],
  ),
  storing(
    'first-optional-wins',
    'an optional amount stays as it was first set',
    [
      [0, 1],
      [0, 2],
    ],
    (a, b, held) => [a, held.mmioMegabytesOptional || b],
  ),
  storing(
    'larger-wins',
    'a reservation can only grow',
    [
      [2, 0],
      [1, 0],
    ],
    (a, b, held) => [Math.max(a, held.mmioMegabytes), Math.max(b, held.mmioMegabytesOptional)],
  ),
  storing(
    'larger-optional-wins',
    'an optional amount can only grow',
    [
      [0, 2],
      [0, 1],
    ],
    (a, b, held) => [a, Math.max(b, held.mmioMegabytesOptional)],
  ),
  storing(
    'smaller-required-wins',
    'a required amount can only shrink',
    [
      [1, 0],
      [2, 0],
    ],
    (a, b, held) => [held.mmioMegabytes === 0 ? a : Math.min(a, held.mmioMegabytes), b],
  ),
  storing(
    'repeated-sets-add-up',
    'a reservation is added to the one before',
    [
      [1, 0],
      [1, 0],
    ],
    (a, b, held) => [(a + held.mmioMegabytes) & 0xffff, (b + held.mmioMegabytesOptional) & 0xffff],
  ),
  storing(
    'repeated-optionals-add-up',
    'an optional amount is added to the one before',
    [
      [0, 1],
      [0, 1],
    ],
    (a, b, held) => [a, (b + held.mmioMegabytesOptional) & 0xffff],
  ),
  storing(
    'repeated-sets-or',
    'the bits of a reservation are merged with those of the one before',
    [
      [1, 0],
      [2, 0],
    ],
    (a, b, held) => [a | held.mmioMegabytes, b | held.mmioMegabytesOptional],
  ),
  storing(
    'zero-required-keeps-old',
    'a required amount of zero leaves the one before in place',
    [
      [1, 0],
      [0, 1],
    ],
    (a, b, held) => [a || held.mmioMegabytes, b],
  ),
  storing(
    'zero-optional-keeps-old',
    'an optional amount of zero leaves the one before in place',
    [
      [4, 8],
      [2, 0],
    ],
    (a, b, held) => [a, b || held.mmioMegabytesOptional],
  ),
  {
    name: 'third-set-ignored',
    gist: 'the third reservation of a channel is accepted and forgotten',
    witness: [allocate(), set(1, 0), set(1, 0), set(2, 0), readReservation()],
    emulator: class extends Remembering {
      protected override store(channel: Channel, a: number, b: number): void {
        if (this.count(`sets of ${channel.id}`) !== 3) super.store(channel, a, b);
      }
    },
  },

  {
    name: 'read-swapped',
    gist: 'the amounts are held right and read the wrong way round',
    witness: [allocate(), set(8, 0), readReservation()],
    emulator: class extends Emulator {
      protected override readReservation(channel: Channel): Response {
        return {
          kind: 'reservation',
          mmioMegabytes: channel.mmioMegabytesOptional,
          mmioMegabytesOptional: channel.mmioMegabytes,
        };
      }
    },
  },
  {
    name: 'read-consumes',
    gist: 'reading a reservation uses it up',
    witness: [allocate(), set(8, 0), readReservation(), readReservation()],
    emulator: class extends Emulator {
      protected override readReservation(channel: Channel): Response {
        const held = super.readReservation(channel);
        clear(channel);
        return held;
      }
    },
  },
  {
    name: 'never-set-holds-default',
    gist: 'a new channel holds the 8 megabytes of synthetic video',
    witness: [allocate(), readReservation()],
    emulator: class extends Emulator {
      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const given = super.allocate(slot, endpoint);
        const channel = this.channelOf(slot);
        if (channel !== undefined && channel.life === 'fresh' && isEmpty(channel)) channel.mmioMegabytes = 8;
        return given;
      }
    },
  },
  {
    name: 'both-zero-clears',
    gist: 'both zero is refused and yet clears the reservation',
    witness: [allocate(), set(8, 0), set(0, 0), readReservation()],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const channel = this.channelOf(handle);
        if (given === BOTH_ZERO && channel !== undefined) clear(channel);
        return given;
      }
    },
  },
  {
    name: 'both-zero-clears-optional',
    gist: 'both zero is refused and yet clears the optional amount',
    witness: [allocate(), set(0, 8), set(0, 0), readReservation()],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const channel = this.channelOf(handle);
        if (given === BOTH_ZERO && channel !== undefined) channel.mmioMegabytesOptional = 0;
        return given;
      }
    },
  },
  {
    name: 'enable-consumes-reservation',
    gist: 'Enable moves the reservation into the offer, and the server holds nothing from then on',
    witness: [allocate(), set(8, 0), enable(), readReservation()],
    emulator: class extends Emulator {
      protected override enable(channel: Channel): Response {
        const given = super.enable(channel);
        if (channel.offered) clear(channel);
        return given;
      }
    },
  },
  {
    name: 'open-clears-reservation',
    gist: 'a guest that opens the channel empties the reservation that the server holds',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), readReservation()],
    emulator: class extends Emulator {
      protected override guestOpen(channel: Channel): void {
        super.guestOpen(channel);
        clear(channel);
      }
    },
  },
  {
    name: 'reopen-clears-reservation',
    gist: 'a guest that opens the channel again empties the reservation that the server holds',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), guestClose(), guestOpen(), readReservation()],
    emulator: class extends Emulator {
      protected override guestOpen(channel: Channel): void {
        if (channel.life === 'closed') clear(channel);
        super.guestOpen(channel);
      }
    },
  },
  {
    name: 'close-clears-reservation',
    gist: 'a guest that closes the channel empties the reservation that the server holds',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), guestClose(), readReservation()],
    emulator: class extends Emulator {
      protected override guestClose(channel: Channel): void {
        super.guestClose(channel);
        clear(channel);
      }
    },
  },
  {
    name: 'pause-clears-reservation',
    gist: 'Pause empties the reservation',
    witness: [allocate(), set(8, 0), pause(), readReservation()],
    emulator: class extends Emulator {
      protected override pause(channel: Channel): void {
        super.pause(channel);
        clear(channel);
      }
    },
  },
  {
    name: 'start-clears-optional',
    gist: 'Start drops the optional amount that the server holds',
    witness: [allocate(), set(0, 8), enable(), start(), readReservation()],
    emulator: class extends Emulator {
      protected override start(channel: Channel): void {
        super.start(channel);
        channel.mmioMegabytesOptional = 0;
      }
    },
  },

  {
    name: 'disable-keeps-only-required',
    gist: 'Disable resets the optional amount and keeps the required one',
    witness: [allocate(), set(1, 1), enable(), disable(), readReservation()],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        channel.mmioMegabytesOptional = 0;
      }
    },
  },
  {
    name: 'second-disable-resets',
    gist: 'the first Disable keeps the reservation and the second resets it',
    witness: [allocate(), set(8, 0), enable(), disable(), readReservation(), enable(), disable(), readReservation()],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        if (this.count(`disables of ${channel.id}`) === 2) clear(channel);
      }
    },
  },
  {
    name: 'disable-resets-if-open',
    gist: 'Disable resets the reservation of a channel that is open and keeps that of any other',
    witness: [
      allocate(),
      set(8, 0),
      enable(),
      disable(),
      readReservation(),
      enable(),
      guestOpen(),
      disable(),
      readReservation(),
    ],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        const resets = channel.life === 'open';
        super.disable(channel);
        if (resets) clear(channel);
      }
    },
  },
  {
    name: 'disable-resets-if-paused',
    gist: 'Disable resets the reservation of a channel that is paused and keeps that of any other',
    witness: [
      allocate(),
      set(8, 0),
      enable(),
      disable(),
      readReservation(),
      enable(),
      pause(),
      disable(),
      readReservation(),
    ],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        if (channel.paused) clear(channel);
      }
    },
  },
  {
    name: 'failed-enable-loses-reservation',
    gist: 'the first Enable of a channel fails and takes the reservation with it',
    witness: [allocate(), set(8, 0), enable(), readReservation()],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        if (this.count(`enables of ${channel.id}`) > 1) return super.enable(channel);
        clear(channel);
        return { kind: 'status', status: 0xc000_009a };
      }
    },
  },
  {
    name: 'reservation-lost-at-second-enable',
    gist: 'the second Enable offers nothing, while the server still holds the reservation',
    witness: [allocate(), set(8, 0), enable(), disable(), readReservation(), enable(), readOffer()],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        if (channel.offered || this.count(`enables of ${channel.id}`) < 2) return super.enable(channel);
        const { mmioMegabytes, mmioMegabytesOptional } = channel;
        clear(channel);
        const given = super.enable(channel);
        this.store(channel, mmioMegabytes, mmioMegabytesOptional);
        return given;
      }
    },
  },
];
