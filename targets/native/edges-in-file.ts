/**
 * The edges of a library that was built to count them: every place in its code from which the compiler calls what counts, as an
 * ELF file has them. An edge is known by the address behind that call, which is what the library notes.
 */
import { readFileSync } from 'node:fs';
import type { Edge } from '../../harness/target.ts';

/** Both are addresses as the file has them, which `addr2line` takes. */
export interface EdgesInFile {
  /** Where `kmcl_coverage` is: what is loaded tells its edges by how far they are from it. */
  readonly anchor: number;
  /** All edges by address; nothing where that is not known: the symbols were stripped, or the machine is another. */
  readonly edges: readonly Edge[] | undefined;
}

/** As many as `kmcl_reached` of the header has room for. */
const EDGES_MAX = 32_768;
const COUNTING = 'kmcl_coverage';
const CALLED_AT_EDGES = ['__sanitizer_cov_trace_pc', '__sanitizer_cov_trace_pc_guard'];

/** Of the ELF format, 64 bits, little endian (System V ABI, chapter 4). */
const SYMBOL_TABLES = [2, 11];
const EXECUTABLE = 4;
const FUNCTION = 2;
const SYMBOL_BYTES = 24;
const X64 = 0x3e;
const ARM64 = 0xb7;

interface Section {
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly link: number;
  readonly bytes: Buffer;
}

interface Symbol {
  readonly name: string;
  readonly isFunction: boolean;
  readonly address: number;
  readonly size: number;
}

/** Nothing where the library does not count its edges, or is no ELF file of 64 bits. */
export function readEdges(path: string): EdgesInFile | undefined {
  const file = readFileSync(path);
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f45_4c46 || file[4] !== 2 || file[5] !== 1) return undefined;
  if (!file.includes(COUNTING)) return undefined;
  const sections = sectionsOf(file);
  const symbols = symbolsOf(sections);
  const anchor = symbols.find(({ name, address }) => name === COUNTING && address !== 0)?.address;
  if (anchor === undefined) return undefined;
  const called = new Set(symbols.filter(({ name }) => CALLED_AT_EDGES.includes(name)).map(({ address }) => address));
  const machine = file.readUInt16LE(18);
  const addresses = sections.flatMap((section) => callsOf(section, called, machine));
  const isKnown = addresses.length > 0 && addresses.length <= EDGES_MAX;
  return { anchor, edges: isKnown ? addresses.map((address) => edgeAt(address, symbols)) : undefined };
}

function sectionsOf(file: Buffer): readonly Section[] {
  const [start, size, count] = [Number(file.readBigUInt64LE(40)), file.readUInt16LE(58), file.readUInt16LE(60)];
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    const [flags, address, offset, length] = [8, 16, 24, 32].map((field) => Number(file.readBigUInt64LE(at + field)));
    const bytes = file.subarray(offset, offset! + length!);
    return {
      type: file.readUInt32LE(at + 4),
      flags: flags!,
      address: address!,
      link: file.readUInt32LE(at + 40),
      bytes,
    };
  });
}

function symbolsOf(sections: readonly Section[]): readonly Symbol[] {
  return sections.flatMap(({ type, link, bytes }) => {
    const names = sections[link]?.bytes;
    if (!SYMBOL_TABLES.includes(type) || names === undefined) return [];
    return Array.from({ length: Math.floor(bytes.length / SYMBOL_BYTES) }, (_, index) => {
      const at = index * SYMBOL_BYTES;
      const nameAt = bytes.readUInt32LE(at);
      return {
        name: names.toString('latin1', nameAt, names.indexOf(0, nameAt)),
        isFunction: (bytes[at + 4]! & 0xf) === FUNCTION,
        address: Number(bytes.readBigUInt64LE(at + 8)),
        size: Number(bytes.readBigUInt64LE(at + 16)),
      };
    });
  });
}

/** The addresses behind all calls of these functions; of a jump, which comes back elsewhere, nobody could tell that it was made. */
function callsOf({ type, flags, address, bytes }: Section, called: ReadonlySet<number>, machine: number): number[] {
  const found: number[] = [];
  if ((flags & EXECUTABLE) === 0 || type !== 1) return found;
  if (machine === X64) {
    for (let at = bytes.indexOf(0xe8); at >= 0 && at + 5 <= bytes.length; at = bytes.indexOf(0xe8, at + 1)) {
      const behind = address + at + 5;
      if (called.has(behind + bytes.readInt32LE(at + 1))) found.push(behind);
    }
  } else if (machine === ARM64) {
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const word = bytes.readUInt32LE(at);
      const isCall = word >>> 26 === 0b100101;
      if (isCall && called.has(address + at + ((word << 6) >> 4))) found.push(address + at + 4);
    }
  }
  return found;
}

/** A call may be a function's last instruction, so the address behind it is no longer inside. */
function edgeAt(address: number, symbols: readonly Symbol[]): Edge {
  const within = symbols.find((one) => one.isFunction && one.address < address && address <= one.address + one.size);
  return within === undefined ? { address } : { address, symbol: within.name };
}
