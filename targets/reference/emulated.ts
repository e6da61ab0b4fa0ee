import { CAPABILITIES, fromSession, type Target } from '../../harness/target.ts';
import { Emulator, type EmulatorClass } from './emulator/emulator.ts';
import { DEFAULT_SETUP, type Setup } from './emulator/setup.ts';

const VERSION = '1.0.0';

/** `roomMegabytes`: the size of the guest's MMIO window, as the target states it. */
export interface EmulatedOptions extends Partial<Setup> {
  readonly roomMegabytes?: number;
}

/** An emulator as a target, in this very process; the one that conforms where none is named. Knows none of the planted faults. */
export function emulated(name: string, options: EmulatedOptions = {}, Emulated: EmulatorClass = Emulator): Target {
  const { roomMegabytes, ...choices } = options;
  const room = roomMegabytes === undefined ? {} : { windowMegabytes: roomMegabytes };
  const setup: Setup = Object.freeze({ ...DEFAULT_SETUP, ...choices, ...room });
  return fromSession({ name, version: VERSION, capabilities: CAPABILITIES, roomMegabytes }, () => new Emulated(setup));
}
