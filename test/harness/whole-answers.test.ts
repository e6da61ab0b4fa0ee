/** What the doctor says where something comes out cut: the adapter's place is named, and what is permitted is no warning. */
import { describe, expect, it } from 'vitest';
import { examine, plainExamination } from '../../harness/doctor/doctor.ts';
import type { Capability, Target } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';

const OPTIONS = { deadlineMs: 5_000 };

async function asked(target: Target, name: string) {
  const checks = await examine(
    plainExamination(async () => target),
    OPTIONS,
  );
  return checks.find((check) => check.name === name);
}

describe('is warned of', () => {
  it.each([
    ['slots-in-three-bits', '16 channels at once', /^slot 0 holds \(9, 2304\), and \(1, 256\) was set$/],
    ['both-zero-accepted', 'a status with its high bit set', /^\(0, 0\) gave STATUS_SUCCESS/],
    ['required-in-a-byte', 'amounts of 0xFFFF', /^\(65535, 65534\) came back as \(255, 65534\)$/],
    ['client-accepted', 'a client endpoint is refused', /gave STATUS_SUCCESS$/],
  ])('%s: %s', async (fault, name, cause) => {
    expect(await asked(reference({ fault }), name)).toMatchObject({
      kind: 'warning',
      cause: expect.stringMatching(cause),
    });
  });

  const offering = (change: (bytes: Uint8Array) => Uint8Array): Target => {
    const { run, info } = reference();
    return {
      info,
      run: async (program) =>
        (await run(program)).map((response) =>
          response.kind === 'offer' && response.bytes ? { ...response, bytes: change(response.bytes) } : response,
        ),
    };
  };

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ['cut after the first amount', (bytes) => bytes.slice(0, 100), /^the offer is 100 bytes long$/],
    ['the high byte first', (bytes) => swapped(bytes), /0x3412 and 0x7856 stand at offsets 58 and 182$/],
    ['without its header', (bytes) => bytes.slice(8), /; 0x1234 stands at 50$/],
  ])('an offer: %s', async (_, change, cause) => {
    expect(await asked(offering(change), 'the bytes of an offer')).toMatchObject({
      kind: 'warning',
      cause: expect.stringMatching(cause),
    });
  });

  it('a space that no guest can see', async () => {
    const { info, ...rest } = reference();
    const capabilities: readonly Capability[] = ['reservation', 'mmio-space'];
    const check = await asked({ ...rest, info: { ...info, capabilities } }, 'capabilities');
    expect(check).toMatchObject({ kind: 'warning', cause: expect.stringContaining('guest is not') });
  });

  it('fewer than 16 channels, and no more is said of what stands behind', async () => {
    expect(await asked(reference({ channelsMax: 3 }), '16 channels at once')).toMatchObject({
      kind: 'warning',
      cause: expect.stringMatching(/^Allocate in slot 3 was refused/),
    });
  });
});

it('a refused Enable, which is permitted, leaves its questions untried', async () => {
  const target = reference({ enableFails: 'first' });
  for (const name of ['the bytes of an offer', 'a size past 32 bits'])
    expect(await asked(target, name)).toMatchObject({ kind: 'not-tried' });
});

/** Both amounts of an offer with their bytes in the other order. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice();
  for (const at of [58, 182]) [other[at], other[at + 1]] = [bytes[at + 1]!, bytes[at]!];
  return other;
}
