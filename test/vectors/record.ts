/** Answers to vector files, recorded for tests: by the C reader on an example, or by a second writer of the format on any target. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Response } from '../../spec/call.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Target } from '../../harness/target.ts';
import { vectorOfBytes } from '../../harness/vectors/vectors.ts';

const ROOT = join(import.meta.dirname, '../..');
export const EXAMPLES = join(ROOT, 'targets/examples');
const NATIVE = join(ROOT, 'targets/native');
const CACHE = join(ROOT, 'node_modules/.cache/native');
export const STRICT = ['-std=c99', '-O2', '-Wall', '-Wextra', '-Werror', '-pedantic', '-I', NATIVE];

/** The C example with the reader as a program, once for what is in its sources. */
export function exampleRunner(fault?: string): string {
  const sources = [join(EXAMPLES, 'vectors/run_file.c'), join(EXAMPLES, 'c/channel.c')];
  const words = [...STRICT, ...(fault === undefined ? [] : [`-DFAULT_${fault}`]), ...sources];
  const hash = createHash('sha256').update(words.join(' '));
  for (const file of [
    ...sources,
    ...['kmcl_vectors.h', 'kmcl_target.h', 'kmcl_methods.h'].map((name) => join(NATIVE, name)),
  ])
    hash.update(readFileSync(file));
  const built = join(CACHE, `${basename('run_file')}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(built)) return built;
  mkdirSync(CACHE, { recursive: true });
  execFileSync('gcc', [...words, '-o', `${built}.${process.pid}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  renameSync(`${built}.${process.pid}`, built);
  return built;
}

/** The answers of a target in this process to the programs of an unpacked vector file, from number `first` on. */
export function answersOf(file: Buffer, target: Target, first = 0): Buffer {
  const { programs } = vectorOfBytes(file);
  const { name, version, capabilities, roomMegabytes = 0 } = target.info;
  const bits = capabilities.reduce((sum, claim) => sum | (1n << BigInt(CAPABILITIES.indexOf(claim))), 0n);
  const parts: Buffer[] = [];
  let sum = 0;
  const put = (...bytes: readonly Buffer[]) => {
    for (const part of bytes) sum = crc32(part, sum);
    parts.push(...bytes);
  };
  const seal = () => parts.push(number(sum, 4));
  put(Buffer.from('KMCLANS\u0001', 'latin1'), file.subarray(88, 96), number(first, 4), number(bits, 8));
  put(number(roomMegabytes, 8), ...text(name), ...text(version));
  seal();
  for (const [index, program] of programs.entries()) {
    if (index < first) continue;
    put(number(index, 4));
    try {
      const session = target.open!();
      for (const call of program) put(...fields(session.perform(call)));
    } catch {
      put(number(0xff, 1), number(2 ** 32 - 7, 4));
    }
    seal();
  }
  put(number(0xffff_ffff, 4), number(programs.length, 4));
  seal();
  return Buffer.concat(parts);
}

function fields(response: Response): readonly Buffer[] {
  switch (response.kind) {
    case 'nothing':
      return [number(0, 1)];
    case 'status':
      return [number(1, 1), number(response.status, 4)];
    case 'reservation':
      return [number(2, 1), number(response.mmioMegabytes, 2), number(response.mmioMegabytesOptional, 2)];
    case 'space':
      return [number(4, 1), number(response.address, 8), number(response.size, 8)];
    case 'no-offer':
      return [number(32, 1)];
    default: {
      const { bytes, mmioMegabytes, mmioMegabytesOptional } = response;
      const amounts = [number(mmioMegabytes, 2), number(mmioMegabytesOptional, 2)];
      return bytes === undefined
        ? [number(8, 1), ...amounts]
        : [number(24, 1), ...amounts, number(bytes.length, 4), Buffer.from(bytes)];
    }
  }
}

function text(value: string): readonly Buffer[] {
  const bytes = Buffer.from(value).subarray(0, 255);
  return [number(bytes.length, 1), bytes];
}

function number(value: number | bigint, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.subarray(0, size);
}
