/**
 * Faults in which a call on one channel does something to another one, and only while both are in particular states.
 */
import type { Program } from '../../../harness/target.ts';
import type { Handle, Reservation, Response } from '../../../spec/call.ts';
import type { Channel, Life } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { Offer } from '../emulator/offer.ts';
import {
  allocate,
  cleanup,
  disable,
  enable,
  guestClose,
  guestOpen,
  getMmioSpace,
  readOffer,
  readReservation,
  set,
} from './calls.ts';
import type { Fault } from './fault.ts';

const hasOptionalAlone = ({ mmioMegabytes, mmioMegabytesOptional }: Channel) =>
  mmioMegabytes === 0 && mmioMegabytesOptional > 0;

/** Both amounts, the sum of which is zero in 16 bits. */
const wraps = ({ mmioMegabytes, mmioMegabytesOptional }: Channel) => mmioMegabytes + mmioMegabytesOptional === 0x1_0000;

const OPTIONAL_ALONE: Reservation = { mmioMegabytes: 0, mmioMegabytesOptional: 1 };
const WRAPPING: Reservation = { mmioMegabytes: 1, mmioMegabytesOptional: 65535 };

/** Two channels that are offered: that of slot 0 with a pair, that of slot 1 with an optional amount alone. */
function offered({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Program {
  const settings = [set(mmioMegabytes, mmioMegabytesOptional, 0), set(0, 1, 1)];
  return [allocate(0), allocate(1), ...settings, enable(0), enable(1)];
}

export class WithNeighbours extends Emulator {
  /** The other channels of servers that are in this state. */
  protected neighbours(of: Channel | undefined, life: Life): readonly Channel[] {
    return this.channels.filter(
      (other): other is Channel =>
        other !== undefined && other !== of && other.life === life && other.endpoint === 'server',
    );
  }
}

export const CROSS_TALK_FAULTS: readonly Fault[] = [
  {
    name: 'disable-of-closed-empties-open',
    gist: 'Disable of a closed channel with an optional amount alone empties the reservation of an open one like it',
    witness: [...offered(OPTIONAL_ALONE), guestOpen(0), guestOpen(1), guestClose(1), disable(1), readReservation(0)],
    emulator: class extends WithNeighbours {
      protected override disable(channel: Channel): void {
        if (channel.life === 'closed' && hasOptionalAlone(channel)) {
          for (const other of this.neighbours(channel, 'open')) if (hasOptionalAlone(other)) super.store(other, 0, 0);
        }
        super.disable(channel);
      }
    },
  },
  {
    name: 'enable-again-empties-closed-offer',
    gist: 'Enable of a disabled channel with an optional amount alone empties the offer of a closed one like it',
    witness: [...offered(OPTIONAL_ALONE), guestOpen(0), guestClose(0), disable(1), enable(1), readOffer(0)],
    emulator: class extends WithNeighbours {
      protected override enable(channel: Channel): Response {
        if (channel.life === 'disabled' && hasOptionalAlone(channel)) {
          for (const other of this.neighbours(channel, 'closed'))
            if (hasOptionalAlone(other)) other.offer = new Offer(other.id, 0, 0);
        }
        return super.enable(channel);
      }
    },
  },
  {
    name: 'cleanup-of-disabled-readmits-closed',
    gist: 'Cleanup of a disabled channel with an optional amount alone lets a closed one whose sum wraps accept again',
    witness: [...offered(WRAPPING), guestOpen(0), guestClose(0), disable(1), cleanup(1), set(1, 0, 0)],
    emulator: class extends WithNeighbours {
      protected override cleanup(channel: Channel): void {
        if (channel.life === 'disabled' && hasOptionalAlone(channel)) {
          for (const other of this.neighbours(channel, 'closed')) if (wraps(other)) other.life = 'fresh';
        }
        super.cleanup(channel);
      }
    },
  },
  {
    name: 'close-takes-range-of-open',
    gist: 'as the guest closes a channel with an optional amount alone, an open one whose sum wraps loses its range',
    witness: [...offered(WRAPPING), guestOpen(0), guestOpen(1), guestClose(1), getMmioSpace(0)],
    emulator: class extends WithNeighbours {
      protected override guestClose(channel: Channel): void {
        super.guestClose(channel);
        if (!hasOptionalAlone(channel)) return;
        for (const other of this.neighbours(channel, 'open')) if (wraps(other)) this.release(other);
      }
    },
  },
  {
    name: 'client-refusal-stored-in-closed',
    gist: 'two amounts that a client endpoint was refused are stored in a closed channel with an optional amount alone',
    witness: [
      allocate(0),
      allocate(1, 'client'),
      set(0, 1, 0),
      enable(0),
      guestOpen(0),
      guestClose(0),
      set(4, 5, 1),
      readReservation(0),
    ],
    emulator: class extends WithNeighbours {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        if (channel?.endpoint === 'client' && a > 0 && b > 0) {
          for (const other of this.neighbours(channel, 'closed')) if (hasOptionalAlone(other)) super.store(other, a, b);
        }
        return super.setMmioMegabytes(handle, a, b);
      }
    },
  },
];
