import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from '../../../spec/status.ts';
import type { Swept } from '../../../targets/native/sweep.ts';
import { sweepNative } from '../../../targets/native/sweep.ts';
import { buildLibrary } from '../../build-library.ts';
import { livingChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';

const C_EXAMPLE = join(import.meta.dirname, '../../../targets/examples/c/channel.c');
const MISBEHAVING = join(import.meta.dirname, 'misbehaving.c');

async function sweep(library: string, from: number, to: number): Promise<Swept[]> {
  const expected = { bothZero: STATUS_INVALID_PARAMETER, otherwise: STATUS_SUCCESS };
  const stretches: Swept[] = [];
  for await (const swept of sweepNative(library, { deadlineMs: 1_000, expected, from, to })) stretches.push(swept);
  return stretches;
}

/** Ends of the whole range, and pairs around which halves and signs change. */
const RANGES = [
  ['from the first pair on', 0, 3_000],
  ['over the sign', 2 ** 31 - 1_500, 2 ** 31 + 1_500],
  ['to the last pair', 2 ** 32 - 3_000, 2 ** 32],
] as const;

afterEach(() => expect(livingChildren()).toEqual([]));

describe.runIf(requireTool('gcc'))('a sweep of pairs', () => {
  test.each(RANGES)('%s', async (_, from, to) => {
    expect(await sweep(buildLibrary('c', C_EXAMPLE), from, to)).toEqual([{ from, to, kind: 'as-expected' }]);
  });

  test('finds the one pair in a stretch of nine million that is wrong', async () => {
    const library = buildLibrary('c', C_EXAMPLE, { flags: ['-DFAULT_ONE_PAIR_WRONG'] });
    const stretches = await sweep(library, 0x1200_0000, 0x1290_0000);
    expect(stretches.filter(({ kind }) => kind !== 'as-expected')).toMatchObject([
      {
        kind: 'mismatch',
        mismatch: {
          mmioMegabytes: 0x1234,
          mmioMegabytesOptional: 0xabcd,
          status: 0,
          held: { mmioMegabytes: 0x1234, mmioMegabytesOptional: 0xabcc },
        },
      },
    ]);
  });

  test('finds a refusal of (0, 0) that is not one', async () => {
    const library = buildLibrary('c', C_EXAMPLE, { flags: ['-DFAULT_BOTH_ZERO_ACCEPTED'] });
    expect(await sweep(library, 0, 100)).toMatchObject([
      { kind: 'mismatch', mismatch: { mmioMegabytes: 0, status: 0 } },
    ]);
  });

  test('finds the pair at which the library crashes', async () => {
    const pair = 700 * 0x1_0000;
    const stretches = await sweep(buildLibrary('c', MISBEHAVING), pair - 3_000, pair + 3_000);
    expect(stretches.filter(({ kind }) => kind !== 'as-expected')).toMatchObject([
      { from: pair, to: pair + 1, kind: 'crash' },
    ]);
    expect(stretches.at(-1)).toMatchObject({ message: expect.stringContaining('SIGSEGV') });
  });

  test('ends its processes when nobody asks for more', async () => {
    const expected = { bothZero: STATUS_INVALID_PARAMETER, otherwise: STATUS_SUCCESS };
    for await (const { kind } of sweepNative(buildLibrary('c', C_EXAMPLE), { deadlineMs: 1_000, expected })) {
      expect(kind).toBe('as-expected');
      break;
    }
  });
});
