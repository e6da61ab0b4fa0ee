/** What is called over and over is told once, and nothing is lost by it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callLines } from '../../harness/report/call-lines.ts';
import { roundsOf } from '../../harness/report/rounds.ts';

it('gives all items back, in order, with the one apart by itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }), fc.nat(39), (items, apart) => {
      const rounds = roundsOf(items, (at) => at === apart);
      const unrolled = rounds.flatMap(({ from, length, times }) =>
        Array.from({ length: times }, () => items.slice(from, from + length)).flat(),
      );
      expect(unrolled).toEqual(items);
      for (const { from, length, times } of rounds) {
        const isWithin = from <= apart && apart < from + length * times;
        expect(isWithin ? length * times : 1).toBe(1);
      }
    }),
  );
});

it('tells a round by its first time, and counts to the call that went wrong', () => {
  const step = (call: string, answer: string) => ({ call, answer });
  const enabled = step('enable 0', 'STATUS_SUCCESS');
  const disabled = step('disable 0', 'nothing (VOID)');
  const round = [enabled, disabled];
  const steps = [
    step('allocate 0 server', 'STATUS_SUCCESS'),
    ...Array.from({ length: 16 }, () => round).flat(),
    enabled,
  ];
  expect(callLines(steps, { wrongAt: steps.length - 1 }).join('\n')).toMatchInlineSnapshot(`
    "    1  allocate ch0 server  -> STATUS_SUCCESS
        2  enable ch0           -> STATUS_SUCCESS
        3  disable ch0          -> nothing (VOID)
           these 2 calls 15 more times, to 33
       34  enable ch0           -> STATUS_SUCCESS  <- here"
  `);
});

it('leaves what is done three times as it is, and what was answered otherwise', () => {
  const reads = ['1', '1', '1', '2', '1'].map((size) => ({
    call: 'readReservation 0',
    answer: `reservation ${size}/0`,
  }));
  expect(callLines(reads)).toHaveLength(5);
  const sets = Array.from({ length: 5 }, () => ({ call: 'readOffer 0', answer: 'no offer' }));
  expect(callLines(sets).map((line) => line.trim())).toEqual([
    '1  readOffer ch0  -> no offer',
    'the same 4 more times, to 5',
  ]);
});
