/** What the doctor says of a library. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Check } from '../../../harness/doctor/check-result.ts';
import { examine } from '../../../harness/doctor/doctor.ts';
import { nativeExamination } from '../../../targets/native/doctor-questions.ts';
import { buildLibrary } from '../../build-library.ts';
import { watchChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';

const childrenLeft = watchChildren();

const MISBEHAVING = join(import.meta.dirname, 'misbehaving.c');
const C_EXAMPLE = join(import.meta.dirname, '../../../targets/examples/c/channel.c');

const OPTIONS = { deadlineMs: 1_000 };
const doctorNative = (library: string) => examine(nativeExamination(library, OPTIONS), OPTIONS);

afterEach(() => expect(childrenLeft()).toEqual([]));

function line(check: Check): string {
  switch (check.kind) {
    case 'ok':
      return `ok         ${check.name}: ${check.saw}`;
    case 'problem':
    case 'warning':
      return `${check.kind.padEnd(9)}  ${check.name}: ${check.cause}; ${check.cure}`;
    case 'not-tried':
      return `not tried  ${check.name}: ${check.reason}`;
    default:
      return check satisfies never;
  }
}

describe.runIf(requireTool('gcc'))('the doctor', () => {
  test('finds nothing wrong with the C example', { tags: ['slow'] }, async () => {
    const checks = await doctorNative(buildLibrary('c', C_EXAMPLE));
    expect(checks.map(line).join('\n')).toMatchInlineSnapshot(`
      "ok         the file: a library for this system and this architecture
      ok         loads: as the contract has it
      ok         symbols: as the contract has it
      ok         ABI version: 1
      ok         struct sizes: as the contract has it
      ok         name and version: example-c 1.0
      ok         capabilities: reservation, offer, offer-bytes, mmio-space, guest, start-pause, client-endpoint, null-handle, stale-handle, forged-handle, misuse
      ok         opens: and says what it is
      ok         something to observe: reservation, offer, mmio-space
      ok         every call answered in its shape: 16 calls, each answered in its shape
      ok         the same program twice: 17 calls answered the same both times
      ok         two instances at once: 22 calls on each in turn, answered as alone
      ok         an empty program: no calls, no responses
      ok         a NULL handle is survived: answered with STATUS_INVALID_PARAMETER_1
      ok         a stale handle is survived: answered with STATUS_INVALID_PARAMETER_1
      ok         a forged handle is survived: answered with STATUS_INVALID_PARAMETER_1
      ok         16 channels at once: slots 0 to 15 each hold a channel with its own amounts
      ok         a status with its high bit set: STATUS_INVALID_PARAMETER for (0, 0)
      ok         amounts of 0xFFFF: (65535, 65534) comes back as it was
      ok         the bytes of an offer: 196 bytes, both amounts at offsets 58 and 182
      ok         a size past 32 bits: 0xffff00000 bytes for 65535 MB
      ok         a client endpoint is refused: answered with STATUS_INVALID_PARAMETER_1
      ok         calls that no program makes: a kind that there is not, allocate in slot 16, enable of an empty slot: each is the adapter's own fault"
    `);
  });

  test('tells a window that has no room for a size from one that is told wrongly', { tags: ['slow'] }, async () => {
    process.env['KMCL_VARIANT'] = 'small-window';
    try {
      const checks = await doctorNative(buildLibrary('c', join(import.meta.dirname, 'variants.c')));
      expect(checks.find(({ name }) => name === 'a size past 32 bits')).toMatchObject({
        kind: 'warning',
        cause: '65535 MB came back as no space, 0 bytes at 0x0: there is no room for them',
      });
    } finally {
      delete process.env['KMCL_VARIANT'];
    }
  });

  test('tells what was reached and what was not', async () => {
    const library = buildLibrary('c', MISBEHAVING, { flags: ['-DABI=2'] });
    const checks = await doctorNative(library);
    expect(checks.map((check) => line(check).replace(library, 'LIBRARY')).join('\n')).toMatchInlineSnapshot(`
      "ok         the file: a library for this system and this architecture
      ok         loads: as the contract has it
      ok         symbols: as the contract has it
      problem    ABI version: LIBRARY speaks version 2 of the native contract, and this suite version 1; build it with the header of this version
      not tried  struct sizes: needs: ABI version
      not tried  name and version: needs: ABI version
      not tried  capabilities: needs: ABI version
      not tried  opens: needs: ABI version
      not tried  something to observe: needs: ABI version
      not tried  every call answered in its shape: needs: ABI version
      not tried  the same program twice: needs: ABI version
      not tried  two instances at once: needs: ABI version
      not tried  an empty program: needs: ABI version
      not tried  a NULL handle is survived: needs: ABI version
      not tried  a stale handle is survived: needs: ABI version
      not tried  a forged handle is survived: needs: ABI version
      not tried  16 channels at once: needs: ABI version
      not tried  a status with its high bit set: needs: ABI version
      not tried  amounts of 0xFFFF: needs: ABI version
      not tried  the bytes of an offer: needs: ABI version
      not tried  a size past 32 bits: needs: ABI version
      not tried  a client endpoint is refused: needs: ABI version
      not tried  calls that no program makes: needs: ABI version"
    `);
  });

  test.each([
    { source: MISBEHAVING, flags: ['-DWITHOUT_RUN'], name: 'symbols', words: 'does not export kmcl_run' },
    { source: MISBEHAVING, flags: ['-DDESCRIPTION_SIZE=24'], name: 'struct sizes', words: 'gives a size of 24' },
    { source: MISBEHAVING, flags: ['-DNAME=NULL'], name: 'name and version', words: 'gives no name' },
    { source: MISBEHAVING, flags: ['-DCAPABILITIES=1<<12'], name: 'capabilities', words: 'claims capability bit 12' },
    {
      source: MISBEHAVING,
      flags: ['-DCAPABILITIES=0'],
      name: 'something to observe',
      words: 'nothing but its status codes',
    },
    { source: MISBEHAVING, flags: ['-DCRASHES_WHEN_DESCRIBED'], name: 'loads', words: 'killed by SIGSEGV' },
    {
      source: MISBEHAVING,
      flags: ['-DOPENS_NOTHING'],
      name: 'every call answered in its shape',
      words: 'kmcl_run returned -1001',
    },
    {
      source: C_EXAMPLE,
      flags: ['-DFAULT_BOTH_ZERO_ACCEPTED'],
      name: 'a status with its high bit set',
      words: '(0, 0) gave STATUS_SUCCESS',
    },
    {
      source: MISBEHAVING,
      flags: [],
      name: 'calls that no program makes',
      words: 'a kind that there is not was taken, with 0',
    },
    {
      source: C_EXAMPLE,
      flags: ['-DFAULT_OPTIONAL_IN_8_BITS'],
      name: 'amounts of 0xFFFF',
      words: 'came back as (65535, 254)',
    },
    {
      source: C_EXAMPLE,
      flags: ['-DFAULT_SPACE_IN_32_BITS'],
      name: 'a size past 32 bits',
      words: 'came back as 0xfff00000 bytes',
    },
  ])('$flags: $name, $words', { tags: ['slow'] }, async ({ source, flags, name, words }) => {
    const checks = await doctorNative(buildLibrary('c', source, { flags }));
    const check = checks.find((one) => one.name === name);
    // Whatever a run can go on with is only a warning.
    const isUnusable = flags.some((flag) => /WITHOUT_RUN|DESCRI|NAME|<<12|OPENS_NOTHING/.test(flag));
    expect(check).toMatchObject({ kind: isUnusable ? 'problem' : 'warning' });
    if (check !== undefined) expect(line(check)).toContain(words);
  });
});

test('the doctor says that there is no such file', async () => {
  const [check] = await doctorNative('/nowhere/channel.so');
  expect(check).toEqual({
    name: 'the file',
    kind: 'problem',
    cause: 'there is no file /nowhere/channel.so',
    cure: 'build it, or give its path',
  });
});
