/**
 * Faults that depend on the number of a slot, on how many channels there are, and on the order in which they come and go.
 */
import type { Endpoint, Handle, Response, Slot } from '../../../spec/call.ts';
import { BAD_CHANNEL, SUCCESS } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { Offer } from '../emulator/offer.ts';
import { allocate, cleanup, disable, enable, readOffer, readReservation, set } from './calls.ts';
import { times } from './counted.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

export const SLOT_FAULTS: readonly Fault[] = [
  {
    name: 'slot-15-offers-nothing',
    gist: 'the offer of the channel in slot 15 carries no amounts',
    witness: [allocate(15), set(1, 0, 15), enable(15), readOffer(15)],
    emulator: class extends Emulator {
      protected override makeOffer(channel: Channel): Offer {
        return channel.slot === 15 ? new Offer(channel.id, 0, 0) : super.makeOffer(channel);
      }
    },
  },
  {
    name: 'slot-15-fifth-offer-stays',
    gist: 'the offer of the channel in slot 15 is not withdrawn by its fifth Disable',
    witness: [allocate(15), ...times(5, enable(15), disable(15)), readOffer(15)],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        const { offer } = channel;
        super.disable(channel);
        if (channel.slot === 15 && this.count('disables of slot 15') === 5) channel.offer = offer;
      }
    },
  },
  {
    name: 'slot-8-fourth-stale-accepted',
    gist: 'the stale handle of slot 8 takes a reservation after its fourth life',
    witness: [...times(4, allocate(8), cleanup(8)), set(1, 0, 8)],
    emulator: class extends Remembering {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        this.count(`lives of slot ${channel.slot}`);
      }

      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const isWorn = handle === 8 && this.channelOf(8) === undefined && this.recall('lives of slot 8') >= 4;
        return isWorn && given === BAD_CHANNEL && a + b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'set-again-among-fourteen-dropped',
    gist: 'among 14 live channels or more, a channel that holds a reservation accepts another and drops it',
    witness: [...Array.from({ length: 14 }, (_, slot) => allocate(slot)), set(1, 0), set(2, 0), readReservation()],
    emulator: class extends Emulator {
      protected override store(channel: Channel, a: number, b: number): void {
        const living = this.channels.filter((other) => other !== undefined && other.life !== 'freed').length;
        const isHeld = channel.mmioMegabytes + channel.mmioMegabytesOptional > 0;
        if (living < 14 || !isHeld) super.store(channel, a, b);
      }
    },
  },
  {
    name: 'third-of-four-inherited',
    gist: 'once three of four offered channels went, the second, the third and the first, a new one in the slot of the third inherits',
    witness: [
      ...Array.from({ length: 4 }, (_, slot) => allocate(slot)),
      set(1, 0, 2),
      ...[1, 2, 0].flatMap((slot) => [enable(slot), disable(slot), cleanup(slot)]),
      allocate(2),
      readReservation(2),
    ],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        this.note(`enabled ${channel.id}`, 1);
        return super.enable(channel);
      }

      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        if (this.recall(`enabled ${channel.id}`) === 0) return;
        this.note('second', this.recall('third'));
        this.note('third', this.recall('first'));
        this.note('first', channel.id);
      }

      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const before = this.channels[slot];
        const given = super.allocate(slot, endpoint);
        const first = this.recall('first');
        const isInOrder = first > 0 && this.recall('second') === first + 1 && this.recall('third') === first + 2;
        const fourth = this.channels.find((channel) => channel?.id === first + 3);
        const isLive = fourth !== undefined && fourth.life !== 'freed' && fourth.slot !== slot;
        if (isInOrder && isLive && before?.id === first + 2)
          this.store(this.channels[slot]!, before.mmioMegabytes, before.mmioMegabytesOptional);
        return given;
      }
    },
  },
];
