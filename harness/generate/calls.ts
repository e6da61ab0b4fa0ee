/** Calls by name, for programs that are laid out by hand. Slot 0 is meant where none is named. */
import type { Call, Endpoint, Handle, PlainKind, Reservation, Slot } from '../../spec/call.ts';

export function plain(kind: PlainKind, channel: Slot = 0): Call {
  return { kind, channel };
}

export function set(channel: Handle, { mmioMegabytes, mmioMegabytesOptional }: Reservation): Call {
  return { kind: 'setMmioMegabytes', channel, mmioMegabytes, mmioMegabytesOptional };
}

export function allocate(channel: Slot = 0, endpoint: Endpoint = 'server'): Call {
  return { kind: 'allocate', channel, endpoint };
}
