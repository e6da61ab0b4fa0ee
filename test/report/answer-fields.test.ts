/** The comparison field by field agrees with the oracle: some field is wrong exactly where the answer does not match. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparedFields } from '../../harness/report/answer-fields.ts';
import { matches } from '../../spec/answer.ts';
import type { Answer } from '../../spec/answer.ts';
import type { Response } from '../../spec/call.ts';

const status = fc.constantFrom(0, 0x103, 0xc000_000d, 0xc000_00ef, 0x8007_0057, 22, 0xffff_ffff);
const amount = fc.constantFrom(0, 1, 8, 0x8000, 0xffff);
const pair = fc.record({ mmioMegabytes: amount, mmioMegabytesOptional: amount });
const bytes = fc.constantFrom(0n, 1n << 20n, 8n << 20n, 1n << 36n);
const address = fc.constantFrom(0n, 1n << 20n, 4n << 20n, 1n << 40n, (1n << 64n) - (1n << 20n));
const range = fc.record({ address, size: bytes });

function message({ mmioMegabytes, mmioMegabytesOptional }: { mmioMegabytes: number; mmioMegabytesOptional: number }) {
  const written = new Uint8Array(196);
  const view = new DataView(written.buffer);
  view.setUint32(0, 1, true);
  view.setUint16(58, mmioMegabytes, true);
  view.setUint16(182, mmioMegabytesOptional, true);
  return written;
}

const answer: fc.Arbitrary<Answer> = fc.oneof(
  status.map((code) => ({ kind: 'status', status: code }) as const),
  fc.constantFrom({ kind: 'success' }, { kind: 'failure' }, { kind: 'any-status' }, { kind: 'nothing' } as const),
  pair.map((held) => ({ kind: 'reservation', pair: held }) as const),
  fc.record({ kind: fc.constant('offer' as const), pair, bytes: fc.constantFrom('agree', 'optional', 'ignored') }),
  fc.constantFrom({ kind: 'no-offer' }, { kind: 'any-offer' }, { kind: 'any-space' }, { kind: 'no-space' } as const),
  fc.record({
    kind: fc.constant('space' as const),
    sizeMin: bytes,
    sizeMax: bytes,
    address: fc.constantFrom('nonzero', 'any'),
    apartFrom: fc.array(range, { maxLength: 2 }),
    sameAs: fc.option(range, { nil: undefined }),
  }),
) as fc.Arbitrary<Answer>;

const response: fc.Arbitrary<Response> = fc.oneof(
  status.map((code) => ({ kind: 'status', status: code }) as const),
  fc.constantFrom({ kind: 'nothing' }, { kind: 'no-offer' } as const),
  pair.map((held) => ({ kind: 'reservation', ...held }) as const),
  fc.tuple(pair, fc.option(pair, { nil: undefined })).map(([told, sent]) => ({
    kind: 'offer' as const,
    ...told,
    ...(sent === undefined ? {} : { bytes: message(sent) }),
  })),
  pair.map((told) => ({ kind: 'offer', ...told, bytes: new Uint8Array(4) }) as const),
  range.map((seen) => ({ kind: 'space', ...seen }) as const),
) as fc.Arbitrary<Response>;

it('finds a wrong field exactly where the answer does not match', () => {
  const met = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(answer, response, (promised, seen) => {
      const isRight = matches(promised, seen);
      met[isRight ? 'right' : 'wrong'] += 1;
      expect(comparedFields([promised], seen).fields.some(({ isWrong }) => isWrong)).toBe(!isRight);
    }),
    { numRuns: 3_000, seed: 1 },
  );
  // Both have to come, or it says nothing.
  expect(Math.min(met.right, met.wrong)).toBeGreaterThan(100);
});

it('compares with the answer that comes nearest, and names the others', () => {
  const promised: Answer[] = [
    { kind: 'no-offer' },
    { kind: 'reservation', pair: { mmioMegabytes: 0, mmioMegabytesOptional: 0 } },
    { kind: 'reservation', pair: { mmioMegabytes: 4, mmioMegabytesOptional: 8 } },
  ];
  const { fields, others } = comparedFields(promised, {
    kind: 'reservation',
    mmioMegabytes: 4,
    mmioMegabytesOptional: 12,
  });
  expect(fields).toEqual([
    { name: 'MmioMegabytes', promised: '4 = 0x4', observed: '4 = 0x4', isWrong: false },
    { name: 'MmioMegabytesOptional', promised: '8 = 0x8', observed: '12 = 0xc', isWrong: true },
  ]);
  expect(others).toEqual(['reservation 0/0', 'no live offer']);
});

it('says of a space which of size, address and overlap is wrong', () => {
  const other = { address: 0x1000_0000n, size: 8n << 20n };
  const promised = {
    kind: 'space',
    sizeMin: 8n << 20n,
    sizeMax: 8n << 20n,
    address: 'nonzero',
    apartFrom: [other],
  } as const;
  const wrongOf = (at: bigint, size: bigint) =>
    comparedFields([promised], { kind: 'space', address: at, size })
      .fields.filter(({ isWrong }) => isWrong)
      .map(({ name }) => name);
  expect(wrongOf(0x2000_0000n, 8n << 20n)).toEqual([]);
  expect(wrongOf(0x2000_0000n, 4n << 20n)).toEqual(['size']);
  expect(wrongOf(0n, 8n << 20n)).toEqual(['address']);
  expect(wrongOf(0x1040_0000n, 8n << 20n)).toEqual(['overlap']);
  expect(wrongOf((1n << 64n) - 1n, 4n << 20n)).toEqual(['size', 'end']);
});
