/**
 * Faults in what the guest is told: which amounts an offer carries, when, and in which bytes.
 */
import type { Handle, Reservation, Response } from '../../../spec/call.ts';
import { INSUFFICIENT_RESOURCES, SUCCESS } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { Offer, OFFER_FIELDS, writeU16 } from '../emulator/offer.ts';
import {
  allocate,
  cleanup,
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

/** Offers other amounts than the channel holds, and writes those. */
function offering(name: string, gist: string, pair: Pair, offered: (held: Reservation) => Pair): Fault {
  return {
    name,
    gist,
    witness: [allocate(), set(...pair), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override makeOffer(channel: Channel): Offer {
        return new Offer(channel.id, ...offered(channel));
      }
    },
  };
}

/** Writes other bytes than the offer says. */
function writing(
  name: string,
  gist: string,
  pair: Pair,
  written: (bytes: Uint8Array, offer: Reservation) => Uint8Array,
): Fault {
  return {
    name,
    gist,
    witness: [allocate(), set(...pair), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override messageOf(offer: Offer): Uint8Array {
        return written(super.messageOf(offer), offer);
      }
    },
  };
}

/** Both amounts at other places than their own. */
function moved(bytes: Uint8Array, offer: Reservation, requiredAt: number, optionalAt: number): Uint8Array {
  writeU16(bytes, OFFER_FIELDS.mmioMegabytes, 0);
  writeU16(bytes, OFFER_FIELDS.mmioMegabytesOptional, 0);
  writeU16(bytes, requiredAt, offer.mmioMegabytes);
  writeU16(bytes, optionalAt, offer.mmioMegabytesOptional);
  return bytes;
}

/** One of the two amounts written anew. */
function rewritten(bytes: Uint8Array, at: number, value: number): Uint8Array {
  writeU16(bytes, at, value);
  return bytes;
}

function byteSwapped(value: number): number {
  return ((value & 0xff) << 8) | (value >>> 8);
}

/** The OfferChannel message of the days before Windows 7 ended here, still with both amounts; this is shorter. */
const WITHOUT_OPTIONAL_BYTES = OFFER_FIELDS.mmioMegabytesOptional;

export const OFFER_FAULTS: readonly Fault[] = [
  offering('offer-swapped', 'the offer carries the two amounts the wrong way round', [8, 0], (held) => [
    held.mmioMegabytesOptional,
    held.mmioMegabytes,
  ]),
  offering('offer-without-required', 'the offer lacks the required amount', [8, 0], (held) => [
    0,
    held.mmioMegabytesOptional,
  ]),
  offering('offer-without-optional', 'the offer lacks the optional amount', [0, 8], (held) => [held.mmioMegabytes, 0]),
  offering('offer-sum-folded', 'the offer carries the sum of both as the required amount', [1, 1], (held) => [
    (held.mmioMegabytes + held.mmioMegabytesOptional) & 0xffff,
    held.mmioMegabytesOptional,
  ]),
  offering('offer-in-8-bits', 'the offer carries the amounts in 8 bits each', [256, 0], (held) => [
    held.mmioMegabytes & 0xff,
    held.mmioMegabytesOptional & 0xff,
  ]),
  {
    name: 'never-set-offers-default',
    gist: 'a channel without a reservation offers 8 megabytes',
    witness: [allocate(), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override makeOffer(channel: Channel): Offer {
        const empty = channel.mmioMegabytes + channel.mmioMegabytesOptional === 0;
        return empty ? new Offer(channel.id, 8, 0) : super.makeOffer(channel);
      }
    },
  },
  offering(
    'equal-amounts-offered-once',
    'an optional amount that equals the required one is not offered',
    [5, 5],
    (held) => [held.mmioMegabytes, held.mmioMegabytes === held.mmioMegabytesOptional ? 0 : held.mmioMegabytesOptional],
  ),

  {
    name: 'pair-swapped-bytes-right',
    gist: 'the offer tells the two amounts the wrong way round, while its bytes are right',
    witness: [allocate(), set(8, 0), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override readOffer(channel: Channel): Response {
        const given = super.readOffer(channel);
        if (given.kind !== 'offer') return given;
        return {
          ...given,
          mmioMegabytes: given.mmioMegabytesOptional,
          mmioMegabytesOptional: given.mmioMegabytes,
        };
      }
    },
  },
  writing('bytes-swapped', 'the message has the two amounts at the place of each other', [8, 0], (bytes, offer) =>
    moved(bytes, offer, OFFER_FIELDS.mmioMegabytesOptional, OFFER_FIELDS.mmioMegabytes),
  ),
  writing('bytes-without-required', 'the message leaves the required amount at zero', [8, 0], (bytes) =>
    rewritten(bytes, OFFER_FIELDS.mmioMegabytes, 0),
  ),
  writing('bytes-without-optional', 'the message leaves the optional amount reserved', [0, 8], (bytes) =>
    rewritten(bytes, OFFER_FIELDS.mmioMegabytesOptional, 0),
  ),
  writing('bytes-big-endian', 'the message has both amounts in network order', [8, 0], (bytes, offer) =>
    rewritten(
      rewritten(bytes, OFFER_FIELDS.mmioMegabytes, byteSwapped(offer.mmioMegabytes)),
      OFFER_FIELDS.mmioMegabytesOptional,
      byteSwapped(offer.mmioMegabytesOptional),
    ),
  ),
  writing('bytes-optional-big-endian', 'the message has the optional amount in network order', [0, 8], (bytes, offer) =>
    rewritten(bytes, OFFER_FIELDS.mmioMegabytesOptional, byteSwapped(offer.mmioMegabytesOptional)),
  ),
  writing(
    'bytes-adjacent',
    'the message has the optional amount right behind the required one',
    [0, 8],
    (bytes, offer) => moved(bytes, offer, OFFER_FIELDS.mmioMegabytes, OFFER_FIELDS.mmioMegabytes + 2),
  ),
  writing('bytes-as-proxy', "the message has the layout of the proxy driver's ioctl", [8, 0], (bytes, offer) =>
    moved(bytes, offer, 42, 44),
  ),
  writing('bytes-without-header', 'the message lacks its header, so all is 8 bytes early', [8, 0], (bytes) =>
    bytes.slice(8),
  ),
  writing('bytes-off-by-two', 'the message has both amounts two bytes late', [8, 0], (bytes, offer) =>
    moved(bytes, offer, OFFER_FIELDS.mmioMegabytes + 2, OFFER_FIELDS.mmioMegabytesOptional + 2),
  ),
  writing('bytes-short', 'the message ends before the optional amount', [8, 0], (bytes) =>
    bytes.slice(0, WITHOUT_OPTIONAL_BYTES),
  ),
  writing('bytes-empty', 'the message is empty', [8, 0], () => new Uint8Array(0)),
  writing('bytes-sum-folded', 'the message has the sum of both at the required amount', [1, 1], (bytes, offer) =>
    rewritten(bytes, OFFER_FIELDS.mmioMegabytes, offer.mmioMegabytes + offer.mmioMegabytesOptional),
  ),
  writing(
    'bytes-optional-cumulative',
    'the message has the sum of both at the optional amount',
    [1, 1],
    (bytes, offer) =>
      rewritten(bytes, OFFER_FIELDS.mmioMegabytesOptional, offer.mmioMegabytes + offer.mmioMegabytesOptional),
  ),
  {
    name: 'bytes-shared',
    gist: 'the message of every channel has the amounts of the channel that was offered first',
    witness: [allocate(0), enable(0), allocate(1), set(8, 0, 1), enable(1), readOffer(1)],
    emulator: class extends Remembering {
      protected override makeOffer(channel: Channel): Offer {
        const offer = super.makeOffer(channel);
        if (this.count('offers') === 1) {
          this.note('required', offer.mmioMegabytes);
          this.note('optional', offer.mmioMegabytesOptional);
        }
        return offer;
      }

      protected override messageOf(offer: Offer): Uint8Array {
        return super.messageOf(new Offer(offer.channelId, this.recall('required'), this.recall('optional')));
      }
    },
  },

  {
    name: 'offer-latched-at-set',
    gist: 'the offer carries the reservation that was set first, not the one that stands at Enable',
    witness: [allocate(), set(1, 0), set(2, 0), enable(), readOffer()],
    emulator: class extends Remembering {
      protected override store(channel: Channel, a: number, b: number): void {
        if (this.count(`sets of ${channel.id}`) === 1) {
          this.note(`required of ${channel.id}`, a);
          this.note(`optional of ${channel.id}`, b);
        }
        super.store(channel, a, b);
      }

      protected override makeOffer(channel: Channel): Offer {
        const required = this.recall(`required of ${channel.id}`);
        return new Offer(channel.id, required, this.recall(`optional of ${channel.id}`));
      }
    },
  },
  {
    name: 'offer-latched-at-failed-enable',
    gist: 'the first Enable of a channel fails, and the second offers what stood at the first',
    witness: [allocate(), set(1, 0), enable(), set(2, 0), enable(), readOffer()],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        if (channel.offered || this.count(`enables of ${channel.id}`) > 1) return super.enable(channel);
        this.note(`required of ${channel.id}`, channel.mmioMegabytes);
        this.note(`optional of ${channel.id}`, channel.mmioMegabytesOptional);
        return INSUFFICIENT_RESOURCES;
      }

      protected override makeOffer(channel: Channel): Offer {
        const required = this.recall(`required of ${channel.id}`);
        return new Offer(channel.id, required, this.recall(`optional of ${channel.id}`));
      }
    },
  },
  {
    name: 'failed-enable-offers',
    gist: 'the first Enable of a channel fails, and yet the offer is out',
    witness: [allocate(), set(8, 0), enable(), readOffer()],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        if (channel.offered || this.count(`enables of ${channel.id}`) > 1) return super.enable(channel);
        channel.offer = this.makeOffer(channel);
        return INSUFFICIENT_RESOURCES;
      }
    },
  },
  {
    name: 'offer-not-latched',
    gist: 'a channel that is enabled takes a reservation and changes its offer',
    witness: [allocate(), enable(), set(8, 0), readOffer()],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return channel.life === 'enabled' || super.accepts(channel);
      }

      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, a, b);
        if (channel.offered) channel.offer = this.makeOffer(channel);
      }
    },
  },
  {
    name: 'offer-before-enable',
    gist: 'the offer is out as soon as there is a reservation',
    witness: [allocate(), set(8, 0), readOffer()],
    emulator: class extends Emulator {
      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, a, b);
        channel.offer = this.makeOffer(channel);
      }
    },
  },
  {
    name: 'no-offer-for-optional-alone',
    gist: 'a channel whose reservation is all optional is not offered',
    witness: [allocate(), set(0, 8), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override enable(channel: Channel): Response {
        const given = super.enable(channel);
        if (given === SUCCESS && channel.mmioMegabytes === 0 && channel.mmioMegabytesOptional > 0) {
          channel.offer = undefined;
        }
        return given;
      }
    },
  },
  {
    name: 'offer-not-withdrawn',
    gist: 'Disable leaves the offer with the guest',
    witness: [allocate(), enable(), disable(), readOffer()],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        const { offer } = channel;
        super.disable(channel);
        channel.offer = offer;
      }
    },
  },
  {
    name: 'offer-not-withdrawn-after-close',
    gist: 'Disable leaves the offer with a guest that had the channel open and closed it',
    witness: [allocate(), enable(), guestOpen(), guestClose(), disable(), readOffer()],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        const { life, offer } = channel;
        super.disable(channel);
        if (life === 'closed') channel.offer = offer;
      }
    },
  },
  {
    name: 'second-disable-leaves-offer',
    gist: 'the second Disable of a channel leaves the offer with the guest',
    witness: [allocate(), enable(), disable(), enable(), disable(), readOffer()],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        const { offer } = channel;
        super.disable(channel);
        if (this.count(`disables of ${channel.id}`) === 2) channel.offer = offer;
      }
    },
  },
  {
    name: 'open-withdraws-offer',
    gist: 'the offer is gone once the guest opens the channel',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), readOffer()],
    emulator: class extends Emulator {
      protected override guestOpen(channel: Channel): void {
        super.guestOpen(channel);
        channel.offer = undefined;
      }
    },
  },
  {
    name: 'close-withdraws-offer',
    gist: 'the offer is gone once the guest closes the channel',
    witness: [allocate(), set(8, 0), enable(), guestOpen(), guestClose(), readOffer()],
    emulator: class extends Emulator {
      protected override guestClose(channel: Channel): void {
        super.guestClose(channel);
        channel.offer = undefined;
      }
    },
  },
  {
    name: 'reopen-drops-optional-from-offer',
    gist: 'a guest that opens the channel again finds no optional amount in the offer',
    witness: [allocate(), set(0, 8), enable(), guestOpen(), guestClose(), guestOpen(), readOffer()],
    emulator: class extends Emulator {
      protected override guestOpen(channel: Channel): void {
        if (channel.life === 'closed') channel.offer = new Offer(channel.id, channel.offer?.mmioMegabytes ?? 0, 0);
        super.guestOpen(channel);
      }
    },
  },
  {
    name: 'pause-withdraws-offer',
    gist: 'Pause withdraws the offer',
    witness: [allocate(), enable(), pause(), readOffer()],
    emulator: class extends Emulator {
      protected override pause(channel: Channel): void {
        super.pause(channel);
        channel.offer = undefined;
      }
    },
  },
  {
    name: 'start-drops-optional-from-offer',
    gist: 'Start offers the channel again without its optional amount',
    witness: [allocate(), set(0, 8), enable(), start(), readOffer()],
    emulator: class extends Emulator {
      protected override start(channel: Channel): void {
        super.start(channel);
        if (channel.offer !== undefined) channel.offer = new Offer(channel.id, channel.offer.mmioMegabytes, 0);
      }
    },
  },
  {
    name: 'paused-offers-nothing',
    gist: 'a channel that was paused before Enable offers no amounts',
    witness: [allocate(), set(8, 0), pause(), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override makeOffer(channel: Channel): Offer {
        return channel.paused ? new Offer(channel.id, 0, 0) : super.makeOffer(channel);
      }
    },
  },
  {
    name: 'reset-but-offered-again',
    gist: 'Disable resets the reservation that is read, while the next Enable offers the old one',
    witness: [allocate(), set(8, 0), enable(), disable(), readReservation(), enable(), readOffer()],
    emulator: class extends Emulator {
      protected override readReservation(channel: Channel): Response {
        if (channel.life !== 'disabled') return super.readReservation(channel);
        return { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 };
      }
    },
  },
  {
    name: 'third-enable-offers-nothing',
    gist: 'the third Enable of a channel offers no amounts',
    witness: [
      allocate(),
      set(8, 0),
      enable(),
      disable(),
      enable(),
      disable(),
      readReservation(),
      enable(),
      readOffer(),
    ],
    emulator: class extends Remembering {
      protected override makeOffer(channel: Channel): Offer {
        return this.count(`offers of ${channel.id}`) === 3 ? new Offer(channel.id, 0, 0) : super.makeOffer(channel);
      }
    },
  },
  {
    name: 'offer-of-last-set-channel',
    gist: 'the offer carries the amounts that were set last on whichever channel',
    witness: [allocate(0), allocate(1), set(8, 0, 1), enable(0), readOffer(0)],
    emulator: class extends Remembering {
      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, a, b);
        this.note('required', a);
        this.note('optional', b);
      }

      protected override makeOffer(channel: Channel): Offer {
        return new Offer(channel.id, this.recall('required'), this.recall('optional'));
      }
    },
  },
  {
    name: 'cleanup-withdraws-neighbour',
    gist: 'Cleanup also withdraws the offer of the channel in the slot before',
    witness: [allocate(0), enable(0), allocate(1), cleanup(1), readOffer(0)],
    emulator: class extends Emulator {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        const before = this.channelOf(channel.slot - 1);
        if (before !== undefined) before.offer = undefined;
      }
    },
  },
  {
    name: 'disable-withdraws-all',
    gist: 'Disable withdraws the offers of all channels',
    witness: [allocate(0), enable(0), allocate(1), enable(1), disable(1), readOffer(0)],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        for (const other of this.channels) if (other !== undefined) other.offer = undefined;
      }
    },
  },
  {
    name: 'reused-slot-offers-old',
    gist: 'a new channel in a reused slot offers what the channel before it held',
    witness: [allocate(), set(8, 0), cleanup(), allocate(), enable(), readOffer()],
    emulator: class extends Remembering {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        this.note(`required of slot ${channel.slot}`, channel.mmioMegabytes);
        this.note(`optional of slot ${channel.slot}`, channel.mmioMegabytesOptional);
      }

      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        if (given === SUCCESS) {
          this.note(`required of slot ${handle}`, 0);
          this.note(`optional of slot ${handle}`, 0);
        }
        return given;
      }

      protected override makeOffer(channel: Channel): Offer {
        const required = this.recall(`required of slot ${channel.slot}`);
        const optional = this.recall(`optional of slot ${channel.slot}`);
        return required + optional > 0 ? new Offer(channel.id, required, optional) : super.makeOffer(channel);
      }
    },
  },
];
