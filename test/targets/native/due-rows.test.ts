/** What is due of a space is the same in a library's row as in process, up to the end of memory. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MEGABYTE_BYTES } from '../../../spec/call.ts';
import { isDue } from '../../../harness/execute/due-answer.ts';
import { RESPONSE_BYTES, SEEN } from '../../../targets/abi/layout.ts';
import { DueRows } from '../../../targets/native/due-rows.ts';

const NONE = { mmioMegabytes: 0, mmioMegabytesOptional: 0 };
const DUE = { kind: 'space', zero: NONE, otherwise: 'pair' } as const;
const MEGABYTE = BigInt(MEGABYTE_BYTES);
const END = 1n << 64n;
/** Only offers are read out of a library's memory. */
const MEMORY = { addressOf: () => 0n } as unknown as ConstructorParameters<typeof DueRows>[2];
const rows = new DueRows([DUE], false, MEMORY);

function inRow(address: bigint, size: bigint, required: number, optional: number): boolean {
  const bytes = new DataView(new ArrayBuffer(RESPONSE_BYTES));
  bytes.setUint32(0, SEEN.space, true);
  bytes.setBigUint64(16, address, true);
  bytes.setBigUint64(24, size, true);
  return rows.firstWrong(new Uint32Array(bytes.buffer), 0, required * 0x1_0000 + optional) < 0;
}

const inProcess = (address: bigint, size: bigint, required: number, optional: number) =>
  isDue(DUE, { kind: 'space', address, size }, required, optional, false);

it.each([
  ['up to the end of memory', END - MEGABYTE, MEGABYTE, true],
  ['one byte beyond it', END - MEGABYTE + 1n, MEGABYTE, false],
  ['that begins a megabyte before it and is two long', END - MEGABYTE, 2n * MEGABYTE, false],
  ['at 0', 0n, MEGABYTE, false],
  ['across 4 GiB', (1n << 32n) - 1n, MEGABYTE, true],
  ['a byte too small', 1n << 32n, MEGABYTE - 1n, false],
  ['a byte too large', 1n << 32n, 2n * MEGABYTE + 1n, false],
])('a range %s', (_, address, size, isRight) => {
  expect([inRow(address, size, 1, 1), inProcess(address, size, 1, 1)]).toEqual([isRight, isRight]);
});

it('agrees on ranges anywhere', () => {
  const near = (edge: bigint) =>
    fc.bigInt({ min: -2n * MEGABYTE, max: 2n * MEGABYTE }).map((by) => BigInt.asUintN(64, edge + by));
  const address = fc.oneof(near(0n), near(1n << 32n), near(1n << 63n), fc.bigInt({ min: 0n, max: END - 1n }));
  const size = fc.oneof(near(0n), near(MEGABYTE), near(65_535n * MEGABYTE), near(131_070n * MEGABYTE));
  const amount = fc.constantFrom(0, 1, 2, 65_535);
  fc.assert(
    fc.property(address, size, amount, amount, (...range) => {
      fc.pre(range[2] + range[3] > 0);
      expect(inRow(...range)).toBe(inProcess(...range));
    }),
    { numRuns: 5_000 },
  );
});
