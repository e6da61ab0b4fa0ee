/** A failing call as a debugger is shown it: what targets tell `debug` of themselves. */
import type { Program } from '../target.ts';

export const DEBUGGERS = ['gdb', 'lldb'] as const;
export type Debugger = (typeof DEBUGGERS)[number];

/** Programs that run in one process, and the call of the last one that goes wrong, from 0. */
export interface Stop {
  readonly programs: readonly Program[];
  readonly at: number;
}

/** A process that makes the calls itself and traps (SIGTRAP) just before the one that goes wrong. */
export interface DebuggedProcess {
  readonly kind: 'process';
  /** The command; the path of a file with `argument` in it comes last. */
  readonly words: readonly string[];
  readonly argument: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The function that the call goes through. */
  readonly symbol: string;
  /** A pointer to the function behind it, as an expression in C; only where the library has it, with debug information. */
  readonly inner?: string;
}

/** A process that is somebody else's: the lines that it reads, and the commands that put it under a debugger. */
export interface DebuggedPeer {
  readonly kind: 'peer';
  readonly lines: string;
  readonly commands: readonly (readonly [what: string, command: string])[];
}

export type Debugged = DebuggedProcess | DebuggedPeer;
