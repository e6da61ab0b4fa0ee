/**
 * Faults that only strike the n-th time: counters of a few bits, tables that fill up.
 */
import type { Call, Handle, Response } from '../../../spec/call.ts';
import { NO_OFFER } from '../../../spec/call.ts';
import { answer, BAD_CHANNEL, BOTH_ZERO, SUCCESS } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { type Grant, NO_GRANT } from '../emulator/guest.ts';
import { Offer } from '../emulator/offer.ts';
import { AfterRefusal } from './after-refusal.ts';
import {
  allocate,
  disable,
  enable,
  getMmioSpace,
  guestClose,
  guestOpen,
  pause,
  readOffer,
  readReservation,
  set,
} from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

export function times(count: number, ...calls: readonly Call[]): readonly Call[] {
  return Array.from({ length: count }, () => calls).flat();
}

export const COUNT_FAULTS: readonly Fault[] = [
  {
    name: 'thirty-third-set-dropped',
    gist: 'a channel stores 32 reservations, and drops those that it accepts then',
    witness: [allocate(), ...times(32, set(1, 0)), set(2, 0), readReservation()],
    emulator: class extends Remembering {
      protected override store(channel: Channel, a: number, b: number): void {
        if (this.count(`stores of ${channel.id}`) <= 32) super.store(channel, a, b);
      }
    },
  },
  {
    name: 'sixty-fifth-set-refused',
    gist: 'a channel takes 64 reservations and no more',
    witness: [allocate(), ...times(65, set(1, 0))],
    emulator: class extends Remembering {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        const given = super.setMmioMegabytes(handle, a, b);
        if (given !== SUCCESS || channel === undefined) return given;
        return this.count(`sets of ${channel.id}`) > 64 ? answer(0xc000_009a) : given;
      }
    },
  },
  {
    name: 'thirty-third-zero-accepted',
    gist: 'two zero amounts are accepted of a channel that has refused them 32 times',
    witness: [allocate(), ...times(33, set(0, 0))],
    emulator: class extends Remembering {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        const given = super.setMmioMegabytes(handle, a, b);
        if (given !== BOTH_ZERO || channel === undefined) return given;
        return this.count(`zeros of ${channel.id}`) > 32 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'sixty-fifth-refusal-stored',
    gist: 'the 65th reservation that an offered channel refuses before the guest opens it is stored',
    witness: [allocate(), enable(), ...times(65, set(1, 0)), readReservation()],
    emulator: class extends AfterRefusal {
      protected override enable(channel: Channel): Response {
        this.note(`refusals of ${channel.id}`, 0);
        return super.enable(channel);
      }

      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        const isWorn = channel.life === 'enabled' && this.count(`refusals of ${channel.id}`) > 64;
        if (isWorn) this.store(channel, a, b);
        return given;
      }
    },
  },
  {
    name: 'seventeenth-disable-reopens',
    gist: 'a channel that was disabled 17 times may be configured again',
    witness: [allocate(), ...times(17, enable(), disable()), set(1, 0)],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        this.count(`disables of ${channel.id}`);
      }

      protected override accepts(channel: Channel): boolean {
        const isReopened = channel.life === 'disabled' && this.recall(`disables of ${channel.id}`) >= 17;
        return isReopened || super.accepts(channel);
      }
    },
  },
  {
    name: 'seventeenth-open-accepts',
    gist: 'a channel takes a reservation while it is open for the 17th time',
    witness: [allocate(), enable(), ...times(16, guestOpen(), guestClose()), guestOpen(), set(1, 0)],
    emulator: class extends Remembering {
      protected override guestOpen(channel: Channel): void {
        super.guestOpen(channel);
        this.count(`opens of ${channel.id}`);
      }

      protected override accepts(channel: Channel): boolean {
        const isWorn = channel.life === 'open' && this.recall(`opens of ${channel.id}`) === 17;
        return isWorn || super.accepts(channel);
      }
    },
  },
  {
    name: 'thirty-third-enable-offers-nothing',
    gist: 'the offer of the 33rd Enable of a channel carries no amounts, nor do those after it',
    witness: [allocate(), set(1, 0), ...times(32, enable(), disable()), enable(), readReservation(), readOffer()],
    emulator: class extends Remembering {
      protected override makeOffer(channel: Channel): Offer {
        return this.count(`offers of ${channel.id}`) > 32 ? new Offer(channel.id, 0, 0) : super.makeOffer(channel);
      }
    },
  },
  {
    name: 'thirty-third-open-gives-nothing',
    gist: 'the guest reserves nothing for a channel that it opens for the 33rd time',
    witness: [allocate(), set(1, 0), enable(), ...times(32, guestOpen(), guestClose()), guestOpen(), getMmioSpace()],
    emulator: class extends Remembering {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return this.count(`opens of ${channel.id}`) > 32 ? NO_GRANT : super.reserve(channel, a, b);
      }
    },
  },
  {
    name: 'thirty-third-pause-clears',
    gist: 'the 33rd Pause of a channel empties its reservation',
    witness: [allocate(), set(1, 0), ...times(33, pause()), readReservation()],
    emulator: class extends Remembering {
      protected override pause(channel: Channel): void {
        super.pause(channel);
        if (this.count(`pauses of ${channel.id}`) === 33) this.store(channel, 0, 0);
      }
    },
  },
  {
    name: 'sixty-fifth-read-empty',
    gist: 'a channel shows its reservation 64 times',
    witness: [allocate(), set(1, 0), ...times(65, readReservation())],
    emulator: class extends Remembering {
      protected override readReservation(channel: Channel): Response {
        const isWorn = this.count(`reads of ${channel.id}`) > 64;
        return isWorn
          ? { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 }
          : super.readReservation(channel);
      }
    },
  },
  {
    name: 'thirty-third-offer-read-withdrawn',
    gist: 'an offer is gone once it was read 32 times',
    witness: [allocate(), enable(), ...times(33, readOffer())],
    emulator: class extends Remembering {
      protected override readOffer(channel: Channel): Response {
        const given = super.readOffer(channel);
        return given !== NO_OFFER && this.count(`offer reads of ${channel.id}`) > 32 ? NO_OFFER : given;
      }
    },
  },
  {
    name: 'sixty-fifth-space-read-empty',
    gist: 'an open channel shows its space 64 times',
    witness: [allocate(), set(1, 0), enable(), guestOpen(), ...times(65, getMmioSpace())],
    emulator: class extends Remembering {
      protected override getMmioSpace(channel: Channel): Response {
        return this.count(`space reads of ${channel.id}`) > 64 ? NO_GRANT.space : super.getMmioSpace(channel);
      }
    },
  },
  {
    name: 'sixty-fifth-null-accepted',
    gist: 'a NULL handle that was refused 64 times takes a reservation',
    witness: times(65, set(1, 0, 'null')),
    emulator: class extends Remembering {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        if (handle !== 'null' || given !== BAD_CHANNEL) return given;
        return this.count('refusals of NULL') > 64 && a + b > 0 ? SUCCESS : given;
      }
    },
  },
];
