/**
 * Faults in refusing without effect: the status is right, and yet the reservation, the offer or the guest hears of it.
 */
import type { Response } from '../../../spec/call.ts';
import type { Channel, Life } from '../emulator/channel.ts';
import type { Grant } from '../emulator/guest.ts';
import { Offer } from '../emulator/offer.ts';
import { AfterRefusal } from './after-refusal.ts';
import {
  allocate,
  disable,
  enable,
  getMmioSpace,
  guestClose,
  guestOpen,
  REACHING,
  readOffer,
  readReservation,
  set,
} from './calls.ts';
import type { Fault } from './fault.ts';

function storing(life: Life): Fault {
  return {
    name: `${life}-refusal-stored`,
    gist: `a channel that is ${life} refuses a reservation and yet stores it`,
    witness: [allocate(), ...REACHING[life], set(8, 0), readReservation()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life === life) this.store(channel, a, b);
        return given;
      }
    },
  };
}

function offering(life: Life): Fault {
  return {
    name: `${life}-refusal-offered`,
    gist: `a channel that is ${life} refuses a reservation and yet offers it in the place of the old one`,
    witness: [allocate(), ...REACHING[life], set(8, 0), readOffer()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life === life) channel.offer = new Offer(channel.id, a, b);
        return given;
      }
    },
  };
}

/** The guest hears of a refused reservation when it opens the channel the next time. */
function granting(life: Life): Fault {
  return {
    name: `${life}-refusal-granted`,
    gist: `a channel that is ${life} refuses a reservation, and yet the guest makes it when it opens the channel`,
    witness: [allocate(), ...REACHING[life], set(8, 0), guestOpen(), getMmioSpace()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life === life) {
          this.note(`required of ${channel.id}`, a);
          this.note(`optional of ${channel.id}`, b);
        }
        return given;
      }

      protected override reserve(channel: Channel, a: number, b: number): Grant {
        const required = this.recall(`required of ${channel.id}`);
        const optional = this.recall(`optional of ${channel.id}`);
        return required + optional > 0 ? super.reserve(channel, required, optional) : super.reserve(channel, a, b);
      }
    },
  };
}

export const REFUSAL_FAULTS: readonly Fault[] = [
  storing('enabled'),
  storing('open'),
  storing('closed'),
  storing('disabled'),
  offering('enabled'),
  offering('open'),
  offering('closed'),
  granting('enabled'),
  granting('closed'),
  {
    name: 'disabled-refusal-offered',
    gist: 'a channel that was disabled refuses a reservation and yet offers it at the next Enable',
    witness: [allocate(), set(1, 0), enable(), disable(), set(2, 0), enable(), readOffer()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life === 'disabled') {
          this.note(`required of ${channel.id}`, a);
          this.note(`optional of ${channel.id}`, b);
        }
        return given;
      }

      protected override makeOffer(channel: Channel): Offer {
        const required = this.recall(`required of ${channel.id}`);
        const optional = this.recall(`optional of ${channel.id}`);
        return required + optional > 0 ? new Offer(channel.id, required, optional) : super.makeOffer(channel);
      }
    },
  },
  {
    name: 'open-refusal-granted',
    gist: 'a channel that is open refuses a reservation, and yet the guest makes it at once',
    witness: [allocate(), enable(), guestOpen(), set(8, 0), getMmioSpace()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life === 'open') {
          this.release(channel);
          channel.grant = this.reserve(channel, a, b);
        }
        return given;
      }
    },
  },
  {
    name: 'refusal-clears-reservation',
    gist: 'a channel that is enabled refuses a reservation and loses the one that it had',
    witness: [allocate(), set(8, 0), enable(), set(8, 0), readReservation()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response): Response {
        if (channel.life === 'enabled') this.store(channel, 0, 0);
        return given;
      }
    },
  },
  {
    name: 'refusal-stores-optional',
    gist: 'a channel that is offered refuses a reservation and yet stores its optional amount',
    witness: [allocate(), enable(), set(0, 8), readReservation()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, _: number, b: number): Response {
        if (channel.offered) channel.mmioMegabytesOptional = b;
        return given;
      }
    },
  },
  {
    name: 'refusal-withdraws-offer',
    gist: 'a channel that is open refuses a reservation and its offer is withdrawn',
    witness: [allocate(), enable(), guestOpen(), set(8, 0), readOffer()],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response): Response {
        if (channel.life === 'open') channel.offer = undefined;
        return given;
      }
    },
  },
  {
    name: 'reopened-refusal-stored',
    gist: 'a channel that the guest opened for the second time refuses a reservation and yet stores it',
    witness: [allocate(), enable(), guestOpen(), guestClose(), guestOpen(), set(8, 0), readReservation()],
    emulator: class extends AfterRefusal {
      protected override guestOpen(channel: Channel): void {
        super.guestOpen(channel);
        this.count(`opens of ${channel.id}`);
      }

      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life === 'open' && this.recall(`opens of ${channel.id}`) > 1) this.store(channel, a, b);
        return given;
      }
    },
  },
];
