/**
 * A range of all pairs of amounts, each set on one channel in its Init window and read back, with nothing in between
 * that would cost more than the calls themselves: one array of calls, one array of responses, both used over and over.
 */
import { endianness } from 'node:os';
import { CALL_KINDS } from '../../spec/call.ts';
import type { Span, SweepExpectation } from '../../harness/sweep/sweep.ts';
import { TargetFailure } from '../../harness/target.ts';
import { CALL_BYTES, RESPONSE_BYTES, SEEN } from '../abi/layout.ts';
import type { Memory, NativeLibrary } from './library.ts';

export interface SweepRange extends Span {
  readonly expected: SweepExpectation;
}

// Looked up once: a module's import costs a look-up at each use where it is run through a loader.
const SEEN_STATUS = SEEN.status;
const SEEN_RESERVATION = SEEN.reservation;

/** As many pairs as keep calls and responses in a core's innermost cache. */
const BATCH_PAIRS = 256;
const CALL_WORDS = CALL_BYTES / 4;
const ROW_WORDS = RESPONSE_BYTES / 4;
const GUARD_WORDS = 64;
const GUARD = 0xa5a5_a5a5;

const ALLOCATE = CALL_KINDS.indexOf('allocate');
const SET = CALL_KINDS.indexOf('setMmioMegabytes');
const READ = CALL_KINDS.indexOf('readReservation');

/** The number of the first pair that is not answered as expected, or -1. */
export function sweepRange(library: NativeLibrary, memory: Memory, { from, to, expected }: SweepRange): number {
  if (endianness() !== 'LE')
    throw new TargetFailure('unusable', 'the sweep reads words, and this machine orders them the other way');
  // One channel, and for each pair a call that sets it and one that reads it back.
  const calls = new Uint32Array((1 + 2 * BATCH_PAIRS) * CALL_WORDS);
  const responses = new Uint32Array((1 + 2 * BATCH_PAIRS) * ROW_WORDS + GUARD_WORDS);
  const callsAddress = memory.addressOf(new Uint8Array(calls.buffer));
  const responsesAddress = memory.addressOf(new Uint8Array(responses.buffer));
  calls[0] = ALLOCATE;
  for (let at = CALL_WORDS; at < calls.length; at += 2 * CALL_WORDS) calls[at + CALL_WORDS] = READ;

  for (let first = from; first < to; first += BATCH_PAIRS) {
    const pairs = Math.min(BATCH_PAIRS, to - first);
    writePairs(calls, first, pairs);
    const count = 1 + 2 * pairs;
    responses.fill(GUARD, count * ROW_WORDS, count * ROW_WORDS + GUARD_WORDS);
    const result = library.run(callsAddress, count, responsesAddress);
    if (result < 0) throw new TargetFailure('adapter-fault', `kmcl_run returned ${result}`);
    if (responses[count * ROW_WORDS] !== GUARD) {
      throw new TargetFailure('adapter-fault', `wrote past the end of ${count} responses`);
    }
    const wrong = firstWrong(responses, first, pairs, expected);
    if (wrong < pairs) return first + wrong;
  }
  return -1;
}

function writePairs(calls: Uint32Array, first: number, pairs: number): void {
  for (let pair = 0, at = CALL_WORDS; pair < pairs; pair += 1, at += 2 * CALL_WORDS) {
    const number = (first + pair) >>> 0;
    calls[at] = SET | (number & 0xffff_0000);
    calls[at + 1] = number & 0xffff;
  }
}

/** The index of the first pair with a wrong answer, or `pairs`. Wipes what it has read, so that no row counts twice. */
function firstWrong(responses: Uint32Array, first: number, pairs: number, expected: SweepExpectation): number {
  const { bothZero, otherwise } = expected;
  let held = 0;
  for (let pair = 0, at = ROW_WORDS; pair < pairs; pair += 1, at += 2 * ROW_WORDS) {
    const number = (first + pair) >>> 0;
    const status = number === 0 ? bothZero : otherwise;
    // A row holds the amounts the other way round than a number does: the first one in the lower half.
    if (number !== 0) held = ((number >>> 16) | (number << 16)) >>> 0;
    if (
      responses[at] !== SEEN_STATUS ||
      responses[at + 1] !== status ||
      responses[at + ROW_WORDS] !== SEEN_RESERVATION ||
      responses[at + ROW_WORDS + 2] !== held
    ) {
      return pair;
    }
    responses[at] = 0;
    responses[at + ROW_WORDS] = 0;
  }
  return pairs;
}
