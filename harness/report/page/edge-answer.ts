/**
 * What the oracle says of one pair on one subject, asked here and now: the answers permitted, what is held after them, and
 * what a guest would be told. Nothing of it comes from the report.
 */
import type { Reservation } from '../../../spec/call.ts';
import { MEGABYTE_BYTES } from '../../../spec/call.ts';
import type { ChannelModel } from '../../../spec/model.ts';
import { isLive, isOffered } from '../../../spec/model.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { Permitted } from '../../../spec/permitted.ts';
import type { Reading } from '../../../spec/readings.ts';
import { modelOf } from './handle-states.ts';
import type { HandleState } from './handle-states.ts';

export interface EdgeAnswer {
  readonly before: ChannelModel;
  readonly permits: readonly Permitted[];
  /** The state after the first answer that conforms. */
  readonly after: ChannelModel;
  /** The pair in the offer: the one that is out, or the one that Enable would send; nothing where there is no channel. */
  readonly offered: Reservation | undefined;
}

export function edgeAnswer(subject: HandleState, pair: Reservation, reading: Reading): EdgeAnswer {
  const before = modelOf(subject, reading);
  const permits = permitted(before, { kind: 'setMmioMegabytes', channel: subject.handle, ...pair }, reading);
  const after = permits[0]?.next ?? before;
  const offered = !isLive(after.life) || after.endpoint === 'client' ? undefined : offeredBy(after, reading);
  return { before, permits, after, offered };
}

function offeredBy(after: ChannelModel, reading: Reading): Reservation | undefined {
  if (isOffered(after.life)) return after.offered;
  return permitted(after, { kind: 'enable', channel: 0 }, reading)[0]?.next.offered;
}

/** What is peculiar about a pair, in the words of the bugs that it has met. */
export function peculiarities({ mmioMegabytes: required, mmioMegabytesOptional: optional }: Reservation): string[] {
  const sum = required + optional;
  const notes: string[] = [];
  if (sum === 0) notes.push('both zero: the one pair that the page refuses on a good channel');
  else if (required === 0) notes.push('the optional amount alone: "one of these" may be either');
  if (sum === 0x10000) notes.push('the sum is 65536, which is 0 in 16 bits');
  else if (sum > 0xffff) notes.push(`the sum is ${sum}, which is ${sum & 0xffff} in 16 bits`);
  if (required !== 0 && optional !== 0) {
    if (((required * optional) & 0xffff) === 0) notes.push('the product is 0 in 16 bits');
    if (required === optional) notes.push('exclusive or of the two is 0');
    else if ((required & optional) === 0) notes.push('bitwise and of the two is 0');
  }
  if ((required | optional) & 0x8000) notes.push('negative where an amount is read as a signed 16-bit number');
  if (required >= 4096) notes.push(`${required} MB leave 32 bits when counted in bytes`);
  else if (required >= 2048) notes.push(`${required} MB are negative when counted in bytes in a signed 32-bit number`);
  return notes;
}

export function bytesOf(megabytes: number): string {
  return `0x${(BigInt(megabytes) * BigInt(MEGABYTE_BYTES)).toString(16)}`;
}

/** An amount as it lies in the offer message: two bytes, little-endian. */
export function wireBytes(amount: number): string {
  return [amount & 0xff, amount >> 8].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
