/**
 * Faults that show after many lives: of a slot, and of an entry in a table of handles whose generation wraps.
 */
import type { Endpoint, Handle, Response, Slot } from '../../../spec/call.ts';
import { BAD_CHANNEL, SUCCESS } from '../emulator/answers.ts';
import type { Channel } from '../emulator/channel.ts';
import { allocate, cleanup, readReservation, set } from './calls.ts';
import { times } from './counted.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

/** Handles are an entry of a table, the lowest that is free, and its generation in so many bits. */
export function generationIn(bits: number): Fault {
  const generations = 2 ** bits;
  return {
    name: `generation-in-${bits}-bits`,
    gist: `a stale handle leads to the channel that has its entry ${generations} lives later`,
    witness: [allocate(0), cleanup(0), ...times(generations - 1, allocate(1), cleanup(1)), allocate(1), set(1, 0, 0)],
    emulator: class extends Remembering {
      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const taken = new Set(this.#living().map((channel) => this.recall(`entry of slot ${channel.slot}`)));
        const given = super.allocate(slot, endpoint);
        let entry = 0;
        while (taken.has(entry)) entry += 1;
        this.note(`entry of slot ${slot}`, entry);
        this.note(`generation of slot ${slot}`, this.count(`lives of entry ${entry}`) % generations);
        return given;
      }

      protected override channelOf(handle: Handle): Channel | undefined {
        const channel = super.channelOf(handle);
        if (channel !== undefined || typeof handle !== 'number') return channel;
        const isSame = (what: string, slot: Slot) =>
          this.recall(`${what} of slot ${slot}`) === this.recall(`${what} of slot ${handle}`);
        return this.#living().find(({ slot }) => isSame('entry', slot) && isSame('generation', slot));
      }

      #living(): readonly Channel[] {
        return this.channels.filter((channel) => channel !== undefined && channel.life !== 'freed') as Channel[];
      }
    },
  };
}

export const LIFE_FAULTS: readonly Fault[] = [
  generationIn(4),
  generationIn(6),
  {
    name: 'thirty-third-life-inherits',
    gist: 'from its 33rd life on, the channel of a slot holds the reservation of the one before it',
    witness: [...times(31, allocate(), cleanup()), allocate(), set(1, 0), cleanup(), allocate(), readReservation()],
    emulator: class extends Remembering {
      protected override allocate(slot: Slot, endpoint: Endpoint): Response {
        const before = this.channels[slot];
        const given = super.allocate(slot, endpoint);
        const channel = this.channels[slot];
        if (given === SUCCESS && this.count(`lives of slot ${slot}`) > 32 && channel && before)
          this.store(channel, before.mmioMegabytes, before.mmioMegabytesOptional);
        return given;
      }
    },
  },
  {
    name: 'thirty-third-stale-set-accepted',
    gist: 'a stale handle that was refused 32 times takes a reservation',
    witness: [allocate(), cleanup(), ...times(33, set(1, 0))],
    emulator: class extends Remembering {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const channel = typeof handle === 'number' ? this.channels[handle] : undefined;
        if (channel?.life !== 'freed' || given !== BAD_CHANNEL || a + b === 0) return given;
        return this.count(`refusals of ${channel.id}`) > 32 ? SUCCESS : given;
      }
    },
  },
];
