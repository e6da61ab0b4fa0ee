/**
 * An answer is a set of responses, described: what the oracle permits and what a report shows.
 */
import { match } from 'ts-pattern';
import type { Reservation, Response } from './call.ts';
import { samePair } from './model.ts';
import { decodeOffer } from './offer.ts';
import { isSuccess, statusName } from './status.ts';
import type { Status } from './status.ts';

/** A range of guest-physical addresses, in bytes. */
export interface AddressRange {
  readonly address: bigint;
  readonly size: bigint;
}

/** `success` and `failure` are any NTSTATUS of that kind; `any-…` any response of that shape. */
export type Answer =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'success' }
  | { readonly kind: 'failure' }
  | { readonly kind: 'any-status' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reservation'; readonly pair: Reservation }
  | { readonly kind: 'any-reservation' }
  | { readonly kind: 'offer'; readonly pair: Reservation; readonly bytes: 'agree' | 'optional' | 'ignored' }
  | { readonly kind: 'any-offer' }
  | { readonly kind: 'no-offer' }
  | {
      readonly kind: 'space';
      readonly sizeMin: bigint;
      readonly sizeMax: bigint;
      readonly address: 'nonzero' | 'any';
      readonly apartFrom: readonly AddressRange[];
      /** The range that the channel was seen to have since it was opened. */
      readonly sameAs?: AddressRange | undefined;
    }
  /** 0 bytes at address 0: there was no room. */
  | { readonly kind: 'no-space' }
  | { readonly kind: 'any-space' };

/** Whether a response is one of those that the answer describes. */
export function matches(answer: Answer, response: Response): boolean {
  switch (answer.kind) {
    case 'status':
      return response.kind === 'status' && response.status === answer.status;
    case 'success':
      return response.kind === 'status' && isSuccess(response.status);
    case 'failure':
      return response.kind === 'status' && !isSuccess(response.status);
    case 'any-status':
      return response.kind === 'status';
    case 'nothing':
    case 'no-offer':
      return response.kind === answer.kind;
    case 'reservation':
      return response.kind === 'reservation' && samePair(response, answer.pair);
    case 'any-reservation':
      return response.kind === 'reservation';
    case 'offer':
      return response.kind === 'offer' && samePair(response, answer.pair) && bytesMatch(answer, response.bytes);
    case 'any-offer':
      return response.kind === 'offer' || response.kind === 'no-offer';
    case 'space':
      return response.kind === 'space' && spaceMatches(answer, response);
    case 'no-space':
      return response.kind === 'space' && response.size === 0n && response.address === 0n;
    case 'any-space':
      return response.kind === 'space';
    default:
      return answer satisfies never;
  }
}

function bytesMatch(answer: Answer & { kind: 'offer' }, bytes: Uint8Array | undefined): boolean {
  if (answer.bytes === 'ignored') return true;
  if (bytes === undefined) return answer.bytes === 'optional';
  const decoded = decodeOffer(bytes);
  return decoded.kind === 'pair' && samePair(decoded.pair, answer.pair);
}

export function overlap(a: AddressRange, b: AddressRange): boolean {
  return a.address < b.address + b.size && b.address < a.address + a.size;
}

/** No guest-physical address is as large. */
const ADDRESSES_END = 1n << 64n;

function spaceMatches(answer: Answer & { kind: 'space' }, range: AddressRange): boolean {
  if (range.size < answer.sizeMin || range.size > answer.sizeMax) return false;
  const { sameAs } = answer;
  if (sameAs !== undefined && (range.size !== sameAs.size || range.address !== sameAs.address)) return false;
  if (range.size === 0n) return true;
  if (answer.address === 'nonzero' && (range.address === 0n || range.address + range.size > ADDRESSES_END))
    return false;
  return !answer.apartFrom.some((other) => overlap(range, other));
}

/** An answer in words, as reports show it. */
export function describeAnswer(answer: Answer): string {
  return match(answer)
    .with({ kind: 'status' }, ({ status }) => statusName(status))
    .with({ kind: 'success' }, () => 'any success status')
    .with({ kind: 'failure' }, () => 'any failure status')
    .with({ kind: 'any-status' }, () => 'any status')
    .with({ kind: 'nothing' }, () => 'nothing (VOID)')
    .with({ kind: 'reservation' }, ({ pair }) => `reservation ${describePair(pair)}`)
    .with({ kind: 'any-reservation' }, () => 'any reservation')
    .with({ kind: 'offer' }, ({ pair, bytes }) =>
      bytes === 'agree' ? `offer ${describePair(pair)}, its bytes agreeing` : `offer ${describePair(pair)}`,
    )
    .with({ kind: 'any-offer' }, () => 'any offer, or none')
    .with({ kind: 'no-offer' }, () => 'no live offer')
    .with({ kind: 'space' }, describeSpaceAnswer)
    .with({ kind: 'no-space' }, () => 'no space, 0 bytes at 0x0, where there is no room')
    .with({ kind: 'any-space' }, () => 'any space')
    .exhaustive();
}

/** What any of these may be answered with, each answer once. */
export function describeAnswers(permitted: readonly { readonly answer: Answer }[]): string[] {
  return [...new Set(permitted.map(({ answer }) => describeAnswer(answer)))];
}

function describeSpaceAnswer(answer: Answer & { kind: 'space' }): string {
  const { sizeMin, sizeMax, address, apartFrom, sameAs } = answer;
  if (sameAs !== undefined) return `${describeRange(sameAs)}, as before`;
  const size =
    sizeMin === sizeMax
      ? `0x${sizeMin.toString(16)} bytes`
      : `0x${sizeMin.toString(16)} to 0x${sizeMax.toString(16)} bytes`;
  const place = address === 'nonzero' ? ' at a nonzero address, all of it below 2^64' : '';
  return `${size}${place}${apartFrom.length > 0 ? ', apart from the ranges of the other open channels' : ''}`;
}

function describeRange({ address, size }: AddressRange): string {
  return `0x${size.toString(16)} bytes at 0x${address.toString(16)}`;
}

/** `8/0`: the required amount, then the optional one, in megabytes. */
export function describePair(pair: Reservation): string {
  return `${pair.mmioMegabytes}/${pair.mmioMegabytesOptional}`;
}

/** A raw response in words. */
export function describeResponse(response: Response): string {
  return match(response)
    .with({ kind: 'status' }, ({ status }) => statusName(status))
    .with({ kind: 'nothing' }, () => 'nothing (VOID)')
    .with({ kind: 'reservation' }, (pair) => `reservation ${describePair(pair)}`)
    .with({ kind: 'offer' }, (offer) => `offer ${describePair(offer)}${describeBytes(offer)}`)
    .with({ kind: 'no-offer' }, () => 'no live offer')
    .with({ kind: 'space' }, describeRange)
    .exhaustive();
}

function describeBytes(offer: Response & { kind: 'offer' }): string {
  if (offer.bytes === undefined) return '';
  const decoded = decodeOffer(offer.bytes);
  if (decoded.kind === 'malformed') return `, its bytes malformed (${decoded.why})`;
  return samePair(decoded.pair, offer) ? '' : `, its bytes ${describePair(decoded.pair)}`;
}
