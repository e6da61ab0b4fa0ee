/** The sample of pairs is the same however a run is cut into parts, and of each pair in it all answers are kept. */
import { expect, it } from 'vitest';
import { COMPLETE } from '../../harness/execute/trace.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import type { AnswerSeen } from '../../harness/judge/answers-seen.ts';
import { pairHash, PairSample, SAMPLE_PAIRS_MAX } from '../../harness/judge/pair-sample.ts';
import type { Reservation } from '../../spec/call.ts';

const pairOf = (index: number): Reservation => ({
  mmioMegabytes: (index * 7919) & 0xffff,
  mmioMegabytesOptional: (index * 104_729) & 0xffff,
});

function trace(index: number, status: number): Trace {
  return {
    program: [{ kind: 'setMmioMegabytes', channel: 0, ...pairOf(index) }],
    responses: [{ kind: 'status', status }],
    end: COMPLETE,
  };
}

/** Every pair three times, in two states; every hundredth is answered otherwise the last time. */
function sampled(isOwn: (round: number, index: number) => boolean): readonly AnswerSeen[] {
  const sample = new PairSample();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 5_000; index += 1) {
      if (!isOwn(round, index)) continue;
      sample.note(trace(index, round === 2 && index % 100 === 0 ? 7 : 0), [index % 2 === 0 ? 'fresh' : 'client']);
    }
  }
  return sample.all;
}

const whole = sampled(() => true);

it('is bounded by state, and spread over all pairs', () => {
  expect(whole.filter(({ state }) => state === 'fresh')).toHaveLength(SAMPLE_PAIRS_MAX);
  expect(whole).toHaveLength(2 * SAMPLE_PAIRS_MAX);
  const quarters = new Set(
    whole.map(({ pair }) => (pair.mmioMegabytes >> 14) * 4 + (pair.mmioMegabytesOptional >> 14)),
  );
  expect(quarters.size).toBeGreaterThan(12);
});

it('holds each pair with all that it was answered', () => {
  const twice = whole.filter(({ statuses }) => statuses.length === 2).map(({ pair }) => pairHash(pair));
  const due = Array.from({ length: 50 }, (_, index) => pairHash(pairOf(index * 100))).toSorted((a, b) => a - b);
  const last = Math.max(...whole.filter(({ state }) => state === 'fresh').map(({ pair }) => pairHash(pair)));
  expect(twice).toEqual(due.filter((hash) => hash <= last));
  expect(twice.length).toBeGreaterThan(0);
});

it('is that of the whole where it is put together out of parts', () => {
  const parts = [0, 1, 2].map((part) => sampled((round, index) => (round + index) % 3 === part));
  expect(new PairSample().add(parts.flat()).all).toEqual(whole);
  expect(new PairSample().add(parts[0]!).add(parts[2]!).add(parts[1]!).all).toEqual(whole);
});

it('takes what was judged, and no more', () => {
  const sample = new PairSample();
  sample.note(trace(1, 0), []);
  expect(sample.all).toEqual([]);
});
