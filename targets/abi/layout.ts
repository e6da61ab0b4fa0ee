/**
 * The native contract's binary layout, `kmcl_target.h` seen from this side. Programs travel to a child process in it
 * too, whatever that child hosts, so that there is one place that turns calls into bytes and bytes into responses.
 */
import { endianness } from 'node:os';
import type { Call, Handle, Reservation, Response } from '../../spec/call.ts';
import { AMOUNT_MAX, CALL_KINDS, NO_OFFER, NOTHING, SLOTS_MAX } from '../../spec/call.ts';
import type { Program } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';

export const CALL_BYTES = 8;
export const RESPONSE_BYTES = 40;
/** No OfferChannel message comes near this; a larger size is a pointer or a length gone wrong. */
export const OFFER_BYTES_MAX = 65_536;

export const NULL_CHANNEL = 0xfe;
export const FORGED_CHANNEL = 0xff;
const CLIENT_ENDPOINT = 1;

/** The bits of `seen`: which fields of a response were filled in. */
export const SEEN = { status: 1, reservation: 2, space: 4, offer: 8, offerBytes: 16, noOffer: 32 } as const;

/** Where a response has the size of its offer. */
const OFFER_SIZE_AT = 12;
const LITTLE = endianness() === 'LE';
const KIND_NUMBERS = new Map(CALL_KINDS.map((kind, number) => [kind, number]));

/** Foreign function libraries wrap a number that does not fit without a word, so that nothing leaves here unchecked. */
function checkedAmount(amount: number, name: string): number {
  if (!Number.isInteger(amount) || amount < 0 || amount > AMOUNT_MAX) {
    throw new RangeError(`${name} must be an integer from 0 to ${AMOUNT_MAX}, not ${amount}`);
  }
  return amount;
}

function channelNumber(handle: Handle): number {
  if (handle === 'null') return NULL_CHANNEL;
  if (handle === 'forged') return FORGED_CHANNEL;
  if (!Number.isInteger(handle) || handle < 0 || handle >= SLOTS_MAX) {
    throw new RangeError(`a slot must be an integer from 0 to ${SLOTS_MAX - 1}, not ${handle}`);
  }
  return handle;
}

function handleOf(number: number): Handle {
  if (number === NULL_CHANNEL) return 'null';
  return number === FORGED_CHANNEL ? 'forged' : number;
}

/** Writes the calls of one program as an array of `kmcl_call`. */
export function encodeCalls(program: Program, view: DataView, offset: number): void {
  let at = offset;
  for (const call of program) {
    const number = KIND_NUMBERS.get(call.kind);
    if (number === undefined) throw new RangeError(`no such call: ${String(call.kind)}`);
    view.setUint8(at, number);
    view.setUint8(at + 1, channelNumber(call.channel));
    const sets = call.kind === 'setMmioMegabytes';
    view.setUint16(at + 2, sets ? checkedAmount(call.mmioMegabytes, 'mmioMegabytes') : 0, LITTLE);
    view.setUint16(at + 4, sets ? checkedAmount(call.mmioMegabytesOptional, 'mmioMegabytesOptional') : 0, LITTLE);
    view.setUint16(at + 6, call.kind === 'allocate' && call.endpoint === 'client' ? CLIENT_ENDPOINT : 0, LITTLE);
    at += CALL_BYTES;
  }
}

/** Reads a program back from an array of `kmcl_call` that `encodeCalls` wrote. */
export function decodeCalls(view: DataView, offset: number, count: number): Call[] {
  return Array.from({ length: count }, (_, index) => decodeCall(view, offset + index * CALL_BYTES));
}

function decodeCall(view: DataView, at: number): Call {
  const kind = CALL_KINDS[view.getUint8(at)];
  const handle = handleOf(view.getUint8(at + 1));
  if (kind === undefined) throw new RangeError(`no call has the number ${view.getUint8(at)}`);
  if (kind === 'setMmioMegabytes') {
    return {
      kind,
      channel: handle,
      mmioMegabytes: view.getUint16(at + 2, LITTLE),
      mmioMegabytesOptional: view.getUint16(at + 4, LITTLE),
    };
  }
  if (typeof handle !== 'number') throw new RangeError(`${kind} is never made with the handle ${handle}`);
  if (kind === 'allocate') {
    const client = (view.getUint16(at + 6, LITTLE) & CLIENT_ENDPOINT) !== 0;
    return { kind, channel: handle, endpoint: client ? 'client' : 'server' };
  }
  return { kind, channel: handle };
}

/**
 * Reads the answers of one program: rows of `kmcl_response`, then the bytes of the offers in the order of their rows. Whether
 * they answer its calls is looked at where the trace is made.
 */
