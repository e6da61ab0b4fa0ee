/** NDJSON framing: bytes in, lines out, and never more than one line held. */
import { isUtf8 } from 'node:buffer';

/** The longest line of the contract, without its line feed. */
export const LINE_BYTES_MAX = 1 << 20;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export class LineSplitter {
  readonly #bytesMax: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Why no line will follow, once one was not fit to be handed on. */
  fault: string | undefined;

  constructor(bytesMax = LINE_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that this chunk completes; those before a fault are still given. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    while (this.fault === undefined) {
      const end = chunk.indexOf(LINE_FEED, start);
      const piece = chunk.subarray(start, end === -1 ? chunk.length : end);
      if (this.#heldBytes + piece.length > this.#bytesMax + 1) {
        this.#break(`a line is longer than ${this.#bytesMax} bytes`);
      } else if (end === -1) {
        if (piece.length > 0) this.#held.push(piece);
        this.#heldBytes += piece.length;
        break;
      } else {
        const line = this.#heldBytes === 0 ? piece : Buffer.concat([...this.#held, piece]);
        this.#held = [];
        this.#heldBytes = 0;
        this.#take(line, lines);
        start = end + 1;
      }
    }
    return lines;
  }

  /** What came after the last line feed: what a peer that ended in the middle of a line had said of it. */
  rest(): Buffer {
    return Buffer.concat(this.#held);
  }

  #take(line: Buffer, lines: string[]): void {
    const bytes = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
    if (bytes.length > this.#bytesMax) return this.#break(`a line is longer than ${this.#bytesMax} bytes`);
    const text = bytes.toString('utf8');
    // Only a text that holds the replacement character can have been made from broken bytes.
    if (text.includes('\uFFFD') && !isUtf8(bytes)) return this.#break('a line is not UTF-8');
    lines.push(text);
  }

  #break(fault: string): void {
    this.fault = fault;
    this.#held = [];
    this.#heldBytes = 0;
  }
}
