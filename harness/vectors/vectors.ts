/**
 * A vector file: programs for a target that can run no adapter, to be run there and answered into a file of answers. docs/vectors.md
 * specifies its bytes; `targets/native/kmcl_vectors.h` reads them in C.
 */
import { crc32 } from 'node:zlib';
import { TIERS } from '../generate/tier.ts';
import type { Tier } from '../generate/tier.ts';
import { PROGRAM_CALLS_MAX } from '../program/program.ts';
import { CAPABILITIES } from '../target.ts';
import type { Capability, Program } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { programOfRows, ROW_BYTES, rowsOf } from './call-rows.ts';
import type { KnownCalls } from './call-rows.ts';

export const VECTOR_MAGIC = 'KMCLVEC\u0001';
export const HEADER_BYTES = 96;
/** The last eight bytes of the header, two checksums, which name the file. */
export const ID_AT = 88;
/** All rows together: four million calls, three times what tier ci makes on a target that claims everything. */
export const BODY_BYTES_MAX = 32 * 2 ** 20;

/** What a file was laid out for. */
export interface VectorOrder {
  /** The hash of specification and strategies. */
  readonly suite: string;
  readonly tier: Tier;
  readonly seed: number;
  readonly claims: readonly Capability[];
  readonly roomMegabytes?: number | undefined;
  /** How many files were answered before it; 0 of a first one. */
  readonly round: number;
  /** The id of the last one of them. */
  readonly follows?: string | undefined;
}

export interface VectorFile extends VectorOrder {
  /** Sixteen hexadecimal digits that change with every byte of it. */
  readonly id: string;
  readonly programs: readonly Program[];
}

/** The file as its bytes, not compressed. Throws `UsageError` where it would be too large. */
export function vectorBytes(order: VectorOrder, programs: readonly Program[]): Buffer {
  const body = Buffer.concat(programs.flatMap((program) => [uint32(program.length), rowsOf(program)]));
  if (body.length > BODY_BYTES_MAX) {
    throw new UsageError(`${programs.length} programs are more than a vector file holds: choose a smaller tier`);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(VECTOR_MAGIC, 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES, 8);
  header.writeUInt32LE(programs.length, 12);
  header.writeUInt32LE(
    programs.reduce((longest, { length }) => Math.max(longest, length), 0),
    16,
  );
  header.writeUInt32LE(body.length, 20);
  header.writeBigUInt64LE(claimBits(order.claims), 24);
  header.writeBigUInt64LE(BigInt(order.roomMegabytes ?? 0), 32);
  header.writeInt32LE(order.seed, 40);
  header[44] = TIERS.indexOf(order.tier);
  header[45] = order.round;
  header.write(order.suite.slice(0, 16), 48, 'latin1');
  header.write(order.follows ?? '', 64, 'latin1');
  header.writeUInt32LE(crc32(body), ID_AT);
  header.writeUInt32LE(crc32(header.subarray(0, ID_AT + 4)), ID_AT + 4);
  return Buffer.concat([header, body]);
}

/** Throws `UsageError`, which says what is wrong with the bytes. */
export function vectorOfBytes(bytes: Buffer): VectorFile {
  if (bytes.length < HEADER_BYTES) throw new UsageError('the vector file ends within its header');
  const body = bytes.subarray(HEADER_BYTES);
  const isIntact = crc32(bytes.subarray(0, ID_AT + 4)) === bytes.readUInt32LE(ID_AT + 4);
  if (!isIntact || bytes.readUInt32LE(8) !== HEADER_BYTES) throw new UsageError("the vector file's header is damaged");
  if (body.length !== bytes.readUInt32LE(20))
    throw new UsageError(`the vector file has ${body.length} bytes of programs and says ${bytes.readUInt32LE(20)}`);
  if (crc32(body) !== bytes.readUInt32LE(ID_AT)) throw new UsageError("the vector file's programs are damaged");
  const tier = TIERS[bytes[44]!];
  if (tier === undefined) throw new UsageError('the vector file is of a tier that this suite does not have');
  const room = Number(bytes.readBigUInt64LE(32));
  const follows = bytes.toString('latin1', 64, 80).replaceAll('\0', '');
  return {
    suite: bytes.toString('latin1', 48, 64),
    tier,
    seed: bytes.readInt32LE(40),
    claims: claimsOfBits(bytes.readBigUInt64LE(24)),
    ...(room === 0 ? {} : { roomMegabytes: room }),
    round: bytes[45]!,
    ...(follows === '' ? {} : { follows }),
    id: bytes.toString('hex', ID_AT, HEADER_BYTES),
    programs: programsOf(body, bytes.readUInt32LE(12)),
  };
}

function programsOf(body: Buffer, count: number): readonly Program[] {
  const programs: Program[] = [];
  const known: KnownCalls = new Map();
  for (let at = 0; at < body.length;) {
    const calls = at + 4 <= body.length ? body.readUInt32LE(at) : 0;
    const end = at + 4 + calls * ROW_BYTES;
    if (calls === 0 || calls > PROGRAM_CALLS_MAX || end > body.length)
      throw new UsageError(`program ${programs.length + 1} of the vector file has no such length`);
    programs.push(programOfRows(body.subarray(at + 4, end), known));
    at = end;
  }
  if (programs.length !== count)
    throw new UsageError(`the vector file has ${programs.length} programs and says ${count}`);
  return programs;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Bit n is the n-th capability, as in `kmcl_description`. */
export function claimBits(claims: readonly Capability[]): bigint {
  return claims.reduce((bits, claim) => bits | (1n << BigInt(CAPABILITIES.indexOf(claim))), 0n);
}

/** Bits that no capability has are those of a later suite, and left out. */
export function claimsOfBits(bits: bigint): readonly Capability[] {
  return CAPABILITIES.filter((_, bit) => (bits >> BigInt(bit)) & 1n);
}
