/** Which responses an answer describes, and both in words: each answer beside the responses that it takes. */
import { expect, it } from 'vitest';
import { describeAnswer, describeAnswers, describeResponse, matches, overlap } from '../../spec/answer.ts';
import type { Answer } from '../../spec/answer.ts';
import { isRead, NO_OFFER, NOTHING, CALL_KINDS } from '../../spec/call.ts';
import type { Call, Reservation, Response } from '../../spec/call.ts';
import { decodeOffer } from '../../spec/offer.ts';
import { isSuccess, statusHex, statusName, statusOf } from '../../spec/status.ts';

const pair = (mmioMegabytes: number, mmioMegabytesOptional: number): Reservation => ({
  mmioMegabytes,
  mmioMegabytesOptional,
});

/** An OfferChannel message as it is laid out; the fields that nobody reads are filled, so that a wrong offset is seen. */
function message({ mmioMegabytes, mmioMegabytesOptional }: Reservation, type = 1, length = 196): Uint8Array {
  const bytes = new Uint8Array(length).fill(0xee);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  if (length >= 60) view.setUint16(58, mmioMegabytes, true);
  if (length >= 184) view.setUint16(182, mmioMegabytesOptional, true);
  return bytes;
}

const status = (number: number): Response => ({ kind: 'status', status: number });
const space = (address: bigint, size: bigint): Response => ({ kind: 'space', address, size });
const RESPONSES: readonly Response[] = [
  ...[0, 0x103, 0x7fff_ffff, 0x8000_0000, 0xc000_000d, 0xc000_00ef, 0xffff_ffff].map(status),
  NOTHING,
  { kind: 'reservation', ...pair(4, 8) },
  { kind: 'reservation', ...pair(4, 9) },
  { kind: 'reservation', ...pair(5, 8) },
  { kind: 'offer', ...pair(4, 8) },
  { kind: 'offer', ...pair(5, 8) },
  { kind: 'offer', ...pair(4, 8), bytes: message(pair(4, 8)) },
  { kind: 'offer', ...pair(4, 8), bytes: message(pair(4, 0x308)) },
  { kind: 'offer', ...pair(4, 8), bytes: message(pair(4, 8), 0x1_0001) },
  { kind: 'offer', ...pair(4, 8), bytes: message(pair(4, 8), 1, 183) },
  { kind: 'offer', ...pair(4, 8), bytes: message(pair(4, 8), 1, 184) },
  NO_OFFER,
  space(0n, 0n),
  space(7n, 0n),
  space(0n, 8n),
  space(16n, 8n),
  space(16n, 7n),
  space(16n, 9n),
  space(17n, 8n),
  space(40n, 8n),
  space((1n << 64n) - 8n, 8n),
  space((1n << 64n) - 7n, 8n),
];

const sized = { kind: 'space', sizeMin: 8n, sizeMax: 8n, address: 'nonzero', apartFrom: [] } as const;
const ANSWERS: readonly Answer[] = [
  { kind: 'status', status: 0 },
  { kind: 'status', status: 0xc000_00ef },
  { kind: 'success' },
  { kind: 'failure' },
  { kind: 'any-status' },
  { kind: 'nothing' },
  { kind: 'reservation', pair: pair(4, 8) },
  { kind: 'any-reservation' },
  { kind: 'offer', pair: pair(4, 8), bytes: 'agree' },
  { kind: 'offer', pair: pair(4, 8), bytes: 'optional' },
  { kind: 'offer', pair: pair(4, 8), bytes: 'ignored' },
  { kind: 'any-offer' },
  { kind: 'no-offer' },
  sized,
  { ...sized, sizeMin: 0n, address: 'any' },
  {
    ...sized,
    sizeMin: 0n,
    apartFrom: [
      { address: 4n, size: 13n },
      { address: 47n, size: 1n },
    ],
  },
  { ...sized, sizeMin: 0n, sameAs: { address: 16n, size: 8n } },
  { kind: 'no-space' },
  { kind: 'any-space' },
];

