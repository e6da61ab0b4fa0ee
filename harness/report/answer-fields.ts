/**
 * An answer compared field by field with the promised one, in decimal and hexadecimal, so that it can be seen which of them is wrong:
 * of a status number and severity, of a pair each amount, of an offer also its bytes, of a space size, address and what it overlaps.
 */
import { describeAnswer, describeResponse, matches, overlap } from '../../spec/answer.ts';
import type { AddressRange, Answer } from '../../spec/answer.ts';
import { MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Reservation, Response } from '../../spec/call.ts';
import { decodeOffer, MMIO_MEGABYTES_OFFSET, MMIO_MEGABYTES_OPTIONAL_OFFSET } from '../../spec/offer.ts';
import { isSuccess, statusName } from '../../spec/status.ts';
import type { Status } from '../../spec/status.ts';
import { statusWords } from './status-words.ts';

export interface Field {
  readonly name: string;
  readonly promised: string;
  readonly observed: string;
  readonly isWrong: boolean;
}

export interface Comparison {
  readonly fields: readonly Field[];
  /** The other answers that would have been permitted, in words. */
  readonly others: readonly string[];
}

/** Against the promised answer that comes nearest: the one of which the fewest fields are wrong. */
export function comparedFields(promised: readonly Answer[], observed: Response): Comparison {
  const ranked = promised
    .map((answer) => ({ answer, fields: fieldsOf(answer, observed) }))
    .toSorted((a, b) => distance(a.fields) - distance(b.fields));
  const [nearest, ...others] = ranked;
  const first = nearest && describeAnswer(nearest.answer);
  const words = new Set(others.map(({ answer }) => describeAnswer(answer)));
  return { fields: nearest?.fields ?? [], others: [...words].filter((other) => other !== first) };
}

/** An answer of another kind is further off than any of the same kind. */
function distance(fields: readonly Field[]): number {
  const isOfAnotherKind = fields.length === 1 && fields[0]!.name === 'answer' && fields[0]!.isWrong;
  return isOfAnotherKind ? Infinity : fields.filter(({ isWrong }) => isWrong).length;
}

function fieldsOf(answer: Answer, saw: Response): readonly Field[] {
  if (answer.kind === 'status' && saw.kind === 'status') return statusFields(answer.status, saw.status);
  if ((answer.kind === 'success' || answer.kind === 'failure') && saw.kind === 'status')
    return [
      field(
        'status',
        describeAnswer(answer),
        statusWords(saw.status),
        isSuccess(saw.status) === (answer.kind === 'success'),
      ),
    ];
  if (answer.kind === 'reservation' && saw.kind === 'reservation') return pairFields(answer.pair, saw);
  if (answer.kind === 'offer' && saw.kind === 'offer')
    return [...pairFields(answer.pair, saw), ...(answer.bytes === 'ignored' ? [] : messageFields(answer, saw.bytes))];
  if (answer.kind === 'space' && saw.kind === 'space') return spaceFields(answer, saw);
  return [field('answer', describeAnswer(answer), describeResponse(saw), matches(answer, saw))];
}

function field(name: string, promised: string, observed: string, isRight: boolean): Field {
  return { name, promised, observed, isWrong: !isRight };
}

function statusFields(due: Status, seen: Status): readonly Field[] {
  const [dueWords, seenWords] = [statusWords(due), statusWords(seen)];
  const severity = (words: string) => /\((success|informational|warning|error)/.exec(words)?.[1] ?? '';
  return [
    field('status', statusName(due), nameIn(seenWords), due === seen),
    field('number', number32(due), number32(seen), due === seen),
    field('severity', severity(dueWords), severity(seenWords), severity(dueWords) === severity(seenWords)),
  ];
}

/** `STATUS_NO_MEMORY`, or what is told of a number without a name. */
function nameIn(words: string): string {
  const [, name, note] = /^0x[0-9A-F]+ (?:(STATUS_\w+) )?\((.*)\)$/.exec(words) ?? [];
  return name ?? note?.replace(/^\w+[,;] /, '') ?? words;
}

function pairFields(due: Reservation, seen: Reservation): readonly Field[] {
  return (['mmioMegabytes', 'mmioMegabytesOptional'] as const).map((name) =>
    field(
      name === 'mmioMegabytes' ? 'MmioMegabytes' : 'MmioMegabytesOptional',
      amount(due[name]),
      amount(seen[name]),
      due[name] === seen[name],
    ),
  );
}

function messageFields({ pair, bytes }: Answer & { kind: 'offer' }, message: Uint8Array | undefined): readonly Field[] {
  if (message === undefined) return bytes === 'optional' ? [] : [field('message', 'its bytes', 'none', false)];
  const decoded = decodeOffer(message);
  if (decoded.kind === 'malformed') return [field('message', 'an OfferChannel message', decoded.why, false)];
  const at = (offset: number, due: number) => {
    const seen = message[offset]! | (message[offset + 1]! << 8);
    return field(`bytes ${offset}..${offset + 1}`, wire(due), wire(seen), due === seen);
  };
  return [
    at(MMIO_MEGABYTES_OFFSET, pair.mmioMegabytes),
    at(MMIO_MEGABYTES_OPTIONAL_OFFSET, pair.mmioMegabytesOptional),
  ];
}

/** No guest-physical address is as large. */
const ADDRESSES_END = 1n << 64n;

function spaceFields(answer: Answer & { kind: 'space' }, seen: AddressRange): readonly Field[] {
  const { sizeMin, sizeMax, address, apartFrom, sameAs } = answer;
  const end = seen.address + seen.size;
  const range = sizeMin === sizeMax ? size(sizeMin) : `${size(sizeMin)} to ${size(sizeMax)}`;
  const before = sameAs && [
    field('size, as before', size(sameAs.size), size(seen.size), sameAs.size === seen.size),
    field('address, as before', hex(sameAs.address), hex(seen.address), sameAs.address === seen.address),
  ];
  const place = [
    field('address', 'not 0', hex(seen.address), seen.address !== 0n),
    field('end', 'at most 2^64', hex(end), end <= ADDRESSES_END),
  ];
  return [
    field('size', range, size(seen.size), seen.size >= sizeMin && seen.size <= sizeMax),
    ...(before ?? []),
    // Nothing lies nowhere.
    ...(seen.size === 0n
      ? []
      : [...(address === 'any' ? [] : place), ...apartFrom.map((other) => overlapField(other, seen))]),
  ];
}

function overlapField(other: AddressRange, seen: AddressRange): Field {
  const span = ({ address, size: bytes }: AddressRange) => `${hex(address)}..${hex(address + bytes)}`;
  return field('overlap', `none with ${span(other)}`, span(seen), !overlap(other, seen));
}

function number32(status: Status): string {
  return `0x${status.toString(16).toUpperCase().padStart(8, '0')} = ${status}`;
}

function amount(megabytes: number): string {
  return `${megabytes} = 0x${megabytes.toString(16)}`;
}

function size(bytes: bigint): string {
  const megabytes = Number(bytes) / MEGABYTE_BYTES;
  return `${hex(bytes)} = ${bytes} bytes${Number.isInteger(megabytes) && bytes > 0n ? `, ${megabytes} MB` : ''}`;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** An amount as it lies in the message: little-endian. */
function wire(value: number): string {
  return `${[value & 0xff, value >> 8].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')} = ${value}`;
}
