/** Calls and responses as they travel and as the harness knows them. */
import { type Call, NOTHING, NO_OFFER, type Reservation, type Response } from '../../../spec/call.ts';
import { statusHex } from '../../../spec/status.ts';
import type { WireResponse } from './protocol.ts';

/** Written out by hand: three times as fast as `JSON.stringify`, and a campaign writes little else. */
export function encodeCall(call: Call): string {
  const channel = typeof call.channel === 'number' ? call.channel : `"${call.channel}"`;
  switch (call.kind) {
    case 'allocate':
      return `{"kind":"allocate","channel":${channel},"endpoint":"${call.endpoint}"}`;
    case 'setMmioMegabytes':
      return `{"kind":"setMmioMegabytes","channel":${channel},"mmioMegabytes":${call.mmioMegabytes},"mmioMegabytesOptional":${call.mmioMegabytesOptional}}`;
    default:
      return `{"kind":"${call.kind}","channel":${channel}}`;
  }
}

export function encodeResponse(response: Response): WireResponse {
  switch (response.kind) {
    case 'status':
      return { status: statusHex(response.status) };
    case 'nothing':
      return {};
    case 'reservation':
      return { reservation: pair(response) };
    case 'offer':
      return response.bytes === undefined
        ? { offer: pair(response) }
        : { offer: { ...pair(response), bytes: Buffer.from(response.bytes).toString('hex') } };
    case 'no-offer':
      return { offer: null };
    case 'space':
      return { space: { address: `0x${response.address.toString(16)}`, size: `0x${response.size.toString(16)}` } };
    default:
      return response satisfies never;
  }
}

/** Throws a `RangeError` where the response answers two things at once: no reading of it would be safe. */
export function decodeResponse({ status, reservation, offer, space }: WireResponse): Response {
  const count = Number(status != null) + Number(reservation != null) + Number(offer != null) + Number(space != null);
  if (count > 1) throw new RangeError(`gives ${count} answers at once`);
  if (status != null) return { kind: 'status', status: Number(status) };
  if (reservation != null) return { kind: 'reservation', ...reservation };
  if (space != null) return { kind: 'space', address: BigInt(space.address), size: BigInt(space.size) };
  if (offer === null) return NO_OFFER;
  if (offer === undefined) return NOTHING;
  const { bytes, ...amounts } = offer;
  return bytes == null
    ? { kind: 'offer', ...amounts }
    : { kind: 'offer', ...amounts, bytes: Uint8Array.from(Buffer.from(bytes, 'hex')) };
}

function pair({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Reservation {
  return { mmioMegabytes, mmioMegabytesOptional };
}
