/**
 * Every pair of a range set on one channel in its Init window and read back. The loop makes two calls a pair and nothing else:
 * one call object serves all pairs, since the emulator keeps none.
 */
import type { SetMmioMegabytes } from '../../spec/call.ts';
import type { SweepExpectation } from '../../harness/sweep/sweep.ts';
import type { Session } from '../../harness/target.ts';

type Writable = { -readonly [Key in keyof SetMmioMegabytes]: SetMmioMegabytes[Key] };

const READ = { kind: 'readReservation', channel: 0 } as const;

/**
 * Sweeps the pairs numbered from `from` up to `to`, the first amount in the upper 16 bits. Gives the number of the first pair
 * that is not answered as expected, or -1.
 */
export function sweepPairs(
  session: Session,
  from: number,
  to: number,
  { bothZero, otherwise }: SweepExpectation,
): number {
  session.perform({ kind: 'allocate', channel: 0, endpoint: 'server' });
  const set: Writable = { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 0, mmioMegabytesOptional: 0 };
  let required = Math.floor(from / 0x1_0000);
  let optional = from % 0x1_0000;
  let heldRequired = 0;
  let heldOptional = 0;
  for (let number = from; number < to; number += 1) {
    set.mmioMegabytes = required;
    set.mmioMegabytesOptional = optional;
    const answer = session.perform(set);
    const isZero = required === 0 && optional === 0;
    if (answer.kind !== 'status' || answer.status !== (isZero ? bothZero : otherwise)) return number;
    if (!isZero) {
      heldRequired = required;
      heldOptional = optional;
    }
    const held = session.perform(READ);
    if (
      held.kind !== 'reservation' ||
      held.mmioMegabytes !== heldRequired ||
      held.mmioMegabytesOptional !== heldOptional
    ) {
      return number;
    }
    if (optional === 0xffff) {
      optional = 0;
      required += 1;
    } else {
      optional += 1;
    }
  }
  return -1;
}