export function decodeResponses(count: number, bytes: Uint8Array, view: DataView, offset: number): readonly Response[] {
  let offerAt = offset + count * RESPONSE_BYTES;
  const responses: Response[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = offset + index * RESPONSE_BYTES;
    const seen = view.getUint32(at, LITTLE);
    const response = decodeResponse(seen, view, at, bytes, offerAt);
    if (response === undefined) {
      const message = `response ${index + 1} cannot be read: it has ${describeSeen(seen)}`;
      throw new TargetFailure('adapter-fault', message, { answered: index });
    }
    responses.push(response);
    if ((seen & SEEN.offerBytes) !== 0) offerAt += view.getUint32(at + OFFER_SIZE_AT, LITTLE);
  }
  return responses;
}

/** Nothing where `seen` is not what any call is answered with. */
function decodeResponse(
  seen: number,
  view: DataView,
  at: number,
  bytes: Uint8Array,
  offerAt: number,
): Response | undefined {
  switch (seen) {
    case 0:
      return NOTHING;
    case SEEN.status:
      return { kind: 'status', status: view.getUint32(at + 4, LITTLE) };
    case SEEN.reservation:
      return { kind: 'reservation', ...decodeAmounts(view, at) };
    case SEEN.noOffer:
      return NO_OFFER;
    case SEEN.offer:
      return { kind: 'offer', ...decodeAmounts(view, at) };
    case SEEN.offer | SEEN.offerBytes:
      return {
        kind: 'offer',
        ...decodeAmounts(view, at),
        bytes: bytes.slice(offerAt, offerAt + view.getUint32(at + OFFER_SIZE_AT, LITTLE)),
      };
    case SEEN.space:
      return { kind: 'space', address: view.getBigUint64(at + 16, LITTLE), size: view.getBigUint64(at + 24, LITTLE) };
    default:
      return undefined;
  }
}

function decodeAmounts(view: DataView, at: number): Reservation {
  return { mmioMegabytes: view.getUint16(at + 8, LITTLE), mmioMegabytesOptional: view.getUint16(at + 10, LITTLE) };
}

function describeSeen(seen: number): string {
  const names = Object.entries(SEEN).flatMap(([name, bit]) => ((seen & bit) === 0 ? [] : [name]));
  const known = Object.values(SEEN).reduce<number>((bits, bit) => bits | bit, 0);
  return (seen & ~known) === 0
    ? `${names.join(' and ')} (seen = ${seen})`
    : `seen = 0x${seen.toString(16)}, bits that the contract does not have`;
}

/** How many bytes `encodeResponses` needs for these answers. */
export function encodedBytes(responses: readonly Response[]): number {
  let bytes = responses.length * RESPONSE_BYTES;
  for (const response of responses) if (response.kind === 'offer') bytes += response.bytes?.length ?? 0;
  return bytes;
}

/** Writes answers that keep the contract as rows of `kmcl_response`, into bytes that are all zero. */
export function encodeResponses(responses: readonly Response[], bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offerAt = responses.length * RESPONSE_BYTES;
  for (const [index, response] of responses.entries()) {
    const at = index * RESPONSE_BYTES;
    switch (response.kind) {
      case 'status':
        view.setUint32(at, SEEN.status, LITTLE);
        view.setUint32(at + 4, response.status, LITTLE);
        break;
      case 'nothing':
        break;
      case 'reservation':
        view.setUint32(at, SEEN.reservation, LITTLE);
        encodeAmounts(response, view, at);
        break;
      case 'offer':
        view.setUint32(at, SEEN.offer, LITTLE);
        encodeAmounts(response, view, at);
        if (response.bytes === undefined) break;
        view.setUint32(at, SEEN.offer | SEEN.offerBytes, LITTLE);
        view.setUint32(at + OFFER_SIZE_AT, response.bytes.length, LITTLE);
        bytes.set(response.bytes, offerAt);
        offerAt += response.bytes.length;
        break;
      case 'no-offer':
        view.setUint32(at, SEEN.noOffer, LITTLE);
        break;
      case 'space':
        view.setUint32(at, SEEN.space, LITTLE);
        view.setBigUint64(at + 16, response.address, LITTLE);
        view.setBigUint64(at + 24, response.size, LITTLE);
        break;
      default:
        response satisfies never;
    }
  }
}

function encodeAmounts({ mmioMegabytes, mmioMegabytesOptional }: Reservation, view: DataView, at: number): void {
  view.setUint16(at + 8, mmioMegabytes, LITTLE);
  view.setUint16(at + 10, mmioMegabytesOptional, LITTLE);
}
