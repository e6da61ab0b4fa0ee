/**
 * Faults in telling good handles from bad ones: NULL, stale and forged ones, and client endpoints.
 */
import type { Call, Endpoint, Handle, Response, Slot } from '../../../spec/call.ts';
import { answer, BAD_CHANNEL, BOTH_ZERO, SUCCESS } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { allocate, cleanup, disable, enable, guestOpen, readReservation, set } from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

type Badness = 'null' | 'stale' | 'forged';

/** What makes the handle of slot 1 bad, and a call on it; slot 0 is a good channel for it to be mistaken for. */
const SETTING_BAD: Readonly<Record<Badness, readonly Call[]>> = {
  null: [set(8, 0, 'null')],
  stale: [allocate(1), cleanup(1), set(8, 0, 1)],
  forged: [set(8, 0, 'forged')],
};

/** For faults in what becomes of a bad handle. */
abstract class AtBadHandle extends Remembering {
  protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
    const given = super.setMmioMegabytes(handle, a, b);
    if (this.channelOf(handle) !== undefined) return given;
    return this.atBadHandle(typeof handle === 'number' ? 'stale' : handle, given, a, b, handle);
  }

  protected abstract atBadHandle(badness: Badness, given: Response, a: number, b: number, handle: Handle): Response;
}

function accepting(badness: Badness): Fault {
  return {
    name: `${badness}-accepted`,
    gist: `a ${badness} handle takes a reservation`,
    witness: SETTING_BAD[badness],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(found: Badness, given: Response, a: number, b: number): Response {
        return found === badness && a + b > 0 ? SUCCESS : given;
      }
    },
  };
}

function misanswering(badness: Badness, name: string, statusName: string, status: number): Fault {
  const wrong = answer(status);
  return {
    name: `${badness}-answers-${name}`,
    gist: `a ${badness} handle is refused by ${statusName}`,
    witness: SETTING_BAD[badness],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(found: Badness, given: Response): Response {
        return found === badness && given === BAD_CHANNEL ? wrong : given;
      }
    },
  };
}

function storing(badness: Badness): Fault {
  return {
    name: `${badness}-refusal-stored-elsewhere`,
    gist: `a ${badness} handle is refused, and yet the reservation goes to the channel of slot 0`,
    witness: [allocate(0), ...SETTING_BAD[badness], readReservation(0)],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(found: Badness, given: Response, a: number, b: number): Response {
        const victim = this.channelOf(0);
        if (found === badness && victim !== undefined) this.store(victim, a, b);
        return given;
      }
    },
  };
}

/** A call that earns both statuses may get either, but not the one today and the other tomorrow. */
function ranking(badness: Badness): Fault {
  const zeroCall = SETTING_BAD[badness].slice(-1).map((call) => set(0, 0, call.channel));
  return {
    name: `${badness}-zero-ranked-by-company`,
    gist: `both zero on a ${badness} handle gets the other refusal once slot 0 has a channel`,
    witness: [...SETTING_BAD[badness].slice(0, -1), ...zeroCall, allocate(0), ...zeroCall],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(found: Badness, given: Response, a: number, b: number): Response {
        if (found !== badness || a + b > 0 || this.channelOf(0) === undefined) return given;
        return given === BAD_CHANNEL ? BOTH_ZERO : BAD_CHANNEL;
      }
    },
  };
}