it('takes the responses that it describes, and no others', () => {
  const rows = ANSWERS.map((answer) => {
    const taken = RESPONSES.filter((response) => matches(answer, response)).map(describeResponse);
    return [describeAnswer(answer), ...taken.map((words) => `  ${words}`)].join('\n');
  });
  expect(`\n${rows.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    STATUS_SUCCESS
      STATUS_SUCCESS
    STATUS_INVALID_PARAMETER_1
      STATUS_INVALID_PARAMETER_1
    any success status
      STATUS_SUCCESS
      STATUS_PENDING
      0x7fffffff
    any failure status
      0x80000000
      STATUS_INVALID_PARAMETER
      STATUS_INVALID_PARAMETER_1
      0xffffffff
    any status
      STATUS_SUCCESS
      STATUS_PENDING
      0x7fffffff
      0x80000000
      STATUS_INVALID_PARAMETER
      STATUS_INVALID_PARAMETER_1
      0xffffffff
    nothing (VOID)
      nothing (VOID)
    reservation 4/8
      reservation 4/8
    any reservation
      reservation 4/8
      reservation 4/9
      reservation 5/8
    offer 4/8, its bytes agreeing
      offer 4/8
      offer 4/8
    offer 4/8
      offer 4/8
      offer 4/8
      offer 4/8
    offer 4/8
      offer 4/8
      offer 4/8
      offer 4/8, its bytes 4/776
      offer 4/8, its bytes malformed (message type 65537, not OfferChannel (1))
      offer 4/8, its bytes malformed (183 bytes, at least 184 are needed)
      offer 4/8
    any offer, or none
      offer 4/8
      offer 5/8
      offer 4/8
      offer 4/8, its bytes 4/776
      offer 4/8, its bytes malformed (message type 65537, not OfferChannel (1))
      offer 4/8, its bytes malformed (183 bytes, at least 184 are needed)
      offer 4/8
      no live offer
    no live offer
      no live offer
    0x8 bytes at a nonzero address, all of it below 2^64
      0x8 bytes at 0x10
      0x8 bytes at 0x11
      0x8 bytes at 0x28
      0x8 bytes at 0xfffffffffffffff8
    0x0 to 0x8 bytes
      0x0 bytes at 0x0
      0x0 bytes at 0x7
      0x8 bytes at 0x0
      0x8 bytes at 0x10
      0x7 bytes at 0x10
      0x8 bytes at 0x11
      0x8 bytes at 0x28
      0x8 bytes at 0xfffffffffffffff8
      0x8 bytes at 0xfffffffffffffff9
    0x0 to 0x8 bytes at a nonzero address, all of it below 2^64, apart from the ranges of the other open channels
      0x0 bytes at 0x0
      0x0 bytes at 0x7
      0x8 bytes at 0x11
      0x8 bytes at 0xfffffffffffffff8
    0x8 bytes at 0x10, as before
      0x8 bytes at 0x10
    no space, 0 bytes at 0x0, where there is no room
      0x0 bytes at 0x0
    any space
      0x0 bytes at 0x0
      0x0 bytes at 0x7
      0x8 bytes at 0x0
      0x8 bytes at 0x10
      0x7 bytes at 0x10
      0x9 bytes at 0x10
      0x8 bytes at 0x11
      0x8 bytes at 0x28
      0x8 bytes at 0xfffffffffffffff8
      0x8 bytes at 0xfffffffffffffff9
    "
  `);
});

it('is told apart in words where it is another response', () => {
  expect(RESPONSES.map(describeResponse)).toMatchInlineSnapshot(`
    [
      "STATUS_SUCCESS",
      "STATUS_PENDING",
      "0x7fffffff",
      "0x80000000",
      "STATUS_INVALID_PARAMETER",
      "STATUS_INVALID_PARAMETER_1",
      "0xffffffff",
      "nothing (VOID)",
      "reservation 4/8",
      "reservation 4/9",
      "reservation 5/8",
      "offer 4/8",
      "offer 5/8",
      "offer 4/8",
      "offer 4/8, its bytes 4/776",
      "offer 4/8, its bytes malformed (message type 65537, not OfferChannel (1))",
      "offer 4/8, its bytes malformed (183 bytes, at least 184 are needed)",
      "offer 4/8",
      "no live offer",
      "0x0 bytes at 0x0",
      "0x0 bytes at 0x7",
      "0x8 bytes at 0x0",
      "0x8 bytes at 0x10",
      "0x7 bytes at 0x10",
      "0x9 bytes at 0x10",
      "0x8 bytes at 0x11",
      "0x8 bytes at 0x28",
      "0x8 bytes at 0xfffffffffffffff8",
      "0x8 bytes at 0xfffffffffffffff9",
    ]
  `);
});

