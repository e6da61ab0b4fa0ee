/** The binary codec of calls and responses: what is written is what is read. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CALL_BYTES,
  decodeCalls,
  decodeResponses,
  encodeCalls,
  encodedBytes,
  encodeResponses,
} from '../../targets/abi/layout.ts';
import { anyCall, responseTo } from '../call-arbitraries.ts';

const answered = fc
  .array(anyCall)
  .chain((program) => fc.tuple(fc.constant(program), fc.tuple(...program.map(responseTo))));

test('calls come back as they were, wherever in the bytes they lie', () => {
  fc.assert(
    fc.property(fc.array(anyCall), fc.nat(40), (program, offset) => {
      const view = new DataView(new ArrayBuffer(offset + program.length * CALL_BYTES));
      encodeCalls(program, view, offset);
      expect(decodeCalls(view, offset, program.length)).toEqual(program);
    }),
  );
});

test('responses come back as they were, and end where their bytes end', () => {
  fc.assert(
    fc.property(answered, fc.nat(40), ([program, responses], offset) => {
      const bytes = new Uint8Array(offset + encodedBytes(responses));
      encodeResponses(responses, bytes.subarray(offset));
      const view = new DataView(bytes.buffer);
      expect(decodeResponses(program.length, bytes, view, offset)).toEqual(responses);
    }),
  );
});