export const HANDLE_FAULTS: readonly Fault[] = [
  accepting('null'),
  accepting('stale'),
  accepting('forged'),
  misanswering('null', 'invalid-handle', 'STATUS_INVALID_HANDLE', 0xc000_0008),
  misanswering('null', 'invalid-parameter', 'STATUS_INVALID_PARAMETER', 0xc000_000d),
  misanswering('stale', 'invalid-parameter', 'STATUS_INVALID_PARAMETER', 0xc000_000d),
  misanswering('stale', 'device-state', 'STATUS_INVALID_DEVICE_STATE', 0xc000_0184),
  misanswering('forged', 'invalid-handle', 'STATUS_INVALID_HANDLE', 0xc000_0008),
  storing('null'),
  storing('stale'),
  storing('forged'),
  ranking('null'),
  ranking('stale'),
  ranking('forged'),
  {
    name: 'zero-on-null-accepted',
    gist: 'both zero is accepted of a NULL handle',
    witness: [set(0, 0, 'null')],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(badness: Badness, given: Response, a: number, b: number): Response {
        return badness === 'null' && a + b === 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'stale-once-offered-accepted',
    gist: 'a stale handle takes a reservation if its channel had been offered',
    witness: [allocate(), enable(), disable(), cleanup(), set(8, 0)],
    emulator: class extends AtBadHandle {
      protected override enable(channel: Channel): Response {
        this.note(`enabled ${channel.id}`, 1);
        return super.enable(channel);
      }

      protected override atBadHandle(_: Badness, given: Response, a: number, b: number, handle: Handle): Response {
        const freed = typeof handle === 'number' ? this.channels[handle] : undefined;
        const accepts = freed !== undefined && this.recall(`enabled ${freed.id}`) === 1;
        return accepts && a + b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'stale-reaches-next-channel',
    gist: 'a stale handle leads to the channel that was allocated next, as though it had got the same memory',
    witness: [allocate(0), cleanup(0), allocate(1), set(8, 0, 0)],
    emulator: class extends Emulator {
      protected override channelOf(handle: Handle): Channel | undefined {
        const channel = super.channelOf(handle);
        if (channel !== undefined || typeof handle !== 'number') return channel;
        return this.channels.find((other) => other?.id === this.allocated && other.life !== 'freed');
      }
    },
  },
  {
    name: 'stale-accepted-after-reuse-elsewhere',
    gist: 'a stale handle takes a reservation once another slot was allocated after it, and stores it nowhere',
    witness: [allocate(0), cleanup(0), allocate(1), set(8, 0, 0)],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(_: Badness, given: Response, a: number, b: number, handle: Handle): Response {
        const freed = typeof handle === 'number' ? this.channels[handle] : undefined;
        return freed !== undefined && freed.id < this.allocated && a + b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'stale-accepted-after-second-cleanup',
    gist: 'a stale handle takes a reservation if its slot was allocated twice',
    witness: [allocate(), cleanup(), allocate(), cleanup(), set(8, 0)],
    emulator: class extends AtBadHandle {
      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const given = super.allocate(slot, endpoint);
        if (given === SUCCESS) this.count(`allocations of slot ${slot}`);
        return given;
      }

      protected override atBadHandle(_: Badness, given: Response, a: number, b: number, handle: Handle): Response {
        return this.recall(`allocations of slot ${handle}`) > 1 && a + b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'reused-slot-stays-stale',
    gist: 'a new channel in a reused slot is still taken for a stale handle',
    witness: [allocate(), cleanup(), allocate(), set(8, 0)],
    emulator: class extends Remembering {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        this.note(`freed slot ${channel.slot}`, 1);
      }

      protected override accepts(channel: Channel): boolean {
        return this.recall(`freed slot ${channel.slot}`) === 0 && super.accepts(channel);
      }
    },
  },
  {
    name: 'forged-accepted-while-open',
    gist: 'a forged handle takes a reservation while the guest has a channel open',
    witness: [allocate(), enable(), guestOpen(), set(8, 0, 'forged')],
    emulator: class extends AtBadHandle {
      protected override atBadHandle(badness: Badness, given: Response, a: number, b: number): Response {
        const anyOpen = this.channels.some((channel) => channel?.life === 'open');
        return badness === 'forged' && anyOpen && a + b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'null-is-last-channel',
    gist: 'a NULL handle stands for the channel that was allocated last',
    witness: [allocate(), set(8, 0, 'null')],
    emulator: class extends Emulator {
      protected override channelOf(handle: Handle): Channel | undefined {
        if (handle !== 'null') return super.channelOf(handle);
        return this.channels.find((channel) => channel?.id === this.allocated && channel.life !== 'freed');
      }
    },
  },

  {
    name: 'client-accepted',
    gist: 'a client endpoint takes a reservation',
    witness: [allocate(0, 'client'), set(8, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return channel.life === 'fresh' || super.accepts(channel);
      }
    },
  },
  {
    name: 'client-pending',
    gist: 'a client endpoint answers STATUS_PENDING, which counts as a success',
    witness: [allocate(0, 'client'), set(8, 0)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        return this.channelOf(handle)?.endpoint === 'client' ? answer(0x103) : given;
      }
    },
  },
  {
    name: 'client-accepts-optional-alone',
    gist: 'a client endpoint takes a reservation that is all optional',
    witness: [allocate(0, 'client'), set(0, 8)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        return this.channelOf(handle)?.endpoint === 'client' && a === 0 && b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'client-refusal-stored',
    gist: 'a client endpoint refuses a reservation and yet stores it',
    witness: [allocate(0, 'client'), set(8, 0), readReservation()],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const channel = this.channelOf(handle);
        if (channel?.endpoint === 'client') this.store(channel, a, b);
        return given;
      }
    },
  },
  {
    name: 'client-in-reused-slot-accepted',
    gist: 'a client endpoint takes a reservation if it has the slot that a server channel had before',
    witness: [allocate(), cleanup(), allocate(0, 'client'), set(8, 0)],
    emulator: class extends Remembering {
      protected override cleanup(channel: Channel): void {
        super.cleanup(channel);
        if (channel.endpoint === 'server') this.note(`server had slot ${channel.slot}`, 1);
      }

      protected override accepts(channel: Channel): boolean {
        const mistaken = channel.life === 'fresh' && this.recall(`server had slot ${channel.slot}`) === 1;
        return mistaken || super.accepts(channel);
      }
    },
  },
  {
    name: 'client-shuts-servers',
    gist: 'a server channel refuses a reservation as long as there is a client endpoint',
    witness: [allocate(0), allocate(1, 'client'), set(8, 0, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        const shut = this.channels.some((other) => other?.endpoint === 'client' && other.life !== 'freed');
        return super.accepts(channel) && !shut;
      }
    },
  },
];