it('is told once, however often it is permitted', () => {
  const answers = [{ answer: ANSWERS[0]! }, { answer: ANSWERS[3]! }, { answer: ANSWERS[0]! }];
  expect(describeAnswers(answers)).toEqual(['STATUS_SUCCESS', 'any failure status']);
});

it.each([
  [0n, 4n, false],
  [0n, 5n, true],
  [11n, 1n, true],
  [12n, 1n, false],
  [0n, 99n, true],
  [5n, 1n, true],
])('overlap: %i and %i bytes with 4 to 12: %s', (address, size, is) => {
  expect(overlap({ address, size }, { address: 4n, size: 8n })).toBe(is);
  expect(overlap({ address: 4n, size: 8n }, { address, size })).toBe(is);
});

it('an offer is read where the protocol has it, or why it is not', () => {
  expect(decodeOffer(message(pair(0x1234, 0xabcd)))).toEqual({ kind: 'pair', pair: pair(0x1234, 0xabcd) });
  expect(decodeOffer(message(pair(1, 2), 0x2_0001))).toEqual({
    kind: 'malformed',
    why: 'message type 131073, not OfferChannel (1)',
  });
  expect(decodeOffer(message(pair(1, 2), 1, 183))).toEqual({
    kind: 'malformed',
    why: '183 bytes, at least 184 are needed',
  });
});

it('a status has a name where it is in play, and a number elsewhere; either leads back', () => {
  const known = [
    0, 0x103, 0xc000_0001, 0xc000_0002, 0xc000_0008, 0xc000_000d, 0xc000_0010, 0xc000_0030, 0xc000_009a, 0xc000_00bb,
    0xc000_00ef, 0xc000_00f0, 0xc000_00f1, 0xc000_0184,
  ];
  expect(known.map((number) => `${statusHex(number)} ${statusName(number)}`)).toMatchInlineSnapshot(`
    [
      "0x00000000 STATUS_SUCCESS",
      "0x00000103 STATUS_PENDING",
      "0xc0000001 STATUS_UNSUCCESSFUL",
      "0xc0000002 STATUS_NOT_IMPLEMENTED",
      "0xc0000008 STATUS_INVALID_HANDLE",
      "0xc000000d STATUS_INVALID_PARAMETER",
      "0xc0000010 STATUS_INVALID_DEVICE_REQUEST",
      "0xc0000030 STATUS_INVALID_PARAMETER_MIX",
      "0xc000009a STATUS_INSUFFICIENT_RESOURCES",
      "0xc00000bb STATUS_NOT_SUPPORTED",
      "0xc00000ef STATUS_INVALID_PARAMETER_1",
      "0xc00000f0 STATUS_INVALID_PARAMETER_2",
      "0xc00000f1 STATUS_INVALID_PARAMETER_3",
      "0xc0000184 STATUS_INVALID_DEVICE_STATE",
    ]
  `);
  expect(statusName(0x104)).toBe('0x00000104');
  for (const number of [...known, 0x104, 0xdead_beef]) expect(statusOf(statusName(number))).toBe(number);
  expect([0, 0x7fff_ffff].every(isSuccess)).toBe(true);
  expect([0x8000_0000, 0xffff_ffff].some(isSuccess)).toBe(false);
});

it('three calls only look', () => {
  const looks = CALL_KINDS.filter((kind) => isRead({ kind, channel: 0 } as Call));
  expect(looks).toEqual(['readReservation', 'readOffer', 'getMmioSpace']);
  expect([NOTHING, NO_OFFER].every(Object.isFrozen)).toBe(true);
});
