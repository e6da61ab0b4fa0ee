/**
 * The answers of a batch on their way to the parent, as one growing block of bytes: for each program a word that
 * tells how it ended and a length, then rows and offer bytes, or the failure as JSON.
 */
import { TargetFailure } from '../../harness/target.ts';
import type { NewEdges } from './edges-told.ts';

export const ANSWER_HEADER_BYTES = 8;
export const ENDED_WELL = 0;
export const ENDED_IN_FAILURE = 1;
/** No answer: at how many calls of the program before it the last of its new edges was reached, and those edges, four bytes each. */
export const NEW_EDGES = 2;

const WORD_BYTES = 4;

/** How a failure crosses the process border. */
export interface SentFailure {
  readonly kind: TargetFailure['kind'];
  readonly message: string;
  readonly answered: number | null;
  /** The child's memory can no longer be trusted, so that nothing after this run counts. */
  readonly tainted: boolean;
}

/** An adapter's fault after which the process that saw it must not be used again. */
export class TaintingFailure extends TargetFailure {}

export class Answers {
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;
  /** Where the header of the run under way is. */
  #start = 0;
  programs = 0;

  get byteLength(): number {
    return this.#length;
  }

  begin(): void {
    this.#start = this.#length;
    this.room(ANSWER_HEADER_BYTES);
  }

  /** A block of bytes to be written to before the next call of any method. Not cleared. */
  room(byteLength: number): Buffer {
    const end = this.#length + byteLength;
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    const block = this.#bytes.subarray(this.#length, end);
    this.#length = end;
    return block;
  }

  finish(): void {
    this.#seal(ENDED_WELL);
  }

  fail(error: unknown): void {
    this.#length = this.#start + ANSWER_HEADER_BYTES;
    const text = Buffer.from(JSON.stringify(sentFailure(error)));
    this.room(text.length).set(text);
    this.#seal(ENDED_IN_FAILURE);
  }

  /** Of the program that was answered last. */
  addEdges({ calls, distances }: NewEdges): void {
    const words = [NEW_EDGES, WORD_BYTES * (1 + distances.length), calls, ...distances];
    const block = this.room(words.length * WORD_BYTES);
    for (const [index, word] of words.entries()) block.writeInt32LE(word, index * WORD_BYTES);
  }

  #seal(ending: number): void {
    this.#bytes.writeUInt32LE(ending, this.#start);
    this.#bytes.writeUInt32LE(this.#length - this.#start - ANSWER_HEADER_BYTES, this.#start + 4);
    this.programs += 1;
  }

  /** The block so far, copied since a socket keeps what it was given until it is sent. */
  take(): Buffer {
    const block = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    this.programs = 0;
    return block;
  }
}

/** Known by name and not by class: a module may have loaded a copy of the contract of its own. */
export function isTargetFailure(error: unknown): error is TargetFailure {
  return error instanceof Error && error.name === 'TargetFailure' && 'kind' in error;
}

function sentFailure(error: unknown): SentFailure {
  if (isTargetFailure(error)) {
    const { kind, message, answered } = error;
    return { kind, message, answered: answered ?? null, tainted: error instanceof TaintingFailure };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`;
  return { kind: 'adapter-fault', message, answered: null, tainted: false };
}

/** One block of what a child wrote: an answer, or what else it tells. */
interface Block {
  readonly kind: number;
  /** Where its bytes begin and end. */
  readonly at: number;
  readonly end: number;
}

export function* blocksOf(payload: Buffer): Generator<Block> {
  let header = 0;
  while (header < payload.length) {
    const at = header + ANSWER_HEADER_BYTES;
    const end = at + payload.readUInt32LE(header + 4);
    yield { kind: payload.readUInt32LE(header), at, end };
    header = end;
  }
}

export function receivedEdges(bytes: Buffer): NewEdges {
  const words = Array.from({ length: bytes.length / WORD_BYTES }, (_, index) => bytes.readInt32LE(index * WORD_BYTES));
  const [calls = 0, ...distances] = words;
  return { calls, distances };
}

export function receivedFailure(bytes: Buffer): { failure: TargetFailure; tainted: boolean } {
  const sent = JSON.parse(bytes.toString('utf8')) as SentFailure;
  const failure = new TargetFailure(sent.kind, sent.message, sent.answered === null ? {} : { answered: sent.answered });
  return { failure, tainted: sent.tainted };
}
