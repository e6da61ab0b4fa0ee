/** Both framings give the same messages however a stream cuts their bytes. */
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME, FrameReader, writeFrame } from '../../targets/isolated/frames.ts';
import { LineSplitter } from '../../targets/remote/wire/line-splitter.ts';

/** Pieces of at least one byte, of these sizes in turn. */
function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5_000 })), { minLength: 1 });
const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ''));

test('lines', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n'))), line, sizes, (lines, rest, chunks) => {
      const bytes = Buffer.from(`${lines.flat().join('')}${rest}`);
      const splitter = new LineSplitter();
      const given = [...cut(bytes, chunks)].flatMap((piece) => splitter.push(piece));
      expect([given, splitter.rest().toString(), splitter.fault]).toEqual([
        lines.map(([text]) => text),
        rest,
        undefined,
      ]);
    }),
  );
});

test('a line that is too long is a fault wherever it is cut, and the lines before it are given', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 0, max: 40 }), sizes, (before, length, chunks) => {
      const bytesMax = 20;
      const bytes = Buffer.from(`${'a'.repeat(before)}\n${'b'.repeat(length)}\n`);
      const splitter = new LineSplitter(bytesMax);
      const given = [...cut(bytes, chunks)].flatMap((piece) => splitter.push(piece));
      expect(given).toEqual(['a'.repeat(before), ...(length > bytesMax ? [] : ['b'.repeat(length)])]);
      expect(splitter.fault !== undefined).toBe(length > bytesMax);
    }),
  );
});

test('frames', () => {
  const frame = fc.record({
    // What is no kind of frame is foreign, and ends the reading.
    kind: fc.constantFrom(...Object.values(FRAME).filter((kind) => kind !== FRAME.foreign)),
    payload: fc.uint8Array({ maxLength: 200 }),
  });
  fc.assert(
    fc.property(fc.array(frame), sizes, (frames, chunks) => {
      const stream = new PassThrough({ highWaterMark: 1 << 20 });
      for (const { kind, payload } of frames) writeFrame(stream, kind, payload);
      const bytes = (stream.read() as Buffer | null) ?? Buffer.alloc(0);
      const reader = new FrameReader();
      const given = [...cut(bytes, chunks)].flatMap((piece) =>
        [...reader.push(piece)].map(({ kind, payload }) => ({ kind, payload: new Uint8Array(payload) })),
      );
      expect(given).toEqual(frames);
    }),
  );
});
