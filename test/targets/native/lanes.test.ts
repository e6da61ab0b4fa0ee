/** Calls made at once on one instance, from several threads. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../spec/call.ts';
import type { History, LaneTarget, TimedCall } from '../../../targets/native/lanes.ts';
import { openLanes } from '../../../targets/native/lanes.ts';
import { buildLibrary } from '../../build-library.ts';
import { watchChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';

const childrenLeft = watchChildren();

const EXAMPLES = join(import.meta.dirname, '../../../targets/examples');
const ROUNDS = 200;
const ROUNDS_MAX = 2_000;
const CALLS = 20;

let opened: LaneTarget | undefined;

afterEach(async () => {
  await opened?.close();
  opened = undefined;
  expect(childrenLeft()).toEqual([]);
});

function setting(amount: number): Call {
  return { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: amount, mmioMegabytesOptional: 0 };
}

function overlap(one: readonly TimedCall[] = [], other: readonly TimedCall[] = []): boolean {
  return one.some((a) => other.some((b) => a.beganNs < b.endedNs && b.beganNs < a.endedNs));
}

describe.runIf(requireTool('g++'))('calls on one instance from two threads', () => {
  test('overlap in time, and each is timed in its order', { tags: ['slow'] }, async () => {
    opened = await openLanes(buildLibrary('cpp', join(EXAMPLES, 'cpp/channel.cpp')), { deadlineMs: 5_000 });
    const lanes = [100, 200].map((base) => Array.from({ length: CALLS }, (_, index) => setting(base + index)));
    const histories: History[] = [];
    // On a busy machine two threads may not run at once for a while, so it is tried until they have.
    let overlapping = 0;
    for (let round = 0; round < ROUNDS || (overlapping === 0 && round < ROUNDS_MAX); round += 1) {
      const history = await opened.run({
        before: [{ kind: 'allocate', channel: 0, endpoint: 'server' }],
        lanes,
        after: [{ kind: 'readReservation', channel: 0 }],
      });
      histories.push(history);
      if (overlap(history.lanes[0], history.lanes[1])) overlapping += 1;
    }
    for (const { before, lanes: timed, after } of histories) {
      expect(before).toEqual([{ kind: 'status', status: 0 }]);
      for (const [lane, calls] of timed.entries()) {
        expect(calls.map(({ call }) => call)).toEqual(lanes[lane]);
        expect(calls.every(({ response }) => response.kind === 'status' && response.status === 0)).toBe(true);
        const instants = calls.flatMap(({ beganNs, endedNs }) => [beganNs, endedNs]);
        expect(instants).toEqual(instants.toSorted((a, b) => a - b));
      }
      // Whichever lane came last: the reservation is one that some lane's last call made.
      const last = after[0]?.kind === 'reservation' ? after[0].mmioMegabytes : undefined;
      expect([100 + CALLS - 1, 200 + CALLS - 1]).toContain(last);
    }
    process.stdout.write(`calls overlapped in ${overlapping} of ${histories.length} rounds\n`);
    expect(overlapping).toBeGreaterThan(0);
  });

  test('are not made on a library that does not claim threads', async () => {
    const library = buildLibrary('c', join(EXAMPLES, 'c/channel.c'));
    await expect(openLanes(library, { deadlineMs: 1_000 })).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringContaining('does not claim the capability threads'),
    });
  });
});
