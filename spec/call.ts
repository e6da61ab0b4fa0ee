/**
 * The vocabulary of a program: what can be called on a target and what it can answer, with the limits of both.
 * Plain data, so that a call can be printed, saved, sent and shrunk.
 */
import type { Status } from './status.ts';

/** How many channels a program can name: slots 0..15. */
export const SLOTS_MAX = 16;
/** The largest UINT16, and so the largest amount in megabytes. */
export const AMOUNT_MAX = 0xffff;
/** One megabyte of MMIO space, in bytes. */
export const MEGABYTE_BYTES = 1 << 20;

/** A program's own name for a channel: 0..15. After `cleanup` it names a stale handle. */
export type Slot = number;
/** A channel, or one of the two handles that never were one: NULL and a forged pointer. */
export type Handle = Slot | 'null' | 'forged';
export const ENDPOINTS = ['server', 'client'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** Amounts of MMIO space in megabytes, each a UINT16 (0..65535). The optional one comes on top of the first. */
export interface Reservation {
  readonly mmioMegabytes: number;
  readonly mmioMegabytesOptional: number;
}

/** VmbChannelAllocate: binds a new channel to a slot that is empty or was cleaned up. */
export interface Allocate {
  readonly kind: 'allocate';
  readonly channel: Slot;
  readonly endpoint: Endpoint;
}

/** VmbServerChannelInitSetMmioMegabytes: the function under test, the only one that takes a bad handle. */
export interface SetMmioMegabytes extends Reservation {
  readonly kind: 'setMmioMegabytes';
  readonly channel: Handle;
}

/** The calls that take a channel and nothing else. */
export interface PlainCall {
  readonly kind: PlainKind;
  readonly channel: Slot;
}

/** Calls that carry nothing but a slot, in the order in which the native contract numbers them. */
export const PLAIN_KINDS = [
  'enable',
  'disable',
  'cleanup',
  'start',
  'pause',
  'guestOpen',
  'guestClose',
  'readReservation',
  'readOffer',
  'getMmioSpace',
] as const;
export type PlainKind = (typeof PLAIN_KINDS)[number];
/** The calls that only look, and change nothing. */
export type ReadKind = 'readReservation' | 'readOffer' | 'getMmioSpace';

export type Call = Allocate | SetMmioMegabytes | PlainCall;
export type CallKind = Call['kind'];

/** Every kind of call, in the order in which the native contract numbers them. */
export const CALL_KINDS = ['allocate', 'setMmioMegabytes', ...PLAIN_KINDS] as const satisfies readonly CallKind[];

/**
 * What a target answers, raw.
 * - `status`: `allocate`, `setMmioMegabytes`, `enable`; an NTSTATUS, unsigned 32 bits.
 * - `nothing`: the VOID calls and the guest's moves.
 * - `reservation`: `readReservation`; the pair that the server holds, in megabytes.
 * - `offer`: `readOffer`; the pair as offered and, where the target can, the OfferChannel message with its 8-byte header.
 * - `no-offer`: `readOffer` where no offer is live.
 * - `space`: `getMmioSpace`; a guest-physical address and a size, both in bytes, unsigned 64 bits.
 */
export type Response =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'nothing' }
  | ({ readonly kind: 'reservation' } & Reservation)
  | ({ readonly kind: 'offer'; readonly bytes?: Uint8Array } & Reservation)
  | { readonly kind: 'no-offer' }
  | { readonly kind: 'space'; readonly address: bigint; readonly size: bigint };
export type ResponseKind = Response['kind'];

/** The one answer of every VOID call. */
export const NOTHING: Response = Object.freeze({ kind: 'nothing' });
/** The answer of `readOffer` where no offer is live. */
export const NO_OFFER: Response = Object.freeze({ kind: 'no-offer' });

export function isRead(call: Call): call is PlainCall & { readonly kind: ReadKind } {
  return call.kind === 'readReservation' || call.kind === 'readOffer' || call.kind === 'getMmioSpace';
}
