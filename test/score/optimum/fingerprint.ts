/**
 * The state of an emulator as text: two that have the same text answer everything alike from then on. Read off its own fields,
 * whatever they are, so that the state of a planted fault may have any shape. Texts can be compared within one thread only.
 */
import { Buffer } from 'node:buffer';
import type { Session } from '../../../harness/target.ts';
import { Grant } from '../../../targets/reference/emulator/guest.ts';
import { Offer } from '../../../targets/reference/emulator/offer.ts';

/** What forks share and fill in when it is first asked for: were it state, a fork would leak into its siblings. */
const CACHES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Offer, 'response'],
  [Grant, 'shown'],
]);
/** The same in all states of one target. */
const SETUP = 'setup';

/** Each value begins with one of these; a small whole number is itself, counted from `small`. */
const Tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  whole: 4,
  word: 5,
  known: 6,
  array: 7,
  bytes: 8,
  map: 9,
  object: 10,
  end: 11,
  small: 12,
} as const;
const SMALL_MAX = 255 - Tag.small;
const WHOLE_MAX = 0xffff_ffff;
const TEXT_BYTES = 1 << 16;

const text = Buffer.alloc(TEXT_BYTES);
let length = 0;
/** Numbers for what has no bytes of its own: strings, bigints, fractions and classes. */
const words = new Map<unknown, number>();
/** In the order in which they are met, so that one thing in two places differs from two equal things. */
const objects: object[] = [];

export function fingerprint(session: Session): string {
  length = 0;
  objects.length = 0;
  write(session);
  if (length > TEXT_BYTES) throw new Error('the state of an emulator is too large to be told');
  return text.toString('latin1', 0, length);
}

function put(byte: number): void {
  text[length] = byte;
  length += 1;
}

function putWhole(value: number): void {
  text.writeUInt32LE(value, length);
  length += 4;
}

function putWord(value: unknown): void {
  const known = words.get(value) ?? words.size;
  words.set(value, known);
  putWhole(known);
}

function write(value: unknown): void {
  if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'object' && value !== null) writeObject(value);
  else if (value === undefined) put(Tag.undefined);
  else if (typeof value === 'boolean') put(value ? Tag.true : Tag.false);
  else if (value === null) put(Tag.null);
  else if (typeof value === 'string' || typeof value === 'bigint') writeWord(value);
  else throw new Error(`a ${typeof value} in the state of an emulator cannot be told by value`);
}

function writeWord(value: unknown): void {
  put(Tag.word);
  putWord(value);
}

function writeNumber(value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > WHOLE_MAX) {
    writeWord(value);
  } else if (value <= SMALL_MAX) {
    put(Tag.small + value);
  } else {
    put(Tag.whole);
    putWhole(value);
  }
}

function writeObject(value: object): void {
  const known = objects.indexOf(value);
  if (known >= 0) {
    put(Tag.known);
    putWhole(known);
    return;
  }
  objects.push(value);
  if (Array.isArray(value)) {
    put(Tag.array);
    for (let index = 0; index < value.length; index += 1) write(value[index]);
  } else if (value instanceof Map) {
    put(Tag.map);
    writeEntries(value);
  } else if (value instanceof Uint8Array) {
    put(Tag.bytes);
    for (const byte of value) writeNumber(byte);
  } else if (value instanceof Set || value instanceof WeakMap || ArrayBuffer.isView(value)) {
    throw new Error(`a ${value.constructor.name} in the state of an emulator cannot be told by value`);
  } else {
    put(Tag.object);
    putWord(value.constructor);
    writeFields(value);
  }
  put(Tag.end);
}

function writeEntries(map: ReadonlyMap<unknown, unknown>): void {
  for (const key of [...map.keys()].toSorted()) {
    const held = map.get(key);
    // Objects would be numbered in the order of the entries.
    if (typeof key !== 'string' || typeof held === 'object')
      throw new Error('a map of objects cannot be told by value');
    write(key);
    write(held);
  }
}

function writeFields(value: object): void {
  const cache = CACHES.get(value.constructor);
  // The fields of a class always come in one order, so that they need not be named.
  const isPlain = value.constructor === Object;
  for (const field in value) {
    if (field === cache || field === SETUP) continue;
    if (isPlain) write(field);
    write((value as Record<string, unknown>)[field]);
  }
}
