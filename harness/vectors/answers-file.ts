/**
 * A file of answers: what a target answered to the programs of a vector file, as it wrote it, call by call. It may end anywhere, since
 * a device may, and then says how far it got; what is damaged or stands out of order is refused. docs/vectors.md specifies its bytes.
 */
import { crc32 } from 'node:zlib';
import { NO_OFFER, NOTHING } from '../../spec/call.ts';
import type { Response } from '../../spec/call.ts';
import type { Program, TargetInfo } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { claimsOfBits } from './vectors.ts';
import type { VectorFile } from './vectors.ts';

export const ANSWERS_MAGIC = 'KMCLANS\u0001';
/** Where the name of the target stands. */
const NAME_AT = 36;

/** What a program was answered with, and the return of the call behind its last answer where that one was the adapter's fault. */
export interface RecordedRun {
  readonly responses: readonly Response[];
  readonly fault?: number;
}

export interface AnswersFile {
  /** The id of the vector file that was answered. */
  readonly vectors: string;
  readonly target: TargetInfo;
  /** By the number of the program in its file. */
  readonly runs: ReadonlyMap<number, RecordedRun>;
  /** Where it ends before its end: the program that was begun last, and how many of its calls were answered. */
  readonly brokenOff?: { readonly program: number; readonly answered: number };
}

/** The file that the answers belong to, before they can be read. */
export function vectorsAnswered(bytes: Buffer): string {
  return bytes.toString('hex', 8, 16);
}

/** Throws `UsageError`, which says where it is damaged. */
export function answersOfBytes(bytes: Buffer, { id, programs }: VectorFile): AnswersFile {
  const reader = new AnswersReader(bytes);
  const { target, first } = reader.header();
  const runs = new Map<number, RecordedRun>();
  for (let due = first; ; due += 1) {
    const program = reader.index(due, programs.length);
    if (program === 'end') return { vectors: id, target, runs };
    const run = program === undefined ? undefined : reader.run(programs[program]!);
    if (run === undefined || !run.isWhole) {
      const brokenOff = { program: due, answered: run?.responses.length ?? 0 };
      return { vectors: id, target, runs, brokenOff };
    }
    const { responses, fault } = run;
    runs.set(due, fault === undefined ? { responses } : { responses, fault });
  }
}

/** `seen` of a response, as the native contract has it. */
const SEEN = { status: 1, reservation: 2, space: 4, offer: 8, offerBytes: 16, noOffer: 32 } as const;
const FAULT = 0xff;
/** Stands where the number of a program would. */
const END = 0xffff_ffff;
const OFFER_BYTES_MAX = 65_536;
const RUNS_ON = Symbol('the file ends here');

