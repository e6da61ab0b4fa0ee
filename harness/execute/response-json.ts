/**
 * A response as JSON, in one form for the wire, the report, recorded traces and streamed results: one field that says what was
 * answered, none for a VOID call. Statuses and 64-bit numbers are lower-case hexadecimal text, and bytes are too.
 */
import { NO_OFFER, NOTHING } from '../../spec/call.ts';
import type { Reservation, Response } from '../../spec/call.ts';
import { statusHex } from '../../spec/status.ts';

/** As it is read: a null field is absent, but `"offer":null` where no other field is given says that no offer is live. */
export interface ResponseJson {
  readonly status?: string | null | undefined;
  readonly reservation?: Reservation | null | undefined;
  readonly offer?: (Reservation & { readonly bytes?: string | null | undefined }) | null | undefined;
  readonly space?: { readonly address: string; readonly size: string } | null | undefined;
}

/** As it is written: without null fields but that of an offer. */
export function responseToJson(response: Response) {
  switch (response.kind) {
    case 'status':
      return { status: statusHex(response.status) };
    case 'nothing':
      return {};
    case 'reservation':
      return { reservation: amounts(response) };
    case 'offer':
      return { offer: response.bytes ? { ...amounts(response), bytes: hex(response.bytes) } : amounts(response) };
    case 'no-offer':
      return { offer: null };
    case 'space':
      return { space: { address: `0x${response.address.toString(16)}`, size: `0x${response.size.toString(16)}` } };
    default:
      return response satisfies never;
  }
}

/** Of JSON that fits: `response-schema.ts` has what a schema of it is made of. */
export function responseFromJson({ status, reservation, offer, space }: ResponseJson): Response {
  if (status != null) return { kind: 'status', status: Number(status) };
  if (reservation != null) return { kind: 'reservation', ...amounts(reservation) };
  if (space != null) return { kind: 'space', address: BigInt(space.address), size: BigInt(space.size) };
  if (offer === null) return NO_OFFER;
  if (offer === undefined) return NOTHING;
  const { bytes } = offer;
  return bytes == null
    ? { kind: 'offer', ...amounts(offer) }
    : { kind: 'offer', ...amounts(offer), bytes: Uint8Array.from(Buffer.from(bytes, 'hex')) };
}

function amounts({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Reservation {
  return { mmioMegabytes, mmioMegabytesOptional };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
