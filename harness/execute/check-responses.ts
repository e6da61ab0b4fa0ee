/**
 * The one check that responses keep the contract: one a call, of a kind that is due, with values in range. Decoders only decode;
 * whatever comes out of a target is held to this where its trace is made.
 */
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { CallKind, Reservation, Response, ResponseKind } from '../../spec/call.ts';
import { TargetFailure } from '../target.ts';
import type { Program } from '../target.ts';
import { shown } from './shown.ts';

/** The response kinds that the contract allows for each call. */
const KINDS_DUE: Readonly<Record<CallKind, readonly ResponseKind[]>> = {
  allocate: ['status'],
  setMmioMegabytes: ['status'],
  enable: ['status'],
  disable: ['nothing'],
  cleanup: ['nothing'],
  start: ['nothing'],
  pause: ['nothing'],
  guestOpen: ['nothing'],
  guestClose: ['nothing'],
  readReservation: ['reservation'],
  readOffer: ['offer', 'no-offer'],
  getMmioSpace: ['space'],
};

/** What most often turns one into the other, on the wire. */
const NULL_DROPPED =
  'without a live offer the answer is {"offer":null}, of which a serializer that drops nulls makes {} (omitempty in Go, NON_NULL in Jackson, WhenWritingNull in System.Text.Json); have it write that null';

const STATUS_MAX = 0xffff_ffff;
const UINT64_MAX = (1n << 64n) - 1n;

/** Throws an `adapter-fault` that names the first call that was not answered as the contract has it. */
export function checkResponses(program: Program, responses: unknown): asserts responses is readonly Response[] {
  if (!Array.isArray(responses))
    throw new TargetFailure('adapter-fault', `run gave ${shown(responses)} and not an array`);
  const { length } = program;
  if (responses.length !== length) {
    const message = `${responses.length} responses to ${length} calls; each call has one, in order`;
    throw new TargetFailure('adapter-fault', message, { answered: Math.min(responses.length, length) });
  }
  for (let index = 0; index < length; index += 1) {
    const { kind } = program[index]!;
    const why = breachOf(kind, responses[index]);
    if (why === undefined) continue;
    throw new TargetFailure('adapter-fault', `call ${index + 1}, ${kind}, ${why}`, { answered: index });
  }
}

function breachOf(kind: CallKind, response: Response | null | undefined): string | undefined {
  if (typeof response !== 'object' || response === null)
    return `has an answer that is ${shown(response)} and not an object`;
  const why = rangeBreach(response);
  if (why !== undefined) return `was answered with ${response.kind}: ${why}`;
  const due = KINDS_DUE[kind];
  if (due.includes(response.kind)) return undefined;
  const words = `cannot be answered with ${response.kind}; ${due.join(' or ')} is due`;
  return kind === 'readOffer' && response.kind === 'nothing' ? `${words}: ${NULL_DROPPED}` : words;
}

function rangeBreach(response: Response): string | undefined {
  switch (response.kind) {
    case 'status':
      return isUint(response.status, STATUS_MAX) ? undefined : noInteger('status', STATUS_MAX, response.status);
    case 'reservation':
      return amountsBreach(response);
    case 'offer':
      return response.bytes === undefined || response.bytes instanceof Uint8Array
        ? amountsBreach(response)
        : `bytes must be a Uint8Array, was ${shown(response.bytes)}`;
    case 'space':
      if (!isUint64(response.address)) return noBigint('address', response.address);
      return isUint64(response.size) ? undefined : noBigint('size', response.size);
    default:
      return undefined;
  }
}

function amountsBreach({ mmioMegabytes, mmioMegabytesOptional }: Reservation): string | undefined {
  if (!isUint(mmioMegabytes, AMOUNT_MAX)) return noInteger('mmioMegabytes', AMOUNT_MAX, mmioMegabytes);
  if (isUint(mmioMegabytesOptional, AMOUNT_MAX)) return undefined;
  return noInteger('mmioMegabytesOptional', AMOUNT_MAX, mmioMegabytesOptional);
}

function isUint(value: unknown, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max && Math.trunc(value) === value;
}

function isUint64(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX;
}

function noInteger(name: string, max: number, value: unknown): string {
  return `${name} must be an integer from 0 to ${max}, was ${shown(value)}`;
}

function noBigint(name: string, value: unknown): string {
  return `${name} must be a bigint from 0 to 2^64 - 1, was ${shown(value)}`;
}
