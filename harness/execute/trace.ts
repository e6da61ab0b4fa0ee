/**
 * What came of a program: its responses, and how it ended. Plain data, so it can be judged again later, and elsewhere.
 */
import { isSuccess } from '../../spec/status.ts';
import type { Call, Response, ResponseKind } from '../../spec/call.ts';
import type { FailureKind, Program } from '../target.ts';

export type End =
  | { readonly kind: 'complete' }
  /** `at`: the index of the call to blame, where known. */
  | { readonly kind: Exclude<FailureKind, 'unusable'>; readonly message: string; readonly at: number | undefined };

export interface Trace {
  readonly program: Program;
  /** One a call where complete; else as many as are known. */
  readonly responses: readonly Response[];
  readonly end: End;
}

export const COMPLETE: End = Object.freeze({ kind: 'complete' });

/** The response kinds that the contract allows for each call. `nothing` for a value that is due is left to the judge. */
const SHAPES: Readonly<Record<Call['kind'], readonly ResponseKind[]>> = {
  allocate: ['status'],
  setMmioMegabytes: ['status'],
  enable: ['status'],
  disable: ['nothing'],
  cleanup: ['nothing'],
  start: ['nothing'],
  pause: ['nothing'],
  guestOpen: ['nothing'],
  guestClose: ['nothing'],
  readReservation: ['reservation', 'nothing'],
  readOffer: ['offer', 'no-offer', 'nothing'],
  getMmioSpace: ['space', 'nothing'],
};

/** Why the responses break the contract, or nothing where they keep it. Ranges are the decoder's business, shapes are ours. */
export function contractBreach(program: Program, responses: readonly Response[]): string | undefined {
  if (!Array.isArray(responses)) return 'run() gave no array of responses';
  if (responses.length !== program.length) return `${responses.length} responses to ${program.length} calls`;
  for (let index = 0; index < program.length; index += 1) {
    const call = program[index]!;
    const response = responses[index]!;
    const kind = response?.kind;
    if (kind === undefined || !SHAPES[call.kind].includes(kind)) {
      return `call ${index + 1}, ${call.kind}: a response of kind "${kind}" where ${SHAPES[call.kind].join(' or ')} is due`;
    }
    const why = rangeBreach(response);
    if (why !== undefined) return `call ${index + 1}, ${call.kind}: ${why}`;
  }
  return undefined;
}

function isUint(value: unknown, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max && Math.trunc(value) === value;
}

const UINT64_MAX = (1n << 64n) - 1n;

function isUint64(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX;
}

function rangeBreach(response: Response): string | undefined {
  switch (response.kind) {
    case 'status':
      return isUint(response.status, 0xffff_ffff)
        ? undefined
        : `status ${response.status} is no unsigned 32-bit number`;
    case 'reservation':
    case 'offer':
      if (!isUint(response.mmioMegabytes, 0xffff) || !isUint(response.mmioMegabytesOptional, 0xffff)) {
        return `amounts ${response.mmioMegabytes}/${response.mmioMegabytesOptional} are no UINT16`;
      }
      return response.kind === 'offer' && response.bytes !== undefined && !(response.bytes instanceof Uint8Array)
        ? 'the bytes of an offer are a Uint8Array'
        : undefined;
    case 'space':
      return isUint64(response.address) && isUint64(response.size)
        ? undefined
        : 'address and size are bigint, unsigned 64 bits, in bytes';
    default:
      return undefined;
  }
}

/** Whether a call that other calls build on was refused: the rest of the program then stands on nothing. */
export function wasRefused(response: Response): boolean {
  return response.kind === 'status' && !isSuccess(response.status);
}
