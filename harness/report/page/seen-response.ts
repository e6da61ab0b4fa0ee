/** A response of a report as the oracle compares it. Browsers have no Buffer, so the bytes of an offer are read here. */
import type { Response } from '../../../spec/call.ts';
import { responseFromJson } from '../../execute/response-json.ts';
import type { Counterexample } from './read-report.ts';

export function seenResponse(plain: Counterexample['responses'][number]): Response {
  const { offer } = plain;
  if (offer?.bytes === undefined) return responseFromJson(plain);
  const { bytes, mmioMegabytes, mmioMegabytesOptional } = offer;
  const read = Uint8Array.from(bytes.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return { kind: 'offer', mmioMegabytes, mmioMegabytesOptional, bytes: read };
}
