/**
 * Messages between a parent and its child: a byte length and a kind, four bytes each, then the payload.
 * Not on stdout, which belongs to the implementation, and not on Node's own channel, which would copy them as JSON.
 */
import type { Writable } from 'node:stream';

const HEADER_BYTES = 8;

export const FRAME = {
  /** To the child: a batch of programs. */
  run: 1,
  /** To the child: one of the guest's requests, JSON. */
  request: 2,
  /** From the child: what the guest is, JSON. */
  ready: 3,
  /** From the child: why there is no guest, in words. */
  unusable: 4,
  /** From the child: answers of the oldest programs not yet answered. */
  answers: 5,
  /** From the child: the result of a request, JSON. */
  requestDone: 6,
  /** Never sent: somebody else wrote to the pipe. */
  foreign: 0,
} as const;

const KINDS: ReadonlySet<number> = new Set(Object.values(FRAME).filter((kind) => kind !== FRAME.foreign));
/** Far above the largest batch of answers: a length beyond it is text that was taken for one. */
const FRAME_BYTES_MAX = 2 ** 28;

export interface Frame {
  readonly kind: number;
  readonly payload: Buffer;
}

export function writeFrame(stream: Writable, kind: number, payload: Uint8Array): void {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(kind, 4);
  stream.cork();
  stream.write(header);
  if (payload.length > 0) stream.write(payload);
  stream.uncork();
}

/** Puts frames together from the pieces in which a stream delivers them. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #held = 0;
  #isForeign = false;

  /** Bytes that are no frame come as one of kind `foreign`, and nothing that follows them is read. */
  *push(piece: Buffer): Generator<Frame> {
    if (this.#isForeign) return;
    this.#pieces.push(piece);
    this.#held += piece.length;
    while (this.#held >= HEADER_BYTES) {
      const header = this.#join(HEADER_BYTES);
      const length = HEADER_BYTES + header.readUInt32LE(0);
      this.#isForeign = length > FRAME_BYTES_MAX || !KINDS.has(header.readUInt32LE(4));
      if (this.#isForeign) {
        yield { kind: FRAME.foreign, payload: Buffer.alloc(0) };
        return;
      }
      if (this.#held < length) return;
      const whole = this.#join(length);
      this.#pieces[0] = whole.subarray(length);
      this.#held -= length;
      yield { kind: whole.readUInt32LE(4), payload: whole.subarray(HEADER_BYTES, length) };
    }
  }

  /** The first piece, made to hold at least so many bytes. */
  #join(byteLength: number): Buffer {
    const [first] = this.#pieces;
    if (first !== undefined && first.length >= byteLength) return first;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }
}
