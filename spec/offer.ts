/**
 * The OfferChannel message as guests read it: little-endian, counted with the 8-byte message header.
 * Source: OpenVMM, vmbus_core/src/protocol.rs; mu_msvm names both fields too. Linux, QEMU and the BSDs call the second reserved.
 */
import type { Reservation } from './call.ts';

/** The message type of OfferChannel, the first 32 bits of the header. */
export const OFFER_CHANNEL_TYPE = 1;
export const MMIO_MEGABYTES_OFFSET = 58;
export const MMIO_MEGABYTES_OPTIONAL_OFFSET = 182;
/** Shorter messages end before the second field. Others are 196 bytes long, or 200 where the struct is padded. */
export const OFFER_BYTES_MIN = 184;

/** The pair that a guest would read out of the message, or why it could not. */
export function decodeOffer(
  bytes: Uint8Array,
): { readonly kind: 'pair'; readonly pair: Reservation } | { readonly kind: 'malformed'; readonly why: string } {
  if (bytes.length < OFFER_BYTES_MIN) {
    return { kind: 'malformed', why: `${bytes.length} bytes, at least ${OFFER_BYTES_MIN} are needed` };
  }
  const type = u16(bytes, 0) + u16(bytes, 2) * 0x1_0000;
  if (type !== OFFER_CHANNEL_TYPE) return { kind: 'malformed', why: `message type ${type}, not OfferChannel (1)` };
  return {
    kind: 'pair',
    pair: {
      mmioMegabytes: u16(bytes, MMIO_MEGABYTES_OFFSET),
      mmioMegabytesOptional: u16(bytes, MMIO_MEGABYTES_OPTIONAL_OFFSET),
    },
  };
}

/** A view of the bytes would cost more than the reading. */
function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}
