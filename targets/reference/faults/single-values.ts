/**
 * Faults that one value decides: of an amount, of the sum or of the difference. No pool of edges holds it, and a draw by chance hardly
 * ever meets it.
 */
import type { Handle, Reservation, Response } from '../../../spec/call.ts';
import { answer, SUCCESS } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import type { EmulatorClass } from '../emulator/emulator.ts';
import { Grant } from '../emulator/guest.ts';
import { Offer, OFFER_FIELDS, writeU16 } from '../emulator/offer.ts';
import { allocate, enable, getMmioSpace, guestOpen, readOffer, readReservation, REACHING, set } from './calls.ts';
import type { Fault } from './fault.ts';

/** Where it goes wrong. */
type Decides = (mmioMegabytes: number, mmioMegabytesOptional: number) => boolean;
type Pair = readonly [mmioMegabytes: number, mmioMegabytesOptional: number];

function refusing(name: string, gist: string, pair: Pair, refuses: Decides): Fault {
  const emulator = class extends Emulator {
    protected override refusesAmounts(a: number, b: number): boolean {
      return super.refusesAmounts(a, b) || refuses(a, b);
    }
  };
  return { name, gist, witness: [allocate(), set(...pair)], emulator };
}

/** The offer as it is made where the value decides; the channel holds what was set. */
function offering(wrong: (offer: Offer) => Offer, decides: (held: Reservation) => boolean): EmulatorClass {
  return class extends Emulator {
    protected override makeOffer(channel: Channel): Offer {
      const offer = super.makeOffer(channel);
      return decides(channel) ? wrong(offer) : offer;
    }
  };
}

/** The space that the guest reserves where the value decides, in megabytes more. */
function reserving(megabytes: number, decides: Decides): EmulatorClass {
  return class extends Emulator {
    protected override reserve(channel: Channel, a: number, b: number): Grant {
      const grant = super.reserve(channel, a, b);
      return decides(a, b) ? new Grant(grant.startMegabytes, grant.megabytes + megabytes) : grant;
    }
  };
}

const opened = (pair: Pair) => [allocate(), set(...pair), enable(), guestOpen(), getMmioSpace()];
const offered = (pair: Pair) => [allocate(), set(...pair), enable(), readOffer()];

/** What only the strategy of lines meets. */
export const SINGLE_VALUE_FAULTS: readonly Fault[] = [
  refusing('required-value-refused', 'the required amount 24683 is refused', [24683, 0], (a) => a === 24683),
  refusing('optional-value-refused', 'the optional amount 13579 is refused', [0, 13579], (_, b) => b === 13579),
  refusing('sum-value-refused', 'a sum of 29431 is refused', [29431, 0], (a, b) => a + b === 29431),
  refusing('difference-value-refused', 'a difference of 17393 is refused', [17393, 0], (a, b) => a - b === 17393),
  {
    name: 'optional-value-informs',
    gist: 'the optional amount 20011 is stored and answered by the informational STATUS_OBJECT_NAME_EXISTS',
    witness: [allocate(), set(0, 20011)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        return given === SUCCESS && b === 20011 ? answer(0x4000_0000) : given;
      }
    },
  },
  {
    name: 'required-value-rounded',
    gist: 'the required amount 52711 is held as 52710',
    witness: [allocate(), set(52711, 0), readReservation()],
    emulator: class extends Emulator {
      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, a === 52711 ? 52710 : a, b);
      }
    },
  },
  {
    name: 'optional-value-not-offered',
    gist: 'the optional amount 30211 is held and offered as 0',
    witness: offered([0, 30211]),
    emulator: offering(
      ({ channelId, mmioMegabytes }) => new Offer(channelId, mmioMegabytes, 0),
      ({ mmioMegabytesOptional }) => mmioMegabytesOptional === 30211,
    ),
  },
  {
    name: 'required-value-not-in-bytes',
    gist: 'the message of an offer says 0 where the required amount is 44111',
    witness: offered([44111, 0]),
    emulator: class extends Emulator {
      protected override messageOf(offer: Offer): Uint8Array {
        const bytes = super.messageOf(offer);
        if (offer.mmioMegabytes === 44111) writeU16(bytes, OFFER_FIELDS.mmioMegabytes, 0);
        return bytes;
      }
    },
  },
  {
    name: 'required-value-too-small',
    gist: 'the guest reserves a megabyte too little where the required amount is 21001',
    witness: opened([21001, 0]),
    emulator: reserving(-1, (a) => a === 21001),
  },
  {
    name: 'sum-value-too-large',
    gist: 'the guest reserves a megabyte too much where the sum is 60013',
    witness: opened([60013, 0]),
    emulator: reserving(1, (a, b) => a + b === 60013),
  },
];

/** What only a sweep of its state meets: one pair of all, in one state. */
export const SWEPT_FAULTS: readonly Fault[] = [
  {
    name: 'closed-pair-accepted',
    gist: 'one pair of all, 3962 and 1357, is accepted where the guest has closed the channel',
    witness: [allocate(), ...REACHING.closed, set(3962, 1357)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const isClosed = this.channelOf(handle)?.life === 'closed';
        return isClosed && a === 3962 && b === 1357 ? SUCCESS : super.setMmioMegabytes(handle, a, b);
      }
    },
  },
];
