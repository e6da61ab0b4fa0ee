/** A program on a library as a process that a debugger can run. */
import { resolve } from 'node:path';
import type { CallKind } from '../../spec/call.ts';
import type { DebuggedProcess, Stop } from '../../harness/cli/debugged.ts';
import { TargetFailure } from '../../harness/target.ts';
import { entryOf, neighbour } from '../isolated/entry.ts';
import type { DebuggeeArgument } from './debuggee.ts';
import { nativeGuestSpec } from './native.ts';
import type { NativeOptions } from './native.ts';

/** The functions of an implementer who filled in `kmcl_methods.h`, by the call that reaches them. */
const METHODS: Readonly<Partial<Record<CallKind, string>>> = {
  allocate: 'VmbChannelAllocate',
  setMmioMegabytes: 'server_only->VmbServerChannelInitSetMmioMegabytes',
  enable: 'VmbChannelEnable',
  disable: 'VmbChannelDisable',
  cleanup: 'VmbChannelCleanup',
  start: 'VmbChannelStart',
  pause: 'VmbChannelPause',
  guestOpen: 'guest_open',
  guestClose: 'guest_close',
  readReservation: 'read_reservation',
  readOffer: 'read_offer',
  getMmioSpace: 'VmbChannelGetMmioSpace',
};

/** Throws `TargetFailure` where the file is no library for this machine, or one that cannot be called step by step. */
export function nativeDebugging(path: string, { sanitizer }: NativeOptions, { programs, at }: Stop): DebuggedProcess {
  if (path.endsWith('.node'))
    throw new TargetFailure('unusable', 'an addon answers whole programs: there is no call to stop at');
  const { environment = {} } = nativeGuestSpec(path, sanitizer);
  const { file, args } = entryOf(neighbour('debuggee', import.meta.url));
  const argument: DebuggeeArgument = { path: resolve(path), programs, at };
  const method = METHODS[programs.at(-1)![at]!.kind];
  return {
    kind: 'process',
    words: [process.execPath, file, ...args],
    argument: JSON.stringify(argument),
    environment,
    symbol: 'kmcl_perform',
    ...(method === undefined ? {} : { inner: `kmcl_methods_of_target()->${method}` }),
  };
}
