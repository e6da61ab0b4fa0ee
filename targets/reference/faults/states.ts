/**
 * Faults in telling in which state a channel takes a reservation, and by which status it is refused in the others.
 */
import type { Handle, Response } from '../../../spec/call.ts';
import type { Status } from '../../../spec/status.ts';
import { answer, BAD_CHANNEL, BOTH_ZERO, INSUFFICIENT_RESOURCES, SUCCESS } from '../emulator/answers.ts';
import type { Channel, Life } from '../emulator/channel.ts';
import { Emulator } from '../emulator/emulator.ts';
import { AfterRefusal } from './after-refusal.ts';
import {
  allocate,
  disable,
  enable,
  guestClose,
  guestOpen,
  pause,
  REACHING,
  readReservation,
  set,
  start,
} from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

function accepting(life: Life): Fault {
  return {
    name: `${life}-accepted`,
    gist: `a channel that is ${life} takes a reservation`,
    witness: [allocate(), ...REACHING[life], set(8, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return super.accepts(channel) || (channel.endpoint === 'server' && channel.life === life);
      }
    },
  };
}

/** Refuses a reservation by another status than the reference does. */
function misanswering(life: Life, name: string, statusName: string, status: Status): Fault {
  const wrong = answer(status);
  return {
    name: `${life}-answers-${name}`,
    gist: `a channel that is ${life} refuses a reservation by ${statusName}`,
    witness: [allocate(), ...REACHING[life], set(8, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response): Response {
        return channel.life === life && given === BAD_CHANNEL ? wrong : given;
      }
    },
  };
}

/** The other of the two statuses that a call may get which earns both. */
function otherRefusal(given: Response): Response {
  return given === BAD_CHANNEL ? BOTH_ZERO : BAD_CHANNEL;
}

