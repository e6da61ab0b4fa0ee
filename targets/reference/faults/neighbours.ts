/**
 * Faults in keeping channels apart: those of other slots, and those that had the slot before.
 */
import type { Endpoint, Reservation, Response, Slot } from '../../../spec/call.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { allocate, cleanup, disable, enable, readReservation, set } from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

function empty(channel: Channel): void {
  inherit(channel, { mmioMegabytes: 0, mmioMegabytesOptional: 0 });
}

function inherit(channel: Channel, held: Reservation): void {
  channel.mmioMegabytes = held.mmioMegabytes;
  channel.mmioMegabytesOptional = held.mmioMegabytesOptional;
}

export const NEIGHBOUR_FAULTS: readonly Fault[] = [
  {
    name: 'one-reservation-for-all',
    gist: 'all channels share one reservation',
    witness: [allocate(0), allocate(1), set(8, 0, 0), readReservation(1)],
    emulator: class extends Emulator {
      protected override store(_: Channel, a: number, b: number): void {
        for (const channel of this.channels) if (channel !== undefined) super.store(channel, a, b);
      }
    },
  },
  {
    name: 'neighbour-overwritten',
    gist: 'a reservation is also stored in the channel of the next slot',
    witness: [allocate(0), allocate(1), set(8, 0, 0), readReservation(1)],
    emulator: class extends Emulator {
      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, a, b);
        const next = this.channels[channel.slot + 1];
        if (next !== undefined) super.store(next, a, b);
      }
    },
  },
  {
    name: 'slots-in-three-bits',
    gist: 'the channel of slot 8 is kept where that of slot 0 is, and so on',
    witness: [allocate(0), allocate(8), set(8, 0, 8), readReservation(0)],
    emulator: class extends Emulator {
      protected override store(channel: Channel, a: number, b: number): void {
        super.store(channel, a, b);
        const alias = this.channels[channel.slot ^ 8];
        if (alias !== undefined) super.store(alias, a, b);
      }
    },
  },
  {
    name: 'cleanup-clears-neighbour',
    gist: 'Cleanup also empties the reservation of the channel in the slot before',
    witness: [allocate(0), allocate(1), set(8, 0, 0), cleanup(1), readReservation(0)],
    emulator: class extends Emulator {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        const before = this.channels[channel.slot - 1];
        if (before !== undefined) empty(before);
      }
    },
  },
  {
    name: 'disable-clears-others',
    gist: 'Disable empties the reservations of the other channels',
    witness: [allocate(0), allocate(1), set(8, 0, 0), enable(1), disable(1), readReservation(0)],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        for (const other of this.channels) if (other !== undefined && other !== channel) empty(other);
      }
    },
  },
  {
    name: 'reused-slot-inherits',
    gist: 'a new channel in a reused slot holds the reservation of the channel before it',
    witness: [allocate(), set(8, 0), cleanup(), allocate(), readReservation()],
    emulator: class extends Emulator {
      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const before = this.channels[slot];
        const given = super.allocate(slot, endpoint);
        const channel = this.channels[slot];
        if (before?.life === 'freed' && channel !== undefined) inherit(channel, before);
        return given;
      }
    },
  },
  {
    name: 'reused-slot-inherits-optional',
    gist: 'a new channel in a reused slot holds the optional amount of the channel before it',
    witness: [allocate(), set(0, 8), cleanup(), allocate(), readReservation()],
    emulator: class extends Emulator {
      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const before = this.channels[slot];
        const given = super.allocate(slot, endpoint);
        const channel = this.channels[slot];
        if (before?.life === 'freed' && channel !== undefined) {
          channel.mmioMegabytesOptional = before.mmioMegabytesOptional;
        }
        return given;
      }
    },
  },
  {
    name: 'reused-slot-inherits-once-offered',
    gist: 'a new channel in a reused slot holds the reservation of a channel before it that had been offered',
    witness: [allocate(), set(8, 0), enable(), disable(), cleanup(), allocate(), readReservation()],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        this.note(`enabled ${channel.id}`, 1);
        return super.enable(channel);
      }

      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const before = this.channels[slot];
        const given = super.allocate(slot, endpoint);
        const channel = this.channels[slot];
        if (before?.life === 'freed' && channel !== undefined && this.recall(`enabled ${before.id}`) > 0) {
          inherit(channel, before);
        }
        return given;
      }
    },
  },
  {
    name: 'new-channel-inherits-from-last-freed',
    gist: 'a new channel in another slot holds the reservation of the channel that was freed last',
    witness: [allocate(0), set(8, 0, 0), cleanup(0), allocate(1), readReservation(1)],
    emulator: class extends Remembering {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        this.note('freed required', channel.mmioMegabytes);
        this.note('freed optional', channel.mmioMegabytesOptional);
        this.note('freed slot', channel.slot);
      }

      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const given = super.allocate(slot, endpoint);
        const channel = this.channels[slot];
        if (channel?.life === 'fresh' && this.recall('freed slot') !== slot) {
          super.store(channel, this.recall('freed required'), this.recall('freed optional'));
        }
        return given;
      }
    },
  },
];
