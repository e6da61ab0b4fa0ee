/** What is otherwise on Windows and macOS, asked for by the platform's name: nothing here needs to run there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellCommand } from '../harness/report/replay-command.ts';
import { endSignature } from '../harness/campaign/signature.ts';
import { obstacleTo } from '../targets/abi/binary-format.ts';
import { exitCodeWords } from '../targets/isolated/exit-words.ts';
import { sanitizerEnvironment } from '../targets/native/address-sanitizer.ts';
import { pipePath } from '../targets/remote/transports/open-transport.ts';
import { exitReason } from '../targets/remote/transports/stdio-transport.ts';
import { emptyFolder } from './cli/kmcl.ts';

describe('an exit code', () => {
  it.each([
    [0, '0'],
    [255, '255'],
    [3_221_225_477, '3221225477 (0xc0000005, STATUS_ACCESS_VIOLATION)'],
    // Node gives it unsigned; a runtime between may not.
    [-1_073_741_819, '-1073741819 (0xc0000005, STATUS_ACCESS_VIOLATION)'],
    [3_221_226_505, '3221226505 (0xc0000409, STATUS_STACK_BUFFER_OVERRUN)'],
    [3_221_225_500, '3221225500 (0xc000001c)'],
  ])('%i', (code, words) => expect(exitCodeWords(code)).toBe(words));

  it('of an exception is one way of failing, and another exception another', () => {
    const program = [{ kind: 'allocate', channel: 0, endpoint: 'server' }] as const;
    const crash = (code: number) =>
      endSignature({
        program,
        end: { kind: 'crash', at: 0, message: `the process of the library exited with code ${exitCodeWords(code)}` },
      });
    expect(crash(3_221_225_477).actual).toBe('crash exit code 3221225477');
    expect(crash(3_221_225_477).id).not.toBe(crash(3_221_226_505).id);
  });

  it.each([
    [127, 'linux', /did not find the command/],
    [9009, 'win32', /exit code 9009, the shell did not find the command/],
    [9009, 'linux', /^exit code 9009$/],
    [3_221_225_477, 'win32', /^exit code 3221225477 \(0xc0000005, STATUS_ACCESS_VIOLATION\)$/],
  ] as const)('of a command: %i on %s', (code, platform, words) => {
    expect(exitReason(code, null, platform)).toMatch(words);
  });
});

describe('a command to be copied', () => {
  const words = [
    'kmcl-conformance',
    'replay',
    'a b.kmcl',
    '--target',
    'stdio:python3 a.py',
    '--require',
    'status,offer',
  ];

  it('is quoted for the shell of the system', () => {
    expect(shellCommand(words, 'linux')).toBe(
      "kmcl-conformance replay 'a b.kmcl' --target 'stdio:python3 a.py' --require status,offer",
    );
    // To PowerShell a comma makes a list.
    expect(shellCommand(words, 'win32')).toBe(
      'kmcl-conformance replay "a b.kmcl" --target "stdio:python3 a.py" --require "status,offer"',
    );
  });

  it.each([
    ['native:C:\\build\\channel.dll', 'native:C:\\build\\channel.dll'],
    ['say "x"', '"say \\"x\\""'],
    ['a&calc', '"a&calc"'],
    ["it's", '"it\'s"'],
    ['', '""'],
  ])('on Windows %j is %s', (word, quoted) => expect(shellCommand([word], 'win32')).toBe(quoted));
});

it.each([
  ['/run/bus.sock', 'linux', '/run/bus.sock'],
  ['/run/bus.sock', 'darwin', '/run/bus.sock'],
  ['bus', 'win32', '\\\\.\\pipe\\bus'],
  ['\\\\.\\pipe\\bus', 'win32', '\\\\.\\pipe\\bus'],
] as const)('unix:%s on %s is %s', (path, platform, expected) => expect(pipePath(path, platform)).toBe(expected));

describe('a library', () => {
  /** The beginning of a file for the processor of this machine. */
  const begins = {
    elf: () => {
      const bytes = Buffer.alloc(64);
      bytes.writeUInt32BE(0x7f45_4c46);
      bytes[5] = 1;
      bytes.writeUInt16LE(process.arch === 'arm64' ? 0xb7 : 0x3e, 18);
      return bytes;
    },
    'mach-o': () => {
      const bytes = Buffer.alloc(64);
      bytes.writeUInt32LE(0xfeed_facf);
      bytes.writeUInt32LE(process.arch === 'arm64' ? 0x0100_000c : 0x0100_0007, 4);
      return bytes;
    },
    pe: () => {
      const bytes = Buffer.alloc(128);
      bytes.write('MZ', 'latin1');
      bytes.writeUInt32LE(64, 0x3c);
      bytes.writeUInt16LE(process.arch === 'arm64' ? 0xaa64 : 0x8664, 68);
      return bytes;
    },
  };

  it.each([
    ['linux', 'elf'],
    ['darwin', 'mach-o'],
    ['win32', 'pe'],
  ] as const)('on %s is a file of kind %s, and no other', (platform, own) => {
    const folder = emptyFolder();
    for (const [kind, bytes] of Object.entries(begins)) {
      const path = join(folder, kind);
      writeFileSync(path, bytes());
      const obstacle = obstacleTo(path, platform);
      if (kind === own) expect(obstacle).toBeUndefined();
      else
        expect(obstacle).toMatchObject({
          cause: expect.stringContaining(`(${kind})`),
          cure: `build it on ${platform}`,
        });
    }
  });

  it.each(['darwin', 'win32'] as const)('under a sanitizer is not run on %s', (platform) => {
    expect(() => sanitizerEnvironment(process.execPath, platform)).toThrow(/runtime of a Linux library/);
  });
});
