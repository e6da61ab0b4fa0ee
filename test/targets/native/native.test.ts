/** Libraries that end badly, cannot be used, or show the extremes of the layout. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Call, Response } from '../../../spec/call.ts';
import { execute } from '../../../harness/execute/execute.ts';
import type { Trace } from '../../../harness/execute/trace.ts';
import type { Program, Target } from '../../../harness/target.ts';
import { TargetFailure } from '../../../harness/target.ts';
import type { NativeOptions } from '../../../targets/native/native.ts';
import { openNative } from '../../../targets/native/native.ts';
import { buildLibrary } from '../../build-library.ts';
import { watchChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';

const childrenLeft = watchChildren();

const SOURCE = join(import.meta.dirname, 'misbehaving.c');
const SUCCESS: Response = { kind: 'status', status: 0 };
const ALLOCATE: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };

function set(amount: number): Call {
  return { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: amount, mmioMegabytesOptional: 0 };
}
function read(amount: number): Response {
  return { kind: 'reservation', mmioMegabytes: amount, mmioMegabytesOptional: 0 };
}
const READ: Call = { kind: 'readReservation', channel: 0 };
const READ_OFFER: Call = { kind: 'readOffer', channel: 0 };

const HANG_MS = 1_500;

let opened: Target | undefined;

async function open(path: string, options: Partial<NativeOptions> = {}): Promise<Target> {
  opened = await openNative(path, { deadlineMs: 30_000, ...options });
  return opened;
}

async function failureOf(running: Promise<unknown>): Promise<TargetFailure> {
  const outcome = await running.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(TargetFailure);
  return outcome as TargetFailure;
}

afterEach(async () => {
  await opened?.close?.();
  opened = undefined;
  expect(childrenLeft()).toEqual([]);
});

describe.runIf(requireTool('gcc'))('a library that ends badly', () => {
  const MIDDLE: Program = [ALLOCATE, set(1), set(0), READ, { kind: 'cleanup', channel: 0 }];
  const LAST: Program = [ALLOCATE, READ, set(0)];

  test.each([
    { misdeed: 700, kind: 'crash', words: 'the process of the library was killed by SIGSEGV' },
    { misdeed: 701, kind: 'crash', words: 'was killed by SIGABRT' },
    { misdeed: 702, kind: 'crash', words: 'exited with code 0' },
    { misdeed: 703, kind: 'timeout', words: `no answer from the library within ${HANG_MS} ms` },
    { misdeed: 704, kind: 'crash', words: 'was killed by SIGSEGV' },
    { misdeed: 706, kind: 'adapter-fault', words: 'wrote past the end of 3 responses', shape: LAST },
    {
      misdeed: 707,
      kind: 'adapter-fault',
      words: 'wrote to stdout, which a target must leave alone: "eight megabytes"',
    },
    { misdeed: 708, kind: 'crash', words: 'past the limit of 600 MiB' },
    { misdeed: 709, kind: 'adapter-fault', words: 'kmcl_run returned -7 at call' },
    { misdeed: 710, kind: 'adapter-fault', words: 'setMmioMegabytes, cannot be answered with reservation' },
    { misdeed: 713, kind: 'adapter-fault', words: 'bits that the contract does not have' },
    { misdeed: 714, kind: 'crash', words: 'assertion failed: channel != NULL' },
  ] as const)('$misdeed is a $kind: $words', { tags: ['slow'] }, async ({ misdeed, kind, words, ...row }) => {
    const shape = 'shape' in row ? row.shape : MIDDLE;
    // Only what hangs is waited for to the end; the others have time, however busy the machine is.
    const deadlineMs = kind === 'timeout' ? HANG_MS : 60_000;
    const target = await open(buildLibrary('c', SOURCE), { memoryBytesMax: 600 * 2 ** 20, deadlineMs });
    const bad = shape.map((call) =>
      call.kind === 'setMmioMegabytes' && call.mmioMegabytes === 0 ? set(misdeed) : call,
    );
    const programs = Array.from({ length: 200 }, (_, index) =>
      index === 120 ? bad : [ALLOCATE, set(index + 1), READ],
    );
    const traces = await Promise.all(programs.map((program) => execute(target, program, { deadlineMs })));
    const [{ end }] = traces.splice(120, 1) as [Trace];
    for (const { program, responses } of traces) {
      expect(responses).toEqual([SUCCESS, SUCCESS, read(programs.findIndex((one) => one === program) + 1)]);
    }
    expect(end).toMatchObject({ kind, message: expect.stringContaining(words) });
    // An overrun shows only where no later response covers it, which is at the program's last call.
    if (misdeed !== 706) expect(end).toHaveProperty('at', bad.indexOf(bad[2]!));
  });

  test('a heap overflow goes unseen by itself and is a finding under the sanitizer', { tags: ['slow'] }, async () => {
    const program = [ALLOCATE, set(705)];
    expect(await (await open(buildLibrary('c', SOURCE))).run(program)).toEqual([SUCCESS, SUCCESS]);
    await opened?.close?.();

    const guarded = buildLibrary('c', SOURCE, { flags: ['-fsanitize=address'] });
    const target = await open(guarded, { sanitizer: 'asan' });
    expect(await target.run([ALLOCATE, set(8), READ])).toEqual([SUCCESS, SUCCESS, read(8)]);
    const failure = await failureOf(target.run(program));
    expect(failure.kind).toBe('crash');
    expect(failure.answered).toBe(1);
    expect(failure.message).toContain('AddressSanitizer: heap-buffer-overflow');
    expect(failure.message).toContain('misbehave');
  });

  test("offer bytes at NULL are the adapter's fault", async () => {
    const target = await open(buildLibrary('c', SOURCE));
    expect(await failureOf(target.run([ALLOCATE, set(711), READ_OFFER]))).toMatchObject({
      kind: 'adapter-fault',
      message: 'kmcl_run returned -1003 at call 3',
    });
  });

  test("an instance that cannot be opened is the adapter's fault", async () => {
    const target = await open(buildLibrary('c', SOURCE, { flags: ['-DOPENS_NOTHING'] }));
    expect(await failureOf(target.run([ALLOCATE]))).toMatchObject({
      kind: 'adapter-fault',
      message: 'kmcl_run returned -1001 at call 1',
    });
  });

  test('the bytes of an offer arrive as they were', async () => {
    const target = await open(buildLibrary('c', SOURCE));
    const offer = { kind: 'offer', mmioMegabytes: 0, mmioMegabytesOptional: 0, bytes: new Uint8Array([1, 2, 3, 4]) };
    expect(await target.run([ALLOCATE, READ_OFFER, READ_OFFER])).toEqual([SUCCESS, offer, offer]);
  });

  test('amounts and slots that the layout cannot hold never leave this side', async () => {
    const target = await open(buildLibrary('c', SOURCE));
    for (const [call, words] of [
      [set(65_536), 'from 0 to 65535, not 65536'],
      [set(-1), 'not -1'],
      [set(1.5), 'not 1.5'],
      [{ ...ALLOCATE, channel: 16 }, 'from 0 to 15, not 16'],
    ] as const) {
      expect((await failureOf(target.run([ALLOCATE, call]))).message).toContain(words);
    }
    expect(await target.run([ALLOCATE, set(65_535), READ])).toEqual([SUCCESS, SUCCESS, read(65_535)]);
  });

  test('in this process it answers the same, program by program and call by call', async () => {
    const target = await open(buildLibrary('c', SOURCE), { unsafeInProcess: true });
    expect(await target.run([ALLOCATE, set(9), READ])).toEqual([SUCCESS, SUCCESS, read(9)]);
    const session = target.open?.();
    expect([ALLOCATE, set(10), READ].map((call) => session?.perform(call))).toEqual([SUCCESS, SUCCESS, read(10)]);
    session?.close?.();
    expect((await failureOf(target.run([ALLOCATE, set(709)]))).message).toBe('kmcl_run returned -7 at call 2');
  });
});

interface Unusable {
  readonly flags: readonly string[];
  readonly words: string;
  readonly sanitizer?: 'asan';
}

describe.runIf(requireTool('gcc'))('a library that cannot be used', () => {
  test.each<Unusable>([
    { flags: ['-DWITHOUT_RUN'], words: 'does not export kmcl_run: define KMCL_TARGET_IMPLEMENTATION' },
    { flags: ['-DABI=2'], words: 'speaks version 2 of the native contract, and this suite version 1' },
    { flags: ['-DPRINTS_WHEN_LOADED'], words: 'while it was being loaded, the library wrote to stdout' },
  ])('$flags: $words', isUnusable);

  test.each<Unusable>([
    { flags: ['-DWITHOUT_DESCRIBE'], words: 'does not export kmcl_describe: export them with C linkage' },
    { flags: ['-DDESCRIPTION_SIZE=24'], words: 'gives a size of 24, and a description has 32' },
    { flags: ['-DCAPABILITIES=1<<12'], words: 'claims capability bit 12: the last one is 11, threads' },
    { flags: ['-DNAME=NULL'], words: 'gives no name' },
    { flags: ['-DDESCRIBES_NOTHING'], words: 'returned NULL' },
    {
      flags: ['-DCRASHES_WHEN_DESCRIBED'],
      words: 'while it was being loaded, the process of the library was killed by SIGSEGV',
    },
    { flags: ['-fsanitize=address'], words: 'was built with AddressSanitizer: add --sanitizer asan' },
    { flags: [], sanitizer: 'asan', words: 'was not built with -fsanitize=address' },
  ])('$flags: $words', { tags: ['slow'] }, isUnusable);

  async function isUnusable({ flags, words, sanitizer }: Unusable): Promise<void> {
    const options = sanitizer === undefined ? {} : { sanitizer };
    const failure = await failureOf(open(buildLibrary('c', SOURCE, { flags }), options));
    expect(failure.kind).toBe('unusable');
    expect(failure.message).toContain(words);
  }
});

describe('a file that is no library for this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-native-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    writeFileSync(join(folder, 'text.so'), 'hello\n'.repeat(20));
    writeFileSync(join(folder, 'empty.so'), '');
    symlinkSync('loop.so', join(folder, 'loop.so'));
    // Node itself is an ELF file for this machine, and with another machine's number in it no longer is.
    const foreign = readFileSync(process.execPath).subarray(0, 4_096);
    foreign.writeUInt16LE(process.arch === 'arm64' ? 0x3e : 0xb7, 18);
    writeFileSync(join(folder, 'foreign.so'), foreign);
    writeFileSync(join(folder, 'cut.so'), readFileSync(process.execPath).subarray(0, 4_096));
    writeFileSync(join(folder, 'windows.so'), Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]));
    copyFileSync(process.execPath, join(folder, 'node.so'));
  });

  test.each([
    ['none.so', 'there is no file'],
    ['.', 'is not a file'],
    ['loop.so', 'ELOOP'],
    ['text.so', 'is not a shared library'],
    ['empty.so', 'is not a shared library'],
    ['foreign.so', `and this Node runs on ${process.arch}`],
    ['windows.so', 'is a library of another system (pe)'],
    ['cut.so', 'cannot be loaded'],
  ])('%s: %s', isUnusable);
  test.each([['node.so', 'cannot be loaded']])('%s: %s', { tags: ['slow'] }, isUnusable);

  async function isUnusable(name: string, words: string): Promise<void> {
    const failure = await failureOf(open(join(folder, name)));
    expect(failure.kind).toBe('unusable');
    expect(failure.message).toContain(words);
  }
});
