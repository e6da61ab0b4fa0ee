/**
 * What a file says of itself in its first bytes, so that a library for another machine is told in words and not in
 * those of the dynamic loader.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What a library was built for. `unknown` where the file begins like no library that we know. */
export type BinaryFormat =
  | { readonly kind: 'elf' | 'mach-o' | 'pe'; readonly architecture: string }
  | { readonly kind: 'mach-o-universal' }
  | { readonly kind: 'unknown' };

const HEADER_BYTES = 4_096;

/** Machine numbers of ELF, as Node names architectures. */
const ELF_MACHINES = new Map([
  [0x03, 'ia32'],
  [0x28, 'arm'],
  [0x3e, 'x64'],
  [0x15, 'ppc64'],
  [0x16, 's390x'],
  [0xb7, 'arm64'],
  [0xf3, 'riscv64'],
  [0x102, 'loong64'],
]);
const PE_MACHINES = new Map([
  [0x14c, 'ia32'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);
const MACH_MACHINES = new Map([
  [0x0100_0007, 'x64'],
  [0x0100_000c, 'arm64'],
]);

/** The kind of library that each system loads. */
const NATIVE_KINDS: Partial<Record<NodeJS.Platform, BinaryFormat['kind'][]>> = {
  darwin: ['mach-o', 'mach-o-universal'],
  win32: ['pe'],
};

export function readBinaryFormat(path: string): BinaryFormat {
  return binaryFormatOf(readStart(path));
}

function readStart(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    return start.subarray(0, readSync(file, start, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

function binaryFormatOf(start: Buffer): BinaryFormat {
  if (start.length < 64) return { kind: 'unknown' };
  if (start.readUInt32BE(0) === 0x7f45_4c46) {
    const machine = start[5] === 2 ? start.readUInt16BE(18) : start.readUInt16LE(18);
    return { kind: 'elf', architecture: ELF_MACHINES.get(machine) ?? `machine ${machine}` };
  }
  if (start.readUInt32LE(0) === 0xfeed_facf) {
    const machine = start.readUInt32LE(4);
    return { kind: 'mach-o', architecture: MACH_MACHINES.get(machine) ?? `machine ${machine}` };
  }
  if (start.readUInt32BE(0) === 0xcafe_babe) return { kind: 'mach-o-universal' };
  if (start.toString('latin1', 0, 2) === 'MZ') {
    const at = start.readUInt32LE(0x3c);
    const machine = at + 6 <= start.length ? start.readUInt16LE(at + 4) : 0;
    return { kind: 'pe', architecture: PE_MACHINES.get(machine) ?? `machine ${machine}` };
  }
  return { kind: 'unknown' };
}

/** What is wrong with a file, and what helps. */
export interface Obstacle {
  readonly cause: string;
  readonly cure: string;
}

/** Why this process cannot load the file; nothing where nothing is seen that speaks against it. */
export function obstacleTo(path: string, platform: NodeJS.Platform = process.platform): Obstacle | undefined {
  let format: BinaryFormat;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { cause: `there is no file ${path}`, cure: 'build it, or give its path' };
    if (!stats.isFile()) return { cause: `${path} is not a file`, cure: 'name the library itself' };
    format = readBinaryFormat(path);
  } catch (error) {
    return { cause: `${path} cannot be read`, cure: (error as Error).message };
  }
  const kinds = NATIVE_KINDS[platform] ?? ['elf'];
  if (format.kind === 'unknown') {
    return { cause: `${path} is not a shared library`, cure: 'build it with -shared, or as a cdylib' };
  }
  if (!kinds.includes(format.kind)) {
    return {
      cause: `${path} is a library of another system (${format.kind})`,
      cure: `build it on ${platform}`,
    };
  }
  if ('architecture' in format && format.architecture !== process.arch) {
    const cause = `${path} was built for ${format.architecture}, and this Node runs on ${process.arch}`;
    return { cause, cure: `build it for ${process.arch}` };
  }
  return undefined;
}
