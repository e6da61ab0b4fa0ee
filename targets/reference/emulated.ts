import { CAPABILITIES, fromSession, type Target } from '../../harness/target.ts';
import { Emulator, type EmulatorClass } from './emulator/emulator.ts';
import { DEFAULT_SETUP, type Setup } from './emulator/setup.ts';

const VERSION = '1.0.0';

/** An emulator as a target, in this very process; the one that conforms where none is named. Knows none of the planted faults. */
export function emulated(name: string, choices: Partial<Setup> = {}, Emulated: EmulatorClass = Emulator): Target {
  const setup: Setup = Object.freeze({ ...DEFAULT_SETUP, ...choices });
  return fromSession({ name, version: VERSION, capabilities: CAPABILITIES }, () => new Emulated(setup));
}
