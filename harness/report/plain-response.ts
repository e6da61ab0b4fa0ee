/**
 * A response as JSON has it, statuses and 64-bit numbers as hexadecimal text, as the remote contract spells them; and back.
 */
import { NO_OFFER, NOTHING } from '../../spec/call.ts';
import type { Reservation, Response } from '../../spec/call.ts';
import { statusHex, statusName } from '../../spec/status.ts';
import type { PlainResponse } from './report-schema.ts';

export function plainResponse(response: Response): PlainResponse {
  switch (response.kind) {
    case 'status':
      return { status: statusHex(response.status), name: statusName(response.status) };
    case 'nothing':
      return {};
    case 'reservation':
      return { reservation: amounts(response) };
    case 'offer':
      return {
        offer: response.bytes
          ? { ...amounts(response), bytes: Buffer.from(response.bytes).toString('hex') }
          : amounts(response),
      };
    case 'no-offer':
      return { offer: null };
    case 'space':
      return { space: { address: `0x${response.address.toString(16)}`, size: `0x${response.size.toString(16)}` } };
    default:
      return response satisfies never;
  }
}

function amounts({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Reservation {
  return { mmioMegabytes, mmioMegabytesOptional };
}

/** The response that `plainResponse` spelled. */
export function parseResponse(plain: PlainResponse): Response {
  if (plain.status !== undefined) return { kind: 'status', status: Number(plain.status) };
  if (plain.reservation !== undefined) return { kind: 'reservation', ...plain.reservation };
  if (plain.offer === null) return NO_OFFER;
  if (plain.offer !== undefined) {
    const { bytes, ...pair } = plain.offer;
    return bytes === undefined
      ? { kind: 'offer', ...pair }
      : { kind: 'offer', ...pair, bytes: Uint8Array.from(Buffer.from(bytes, 'hex')) };
  }
  if (plain.space === undefined) return NOTHING;
  return { kind: 'space', address: BigInt(plain.space.address), size: BigInt(plain.space.size) };
}
