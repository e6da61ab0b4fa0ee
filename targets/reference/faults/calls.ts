/**
 * Calls by name, so that a witness reads as what it does. Most faults need one channel, so the slot is 0 where none is named.
 */
import type { Call, Endpoint, Handle, PlainKind, Slot } from '../../../spec/call.ts';
import type { Life } from '../emulator/channel.ts';

export function allocate(channel: Slot = 0, endpoint: Endpoint = 'server'): Call {
  return { kind: 'allocate', channel, endpoint };
}

export function set(mmioMegabytes: number, mmioMegabytesOptional: number, channel: Handle = 0): Call {
  return { kind: 'setMmioMegabytes', channel, mmioMegabytes, mmioMegabytesOptional };
}

function plain(kind: PlainKind): (channel?: Slot) => Call {
  return (channel = 0) => ({ kind, channel });
}

export const enable = plain('enable');
export const disable = plain('disable');
export const cleanup = plain('cleanup');
export const start = plain('start');
export const pause = plain('pause');
export const guestOpen = plain('guestOpen');
export const guestClose = plain('guestClose');
export const readReservation = plain('readReservation');
export const readOffer = plain('readOffer');
export const getMmioSpace = plain('getMmioSpace');

/** The shortest way of an allocated channel into a state. */
export const REACHING: Readonly<Record<Life, readonly Call[]>> = {
  fresh: [],
  enabled: [enable()],
  open: [enable(), guestOpen()],
  closed: [enable(), guestOpen(), guestClose()],
  disabled: [enable(), disable()],
  freed: [cleanup()],
};
