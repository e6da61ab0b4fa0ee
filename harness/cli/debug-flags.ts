/** The flags of `debug`, beside those of a target. */
import { DEBUGGERS } from './debugged.ts';
import { choice, flag } from './flag.ts';

export const DEBUGGER = {
  debugger: flag(choice(DEBUGGERS), 'native: in which; the first of these that is there, where absent'),
};
