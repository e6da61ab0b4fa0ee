/** Whether a response is the one that a plan of pairs has for it. Looked at for every call of every pair, so it makes no object. */
import type { Reservation, Response } from '../../spec/call.ts';
import { MEGABYTE_BYTES } from '../../spec/call.ts';
import {
  MMIO_MEGABYTES_OFFSET,
  MMIO_MEGABYTES_OPTIONAL_OFFSET,
  OFFER_BYTES_MIN,
  OFFER_CHANNEL_TYPE,
} from '../../spec/offer.ts';
import type { DueAnswer } from '../pair-plan.ts';

/** `required` and `optional`: the pair of the round, in megabytes; 0 and 0 around the rounds. */
export function isDue(
  due: DueAnswer,
  response: Response,
  required: number,
  optional: number,
  offerBytes: boolean,
): boolean {
  switch (due.kind) {
    case 'nothing':
    case 'no-offer':
      return response.kind === due.kind;
    case 'status': {
      if (response.kind !== 'status') return false;
      const range = (required | optional) === 0 ? due.zero : due.otherwise;
      return response.status >= range[0] && response.status <= range[1];
    }
    default: {
      if (response.kind !== due.kind) return false;
      const pair = (required | optional) === 0 ? due.zero : due.otherwise;
      const a = pair === 'pair' ? required : pair.mmioMegabytes;
      const b = pair === 'pair' ? optional : pair.mmioMegabytesOptional;
      if (response.kind === 'space') return fits(response, a, b);
      if (!shows(response, a, b)) return false;
      return response.kind === 'reservation' || bytesAgree(response.bytes, a, b, offerBytes);
    }
  }
}

function shows(seen: Reservation, required: number, optional: number): boolean {
  return seen.mmioMegabytes === required && seen.mmioMegabytesOptional === optional;
}

/** What `decodeOffer` finds in them, without an object for it. */
function bytesAgree(bytes: Uint8Array | undefined, required: number, optional: number, areDue: boolean): boolean {
  if (bytes === undefined) return !areDue;
  return (
    bytes.length >= OFFER_BYTES_MIN &&
    u16(bytes, 0) === OFFER_CHANNEL_TYPE &&
    u16(bytes, 2) === 0 &&
    u16(bytes, MMIO_MEGABYTES_OFFSET) === required &&
    u16(bytes, MMIO_MEGABYTES_OPTIONAL_OFFSET) === optional
  );
}

function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** 2^64: no range goes beyond it. */
const END_OF_MEMORY = 1n << 64n;

/** Sizes that are permitted are exact as numbers, and one that is not stays too large. */
function fits(space: { readonly address: bigint; readonly size: bigint }, required: number, optional: number): boolean {
  const bytes = Number(space.size);
  if (bytes < required * MEGABYTE_BYTES || bytes > (required + optional) * MEGABYTE_BYTES) return false;
  return bytes === 0 || (space.address !== 0n && space.address + space.size <= END_OF_MEMORY);
}
