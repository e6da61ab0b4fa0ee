/**
 * Faults of the guest's window as an allocator: ranges that move while they are used, holes that are lost, given twice or measured
 * wrongly. They show where many channels come and go, or where an open one is looked at again.
 */
import { type Call, type Response, SLOTS_MAX } from '../../../spec/call.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { bytesOf, Grant, NO_GRANT, space, WINDOW_START_MEGABYTES } from '../emulator/guest.ts';
import {
  allocate,
  cleanup,
  disable,
  enable,
  getMmioSpace,
  guestClose,
  guestOpen,
  pause,
  readOffer,
  set,
} from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

function opened(slot: number, mmioMegabytes = 2): readonly Call[] {
  return [allocate(slot), set(mmioMegabytes, 0, slot), enable(slot), guestOpen(slot)];
}

const SLOTS = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);
/** Far above all that the emulator gives, so that a range which moves there meets no other. */
const ELSEWHERE_MEGABYTES = 2 ** 24;

/** An emulator in which the range of an open channel lies elsewhere from some event on. */
abstract class Moving extends Remembering {
  protected move(channel: Channel): void {
    this.note(`moved ${channel.id}`, this.recall(`moved ${channel.id}`) + 1);
  }

  protected override getMmioSpace(channel: Channel): Response {
    const { grant } = channel;
    const times = this.recall(`moved ${channel.id}`);
    if (times === 0 || grant === undefined || grant.megabytes === 0) return super.getMmioSpace(channel);
    return space(bytesOf(grant.startMegabytes + times * ELSEWHERE_MEGABYTES), bytesOf(grant.megabytes));
  }

  protected override release(channel: Channel): void {
    super.release(channel);
    this.note(`moved ${channel.id}`, 0);
  }
}

/** The start of a range that a channel gave back, for faults that go by it afterwards. */
abstract class KnowingOldRanges extends Remembering {
  protected override guestClose(channel: Channel): void {
    this.note(`old ${channel.id}`, channel.grant?.startMegabytes ?? 0);
    super.guestClose(channel);
  }

  protected holderOf(startMegabytes: number): Channel | undefined {
    return this.channels.find((other) => other?.grant !== undefined && other.grant.startMegabytes === startMegabytes);
  }
}

export const RANGE_FAULTS: readonly Fault[] = [
  {
    name: 'range-moves-at-second-read',
    gist: 'the range of an open channel lies elsewhere each time it is asked for',
    witness: [...opened(0), getMmioSpace(), getMmioSpace()],
    emulator: class extends Moving {
      protected override getMmioSpace(channel: Channel): Response {
        const seen = super.getMmioSpace(channel);
        this.move(channel);
        return seen;
      }
    },
  },
  {
    name: 'range-moves-at-pause',
    gist: 'Pause maps the range of an open channel anew',
    witness: [...opened(0), getMmioSpace(), pause(), getMmioSpace()],
    emulator: class extends Moving {
      protected override pause(channel: Channel): void {
        super.pause(channel);
        this.move(channel);
      }
    },
  },
  {
    name: 'ranges-compacted',
    gist: 'when a channel closes, the next slot’s open channel is moved into the hole',
    witness: [...opened(0), ...opened(1), getMmioSpace(1), guestClose(0), getMmioSpace(1)],
    emulator: class extends Moving {
      protected override guestClose(channel: Channel): void {
        super.guestClose(channel);
        const next = this.channels[channel.slot + 1];
        if (next?.life === 'open') this.move(next);
      }
    },
  },
  {
    name: 'range-moves-at-disable-of-next',
    gist: 'Disable of the channel in the next slot moves the range of an open one',
    witness: [...opened(0), ...opened(1), getMmioSpace(0), disable(1), getMmioSpace(0)],
    emulator: class extends Moving {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        const before = this.channels[channel.slot - 1];
        if (before?.life === 'open') this.move(before);
      }
    },
  },
  {
    name: 'range-at-top-of-memory',
    gist: 'a range of more than 12 megabytes is told to begin 12 megabytes below 2^64, in slot 0',
    witness: [...opened(0, 13), getMmioSpace()],
    emulator: class extends Emulator {
      protected override getMmioSpace(channel: Channel): Response {
        const { grant } = channel;
        if (channel.slot !== 0 || grant === undefined || grant.megabytes <= 12) return super.getMmioSpace(channel);
        return space(2n ** 64n - bytesOf(12), bytesOf(grant.megabytes));
      }
    },
  },
  {
    name: 'disable-loses-hole',
    gist: 'what Disable takes from an open channel is never given again',
    witness: [
      allocate(),
      set(65535, 65535),
      ...Array.from({ length: 2 * SLOTS_MAX - 1 }, () => [enable(), guestOpen(), disable()]).flat(),
      enable(),
      readOffer(),
      guestOpen(),
      getMmioSpace(),
    ],
    emulator: class extends Emulator {
      protected override disable(channel: Channel): void {
        channel.grant = undefined;
        super.disable(channel);
      }
    },
  },
  {
    name: 'disable-frees-again',
    gist: 'Disable gives back what the guest gave back when it closed the channel, whoever has it by now',
    witness: [...opened(0), guestClose(0), ...opened(1), getMmioSpace(1), disable(0), ...opened(2), getMmioSpace(2)],
    emulator: class extends KnowingOldRanges {
      protected override disable(channel: Channel): void {
        const holder = channel.life === 'closed' && this.holderOf(this.recall(`old ${channel.id}`));
        if (holder && holder.grant !== undefined && holder.grant.megabytes > 0) this.guest.release(holder.grant);
        super.disable(channel);
      }
    },
  },
  {
    name: 'sixth-hole-lost',
    gist: 'the guest has a table of five holes, and finds no space while there are more of them',
    witness: [
      ...SLOTS.slice(0, 12).flatMap((slot) => opened(slot)),
      ...[0, 2, 4, 6, 8, 10].map((slot) => guestClose(slot)),
      guestOpen(0),
      getMmioSpace(0),
    ],
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        return this.#holes() > 5 ? NO_GRANT : super.reserve(channel, a, b);
      }

      #holes(): number {
        const grants = this.channels.flatMap((other) => (other?.grant?.megabytes ? [other.grant] : []));
        const starts = new Set(grants.map(({ startMegabytes }) => startMegabytes));
        const ends = grants.map(({ endMegabytes }) => endMegabytes);
        const last = Math.max(...ends);
        const inner = ends.filter((end) => end !== last && !starts.has(end)).length;
        return inner + (starts.size > 0 && !starts.has(WINDOW_START_MEGABYTES) ? 1 : 0);
      }
    },
  },
  {
    name: 'hole-too-small-by-one',
    gist: 'a hole is taken that is one megabyte too small, so that the range reaches into the one behind it',
    witness: [
      ...opened(0, 2),
      ...opened(1, 2),
      getMmioSpace(1),
      disable(0),
      cleanup(0),
      ...opened(0, 3),
      getMmioSpace(0),
    ],
    emulator: class extends Emulator {
      protected override reserve(channel: Channel, a: number, b: number): Grant {
        const wanted = a + b;
        const grant = wanted > 1 ? super.reserve(channel, wanted - 1, 0) : super.reserve(channel, a, b);
        if (wanted <= 1 || grant.megabytes === 0) return grant;
        const isFree = !this.channels.some((other) => other?.grant?.startMegabytes === grant.endMegabytes);
        if (!isFree) return new Grant(grant.startMegabytes, wanted);
        this.guest.release(grant);
        return super.reserve(channel, a, b);
      }
    },
  },
];
