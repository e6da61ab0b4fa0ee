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

const LITTLE = endianness() === 'LE';
const KIND_NUMBERS = new Map(CALL_KINDS.map((kind, number) => [kind, number]));
const U64_MAX = 0xffff_ffff_ffff_ffffn;

function fault(message: string, answered?: number): TargetFailure {
  return new TargetFailure('adapter-fault', message, answered === undefined ? {} : { answered });
}

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

/** The answers of one program: rows of `kmcl_response`, then the bytes of the offers in the order of their rows. */
export interface EncodedResponses {
  readonly responses: readonly Response[];
  /** Where the offer bytes end. */
  readonly end: number;
}

/** Reads the rows of one program and holds each to what its call can be answered with. */
export function decodeResponses(program: Program, bytes: Uint8Array, view: DataView, offset: number): EncodedResponses {
  let offerAt = offset + program.length * RESPONSE_BYTES;
  let at = offset;
  const responses: Response[] = [];
  for (const call of program) {
    const seen = view.getUint32(at, LITTLE);
    const size = (seen & SEEN.offerBytes) === 0 ? 0 : view.getUint32(at + 12, LITTLE);
    const offerBytes = size === 0 ? undefined : bytes.slice(offerAt, offerAt + size);
    const response = decodeResponse(call, seen, view, at, offerBytes);
    if (response === undefined) {
      const index = responses.length;
      throw fault(`call ${index}, ${call.kind}, cannot be answered with ${describeSeen(seen)}`, index);
    }
    responses.push(response);
    offerAt += size;
    at += RESPONSE_BYTES;
  }
  return { responses, end: offerAt };
}

/** Nothing where `seen` is not what this kind of call answers with. */
function decodeResponse(
  call: Call,
  seen: number,
  view: DataView,
  at: number,
  offerBytes: Uint8Array | undefined,
): Response | undefined {
  switch (call.kind) {
    case 'allocate':
    case 'setMmioMegabytes':
    case 'enable':
      return seen === SEEN.status ? { kind: 'status', status: view.getUint32(at + 4, LITTLE) } : undefined;
    case 'disable':
    case 'cleanup':
    case 'start':
    case 'pause':
    case 'guestOpen':
    case 'guestClose':
      return seen === 0 ? NOTHING : undefined;
    case 'readReservation':
      return seen === SEEN.reservation ? { kind: 'reservation', ...decodeAmounts(view, at) } : undefined;
    case 'readOffer':
      if (seen === SEEN.noOffer) return NO_OFFER;
      if (seen === SEEN.offer) return { kind: 'offer', ...decodeAmounts(view, at) };
      return seen === (SEEN.offer | SEEN.offerBytes)
        ? { kind: 'offer', ...decodeAmounts(view, at), bytes: offerBytes ?? new Uint8Array() }
        : undefined;
    case 'getMmioSpace':
      return seen === SEEN.space
        ? { kind: 'space', address: view.getBigUint64(at + 16, LITTLE), size: view.getBigUint64(at + 24, LITTLE) }
        : undefined;
    default:
      return call satisfies never;
  }
}

function decodeAmounts(view: DataView, at: number): Reservation {
  return { mmioMegabytes: view.getUint16(at + 8, LITTLE), mmioMegabytesOptional: view.getUint16(at + 10, LITTLE) };
}

function describeSeen(seen: number): string {
  const names = Object.entries(SEEN).flatMap(([name, bit]) => ((seen & bit) === 0 ? [] : [name]));
  const known = Object.values(SEEN).reduce<number>((bits, bit) => bits | bit, 0);
  if ((seen & ~known) !== 0) return `seen = 0x${seen.toString(16)}, bits that the contract does not have`;
  return names.length === 0 ? 'nothing (seen = 0)' : `${names.join(' and ')} (seen = ${seen})`;
}

/** How many bytes `encodeResponses` needs for these answers. */
export function encodedBytes(responses: readonly Response[]): number {
  let bytes = responses.length * RESPONSE_BYTES;
  for (const response of responses) if (response.kind === 'offer') bytes += response.bytes?.length ?? 0;
  return bytes;
}

/**
 * Writes answers that came from code of somebody else's as rows of `kmcl_response`, and refuses whatever the rows
 * could not hold: a missing field, a fraction, an amount of 70,000.
 */
export function encodeResponses(program: Program, responses: readonly Response[], bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offerAt = responses.length * RESPONSE_BYTES;
  responses.forEach((response, index) => {
    const at = index * RESPONSE_BYTES;
    const owner = `the answer to call ${index}, ${program[index]?.kind}:`;
    switch (response.kind) {
      case 'status':
        view.setUint32(at, SEEN.status, LITTLE);
        view.setUint32(at + 4, answerInteger(response.status, 0xffff_ffff, `${owner} status`, index), LITTLE);
        break;
      case 'nothing':
        break;
      case 'reservation':
        view.setUint32(at, SEEN.reservation, LITTLE);
        encodeAmounts(response, view, at, owner, index);
        break;
      case 'offer': {
        view.setUint32(at, SEEN.offer, LITTLE);
        encodeAmounts(response, view, at, owner, index);
        if (response.bytes === undefined) break;
        view.setUint32(at, SEEN.offer | SEEN.offerBytes, LITTLE);
        view.setUint32(at + 12, response.bytes.length, LITTLE);
        bytes.set(response.bytes, offerAt);
        offerAt += response.bytes.length;
        break;
      }
      case 'no-offer':
        view.setUint32(at, SEEN.noOffer, LITTLE);
        break;
      case 'space':
        view.setUint32(at, SEEN.space, LITTLE);
        view.setBigUint64(at + 16, answerBytes64(response.address, `${owner} address`, index), LITTLE);
        view.setBigUint64(at + 24, answerBytes64(response.size, `${owner} size`, index), LITTLE);
        break;
      default:
        throw fault(`${owner} no answer is of the kind ${JSON.stringify((response as Response).kind)}`, index);
    }
  });
}

function encodeAmounts(pair: Reservation, view: DataView, at: number, owner: string, index: number): void {
  view.setUint16(at + 8, answerInteger(pair.mmioMegabytes, AMOUNT_MAX, `${owner} mmioMegabytes`, index), LITTLE);
  const optional = answerInteger(pair.mmioMegabytesOptional, AMOUNT_MAX, `${owner} mmioMegabytesOptional`, index);
  view.setUint16(at + 10, optional, LITTLE);
}

function answerInteger(value: unknown, max: number, owner: string, index: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw fault(`${owner} must be an integer from 0 to ${max}, was ${shown(value)}`, index);
}

function answerBytes64(value: unknown, owner: string, index: number): bigint {
  if (typeof value === 'bigint' && value >= 0n && value <= U64_MAX) return value;
  throw fault(`${owner} must be a bigint from 0 to 2^64 - 1, was ${shown(value)}`, index);
}

/** A value as a person would write it, short enough for a message. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'function') return 'a function';
  return String(typeof value === 'object' && value !== null ? JSON.stringify(value)?.slice(0, 80) : value);
}
