/**
 * Faults in which a call on one channel does something to another one only while a third is in a particular state.
 */
import type { Channel } from '../emulator/channel.ts';
import { allocate, cleanup, disable, enable, guestClose, guestOpen, getMmioSpace, set } from './calls.ts';
import { WithNeighbours } from './cross-talk.ts';
import type { Fault } from './fault.ts';

export const THREE_CHANNEL_FAULTS: readonly Fault[] = [
  {
    name: 'client-cleanup-beside-disabled-takes-range',
    gist: 'Cleanup of a client endpoint, while one channel is disabled, takes the range of another that is open',
    witness: [
      allocate(0),
      allocate(1),
      allocate(2, 'client'),
      set(1, 0, 0),
      enable(0),
      enable(1),
      guestOpen(0),
      disable(1),
      cleanup(2),
      getMmioSpace(0),
    ],
    emulator: class extends WithNeighbours {
      protected override cleanup(channel: Channel): void {
        if (channel.endpoint === 'client' && this.neighbours(channel, 'disabled').length > 0) {
          for (const other of this.neighbours(channel, 'open')) this.release(other);
        }
        super.cleanup(channel);
      }
    },
  },
  {
    name: 'disable-beside-client-readmits-closed',
    gist: 'Disable of an enabled channel, while a client endpoint lives, lets a third that the guest closed accept again',
    witness: [
      allocate(0),
      allocate(1),
      allocate(2, 'client'),
      enable(0),
      enable(1),
      guestOpen(0),
      guestClose(0),
      disable(1),
      set(1, 0, 0),
    ],
    emulator: class extends WithNeighbours {
      protected override disable(channel: Channel): void {
        const isBesideClient = this.channels.some((other) => other?.endpoint === 'client' && other.life === 'fresh');
        if (channel.life === 'enabled' && isBesideClient) {
          for (const other of this.neighbours(channel, 'closed')) other.life = 'fresh';
        }
        super.disable(channel);
      }
    },
  },
];