class AnswersReader {
  readonly #bytes: Buffer;
  readonly #statuses = new Map<number, Response>();
  #at = 0;
  #checked = 0;
  #sum = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  header(): { readonly target: TargetInfo; readonly first: number } {
    const bytes = this.#bytes;
    if (bytes.length < NAME_AT) throw new UsageError('the answers end within their header');
    const [first, claims, room] = [
      bytes.readUInt32LE(16),
      bytes.readBigUInt64LE(20),
      Number(bytes.readBigUInt64LE(28)),
    ];
    this.#at = NAME_AT;
    const [name, version] = [this.#text(), this.#text()];
    if (name === undefined || version === undefined || !this.#isIntact())
      throw new UsageError('the answers end within their header, or it is damaged');
    const capabilities = claimsOfBits(claims);
    return { target: { name, version, capabilities, ...(room > 0 ? { roomMegabytes: room } : {}) }, first };
  }

  /** Nothing where the file ends before it. */
  index(due: number, programs: number): number | 'end' | undefined {
    const index = this.#uint32();
    if (index === END) {
      const count = this.#uint32();
      if (count === undefined || !this.#isIntact()) return undefined;
      if (this.#at < this.#bytes.length) throw new UsageError('there is more behind the end of the answers');
      if (due !== programs) throw new UsageError(`the answers say that they end, behind program ${due} of ${programs}`);
      return 'end';
    }
    if (index === undefined) return undefined;
    if (index !== due || due >= programs) {
      const known = index < programs ? `program ${index + 1}` : 'no program of the file';
      throw new UsageError(
        `the answers are out of order, or damaged: where those of program ${due + 1} are due stand those of ${known}`,
      );
    }
    return index;
  }

  /** `isWhole`: the file does not end within it. */
  run(program: Program): RecordedRun & { readonly isWhole: boolean } {
    const responses: Response[] = [];
    let fault: number | undefined;
    while (responses.length < program.length && fault === undefined) {
      const response = this.#response(responses.length);
      if (response === RUNS_ON) return { responses, isWhole: false };
      if (typeof response === 'number') fault = response;
      else responses.push(response);
    }
    const isWhole = this.#isIntact();
    return fault === undefined ? { responses, isWhole } : { responses, fault, isWhole };
  }

  #response(index: number): Response | number | typeof RUNS_ON {
    const seen = this.#take(1)?.[0];
    switch (seen) {
      case undefined:
        return RUNS_ON;
      case 0:
        return NOTHING;
      case SEEN.status:
        return this.#status() ?? RUNS_ON;
      case SEEN.reservation: {
        const amounts = this.#amounts();
        return amounts === undefined ? RUNS_ON : { kind: 'reservation', ...amounts };
      }
      case SEEN.offer:
      case SEEN.offer | SEEN.offerBytes:
        return this.#offer((seen & SEEN.offerBytes) !== 0) ?? RUNS_ON;
      case SEEN.noOffer:
        return NO_OFFER;
      case SEEN.space: {
        const taken = this.#take(16);
        if (taken === undefined) return RUNS_ON;
        return { kind: 'space', address: taken.readBigUInt64LE(0), size: taken.readBigUInt64LE(8) };
      }
      case FAULT:
        return this.#take(4)?.readInt32LE(0) ?? RUNS_ON;
      default:
        throw new UsageError(`answer ${index + 1} at byte ${this.#at - 1} is of no kind that there is: ${seen}`);
    }
  }

  #status(): Response | undefined {
    const status = this.#uint32();
    if (status === undefined) return undefined;
    const known = this.#statuses.get(status) ?? { kind: 'status', status };
    this.#statuses.set(status, known);
    return known;
  }

  #offer(hasBytes: boolean): Response | undefined {
    const amounts = this.#amounts();
    const size = hasBytes ? this.#uint32() : 0;
    if (amounts === undefined || size === undefined) return undefined;
    if (size > OFFER_BYTES_MAX) throw new UsageError(`an offer of ${size} bytes, at byte ${this.#at} of the answers`);
    const bytes = this.#take(size);
    if (bytes === undefined) return undefined;
    return hasBytes ? { kind: 'offer', ...amounts, bytes: Uint8Array.from(bytes) } : { kind: 'offer', ...amounts };
  }

  #amounts() {
    const taken = this.#take(4);
    return taken && { mmioMegabytes: taken.readUInt16LE(0), mmioMegabytesOptional: taken.readUInt16LE(2) };
  }

  #text(): string | undefined {
    const length = this.#take(1)?.[0];
    const taken = length === undefined ? undefined : this.#take(length);
    return taken?.toString('utf8');
  }

  #uint32(): number | undefined {
    return this.#take(4)?.readUInt32LE(0);
  }

  #take(count: number): Buffer | undefined {
    if (this.#at + count > this.#bytes.length) return undefined;
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** The checksum goes on from one record to the next, so that none can be left out or come twice. */
  #isIntact(): boolean {
    this.#sum = crc32(this.#bytes.subarray(this.#checked, this.#at), this.#sum);
    const said = this.#uint32();
    if (said === undefined) return false;
    if (said !== this.#sum) throw new UsageError(`the answers are damaged before byte ${this.#at}`);
    this.#checked = this.#at;
    return true;
  }
}