export const STATE_FAULTS: readonly Fault[] = [
  accepting('enabled'),
  accepting('open'),
  accepting('closed'),
  accepting('disabled'),
  misanswering('enabled', 'device-state', 'STATUS_INVALID_DEVICE_STATE', 0xc000_0184),
  misanswering('open', 'invalid-parameter', 'STATUS_INVALID_PARAMETER', 0xc000_000d),
  misanswering('closed', 'not-supported', 'STATUS_NOT_SUPPORTED', 0xc000_00bb),
  misanswering('disabled', 'device-state', 'STATUS_INVALID_DEVICE_STATE', 0xc000_0184),
  misanswering('disabled', 'invalid-parameter', 'STATUS_INVALID_PARAMETER', 0xc000_000d),
  misanswering('disabled', '2', 'STATUS_INVALID_PARAMETER_2', 0xc000_00f0),
  {
    name: 'disabled-accepted-not-stored',
    gist: 'a channel that was disabled accepts a reservation and forgets it',
    witness: [allocate(), enable(), disable(), set(8, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        return channel.life === 'disabled' && a + b > 0 ? SUCCESS : given;
      }
    },
  },
  {
    name: 'disabled-accepts-optional-alone',
    gist: 'a channel that was disabled takes a reservation that is all optional, and no other',
    witness: [allocate(), enable(), disable(), set(0, 8)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life !== 'disabled' || a > 0 || b === 0) return given;
        this.store(channel, a, b);
        return SUCCESS;
      }
    },
  },
  {
    name: 'twice-disabled-accepted',
    gist: 'a channel that was disabled for the second time takes a reservation',
    witness: [allocate(), enable(), disable(), enable(), disable(), set(8, 0)],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        super.disable(channel);
        this.count(`disables of ${channel.id}`);
      }

      protected override accepts(channel: Channel): boolean {
        const again = channel.life === 'disabled' && this.recall(`disables of ${channel.id}`) > 1;
        return again || super.accepts(channel);
      }
    },
  },
  {
    name: 'disabled-while-open-accepted',
    gist: 'a channel that was disabled while it was open takes a reservation, and no other that was disabled',
    witness: [allocate(), enable(), guestOpen(), disable(), set(8, 0)],
    emulator: class extends Remembering {
      protected override disable(channel: Channel): void {
        this.note(`open at the disable of ${channel.id}`, channel.life === 'open' ? 1 : 0);
        super.disable(channel);
      }

      protected override accepts(channel: Channel): boolean {
        const wasOpen = channel.life === 'disabled' && this.recall(`open at the disable of ${channel.id}`) === 1;
        return wasOpen || super.accepts(channel);
      }
    },
  },
  {
    name: 'disabled-and-paused-accepted',
    gist: 'a channel that was disabled takes a reservation once it is paused',
    witness: [allocate(), enable(), disable(), pause(), set(8, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return (channel.life === 'disabled' && channel.paused) || super.accepts(channel);
      }
    },
  },
  {
    name: 'enabled-and-paused-accepted',
    gist: 'a channel that is enabled takes a reservation while it is paused',
    witness: [allocate(), enable(), pause(), set(8, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return (channel.life === 'enabled' && channel.paused) || super.accepts(channel);
      }
    },
  },
  {
    name: 'started-accepted',
    gist: 'a channel that is enabled takes a reservation once it was started',
    witness: [allocate(), enable(), start(), set(8, 0)],
    emulator: class extends Remembering {
      protected override start(channel: Channel): void {
        super.start(channel);
        this.note(`started ${channel.id}`, 1);
      }

      protected override accepts(channel: Channel): boolean {
        const started = channel.life === 'enabled' && this.recall(`started ${channel.id}`) === 1;
        return started || super.accepts(channel);
      }
    },
  },
  {
    name: 'reopened-accepted',
    gist: 'a channel that the guest opened for the second time takes a reservation',
    witness: [allocate(), enable(), guestOpen(), guestClose(), guestOpen(), set(8, 0)],
    emulator: class extends Remembering {
      protected override guestOpen(channel: Channel): void {
        super.guestOpen(channel);
        this.count(`opens of ${channel.id}`);
      }

      protected override accepts(channel: Channel): boolean {
        const again = channel.life === 'open' && this.recall(`opens of ${channel.id}`) > 1;
        return again || super.accepts(channel);
      }
    },
  },
  {
    name: 'set-before-accepted-when-enabled',
    gist: 'a channel that is enabled lets a reservation be replaced, but not be made',
    witness: [allocate(), set(8, 0), enable(), set(16, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return (channel.life === 'enabled' && channel.mmioMegabytes > 0) || super.accepts(channel);
      }
    },
  },
  {
    name: 'third-refusal-accepted',
    gist: 'a channel that is enabled gives in at the third call',
    witness: [allocate(), enable(), set(8, 0), set(8, 0), set(8, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        if (channel.life !== 'enabled' || this.count(`refusals of ${channel.id}`) < 3 || a + b === 0) return given;
        this.store(channel, a, b);
        return SUCCESS;
      }
    },
  },

  {
    name: 'fresh-refused',
    gist: 'a channel that was never enabled refuses a reservation',
    witness: [allocate(), set(8, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return channel.life !== 'fresh' && super.accepts(channel);
      }
    },
  },
  {
    name: 'paused-fresh-refused',
    gist: 'a channel that was never enabled refuses a reservation once it is paused',
    witness: [allocate(), pause(), set(8, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return !channel.paused && super.accepts(channel);
      }
    },
  },
  {
    name: 'refused-after-read',
    gist: 'a channel whose reservation was read refuses another',
    witness: [allocate(), readReservation(), set(8, 0)],
    emulator: class extends Remembering {
      protected override readReservation(channel: Channel): Response {
        this.note(`read ${channel.id}`, 1);
        return super.readReservation(channel);
      }

      protected override accepts(channel: Channel): boolean {
        return this.recall(`read ${channel.id}`) === 0 && super.accepts(channel);
      }
    },
  },
  {
    name: 'refused-while-another-is-open',
    gist: 'a new channel refuses a reservation while the guest has another one open',
    witness: [allocate(0), allocate(1), enable(1), guestOpen(1), set(8, 0, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        return super.accepts(channel) && this.channels.every((other) => other?.life !== 'open');
      }
    },
  },
  {
    name: 'disable-shuts-others',
    gist: 'a new channel refuses a reservation as long as another one is disabled',
    witness: [allocate(0), allocate(1), enable(1), disable(1), set(8, 0, 0)],
    emulator: class extends Emulator {
      protected override accepts(channel: Channel): boolean {
        const shut = this.channels.some((other) => other !== channel && other?.life === 'disabled');
        return super.accepts(channel) && !shut;
      }
    },
  },
  {
    name: 'failed-enable-shuts',
    gist: 'the first Enable of a channel fails and yet ends its Init window',
    witness: [allocate(), enable(), set(8, 0)],
    emulator: class extends Remembering {
      protected override enable(channel: Channel): Response {
        if (channel.offered || this.count(`enables of ${channel.id}`) > 1) return super.enable(channel);
        return INSUFFICIENT_RESOURCES;
      }

      protected override accepts(channel: Channel): boolean {
        return super.accepts(channel) && (channel.life !== 'fresh' || this.recall(`enables of ${channel.id}`) === 0);
      }
    },
  },

  {
    name: 'zero-ranked-by-turns',
    gist: 'a call that earns both refusals gets the one and the other by turns',
    witness: [allocate(), enable(), set(0, 0), set(0, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(_: Channel, given: Response, a: number, b: number): Response {
        return a + b === 0 && this.count('both') % 2 === 0 ? otherRefusal(given) : given;
      }
    },
  },
  {
    name: 'zero-ranked-by-state',
    gist: 'a call that earns both refusals gets the other one where the channel is open',
    witness: [allocate(), enable(), set(0, 0), guestOpen(), set(0, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        return a + b === 0 && channel.life === 'open' ? otherRefusal(given) : given;
      }
    },
  },
  {
    name: 'zero-ranked-by-slot',
    gist: 'a call that earns both refusals gets the other one where the slot is odd',
    witness: [allocate(0), enable(0), set(0, 0, 0), allocate(1), enable(1), set(0, 0, 1)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        return a + b === 0 && channel.slot % 2 === 1 ? otherRefusal(given) : given;
      }
    },
  },
  {
    name: 'zero-when-enabled-answers-mix',
    gist: 'a call that earns both refusals gets STATUS_INVALID_PARAMETER_MIX, which is neither',
    witness: [allocate(), enable(), set(0, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(_: Channel, given: Response, a: number, b: number): Response {
        return a + b === 0 ? answer(0xc000_0030) : given;
      }
    },
  },
  {
    name: 'zero-when-offered-accepted',
    gist: 'both zero is accepted of a channel that is offered',
    witness: [allocate(), enable(), set(0, 0)],
    emulator: class extends AfterRefusal {
      protected override afterRefusal(channel: Channel, given: Response, a: number, b: number): Response {
        return a + b === 0 && channel.offered ? SUCCESS : given;
      }
    },
  },
  {
    name: 'zero-when-disabled-accepted',
    gist: 'both zero is accepted of a channel that was disabled',
    witness: [allocate(), enable(), disable(), set(0, 0)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        return a + b === 0 && this.channelOf(handle)?.life === 'disabled' ? SUCCESS : given;
      }
    },
  },
];
